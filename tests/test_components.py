"""What other templates are made of, and those that must come up when nothing else does."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "500.html"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_error_page_needs_neither_request_nor_database(name: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(name)
    assert "<h1>" in page
    assert 'href="/zh-hans/"' in page if language == "zh-hans" else 'href="/"' in page


def test_an_id_is_given_once_a_page() -> None:
    template = Template("{% load look %}{% uid 'mark' 'x' %} {% uid 'mark' 'x' %} {% uid 'a' 1 %}")
    request = RequestFactory().get("/")
    assert template.render(Context({"request": request})) == "mark-x mark-x-2 a-1"
    assert template.render(Context({"request": RequestFactory().get("/")})) == "mark-x mark-x-2 a-1"


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_states_its_context_and_is_indexed(name: str) -> None:
    top = (TEMPLATES / "components" / name).read_text().partition("{% endcomment %}")[0]
    assert top.startswith("{% comment %}")
    assert "\nContext: " in top
    assert f"| `{name}` |" in (Path(settings.BASE_DIR) / "docs" / "components.md").read_text()

"""The Chinese catalogue holds every text of code and templates, and says what the English says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from liangjiang_site.messages import collect, load, strings, template_source, update_messages

ROOT = Path(settings.BASE_DIR)
PO = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%(?:\([a-z_]+\))?[a-z%]|</?[a-z]+[^>]*>")
HAN = re.compile(r"[\u4e00-\u9fff]")
# Half-width marks next to a Chinese character; digits and codes keep theirs.
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]|\.\.\.|[\"']")


def messages(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    return {
        (message.context, strings(message.id)[0]): message for message in catalogue if message.id
    }


@pytest.fixture(scope="module")
def chinese() -> dict[tuple[str | None, str], Message]:
    return messages(load(PO))


def test_every_text_has_a_translation_and_no_other_has(
    chinese: dict[tuple[str | None, str], Message],
) -> None:
    english = messages(collect(ROOT))
    assert len(english) > 600, "the texts are no longer found"
    assert sorted(map(str, english.keys() - chinese.keys())) == [], "manage.py update_messages"
    assert sorted(map(str, chinese.keys() - english.keys())) == [], "manage.py update_messages"
    empty = [key for key, message in chinese.items() if not all(strings(message.string))]
    assert empty == []
    assert [key for key, message in chinese.items() if message.fuzzy] == []


def test_a_translation_keeps_the_placeholders(
    chinese: dict[tuple[str | None, str], Message],
) -> None:
    def placeholders(texts: Any) -> list[set[str]]:
        return [set(PLACEHOLDER.findall(text)) for text in strings(texts)]

    assert [
        key
        for key, message in chinese.items()
        if any(found not in placeholders(message.id) for found in placeholders(message.string))
    ] == []


def test_chinese_is_punctuated_as_chinese(
    chinese: dict[tuple[str | None, str], Message],
) -> None:
    wrong = [
        text
        for message in chinese.values()
        for text in strings(message.string)
        if HALF_WIDTH.search(re.sub(PLACEHOLDER, "中", text)) or text != text.strip()
    ]
    assert wrong == []


def test_a_text_ends_as_its_original_does(
    chinese: dict[tuple[str | None, str], Message],
) -> None:
    """A sentence is a sentence, and a label a label, in both languages."""
    wrong = []
    for (context, english), message in chinese.items():
        ends = english.endswith((".", "?")), strings(message.string)[0].endswith(("。", "？"))
        # A sentence may end in a placeholder that is one.
        if HAN.search(strings(message.string)[0]) and ends[0] != ends[1]:
            wrong.append((context, english))
    assert wrong == []


def test_a_template_is_read_whatever_its_indentation() -> None:
    text = '<p>\n{% if a %}\n      {% translate "One" context "of" %}\n  {% endif %}\n</p>'
    assert "\npgettext(u'of', u'One')\n" in template_source(text, "here.html")


def test_a_new_text_is_named_and_an_old_one_dropped(tmp_path: Path) -> None:
    po = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Kept"\nmsgstr "保留"\n\nmsgid "Dropped"\nmsgstr "删去"\n',
        "utf-8",
    )
    folder = tmp_path / "investments"
    folder.mkdir()
    (folder / "texts.py").write_text('_("Kept")\nngettext("%(n)s new", "%(n)s newer", n)\n')
    assert list(update_messages(tmp_path, po)) == ["%(n)s new"]
    text = po.read_text("utf-8")
    assert "保留" in text
    assert "Dropped" not in text
    assert list(update_messages(tmp_path, po)) == ["%(n)s new"]
    assert po.read_text("utf-8") == text, "a second run changes nothing"

"""A module imports from lower layers only, or within its layer from those named before it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APP = ROOT / "investments"
MAX_LINES = 400
LAYERS = (
    ("choices", "quantities", "dates", "languages", "documents", "reading", "words"),
    ("models",),
    (
        "columns",
        "filters",
        "tables",
        "charts",
        "exports",
        "actions",
        "forms",
        "record_check",
        "conflicts",
    ),
    (
        "details",
        "datasets",
        "listing",
        "searching",
        "summaries",
        "citing",
        "linked_data",
        "package",
        "sdmx",
        "feeds",
        "catalogue",
        "desk",
        "transfer",
        "duplicates",
    ),
    ("templatetags", "views", "middleware", "api", "admin", "management", "apps"),
    ("urls",),
)
ORDER = [name for layer in LAYERS for name in layer]


def modules() -> Iterator[tuple[str, Path]]:
    """The module of the map that each file belongs to; migrations are written by Django."""
    for path in sorted(APP.rglob("*.py")):
        parts = path.relative_to(APP).with_suffix("").parts
        if parts[0] not in ("__init__", "migrations"):
            yield parts[0], path


def imported(source: str) -> Iterator[str]:
    """Modules of the app that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "investments":
                yield from (alias.name for alias in node.names)
            elif (node.module or "").startswith("investments."):
                yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("investments."):
                    yield alias.name.split(".")[1]


def upward(module: str, source: str) -> list[str]:
    """What a module of the map imports that does not stand before it."""
    allowed = ORDER[: ORDER.index(module) + 1]
    return [name for name in imported(source) if name not in allowed]


def test_every_module_imports_from_before_it() -> None:
    wrong = {
        str(path.relative_to(ROOT)): found
        for module, path in modules()
        if (found := upward(module, path.read_text("utf-8")))
    }
    assert wrong == {}


def test_every_module_has_its_place_on_the_map() -> None:
    assert {module for module, _path in modules()} <= set(ORDER)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("models", "from investments.views import lists"),
        ("choices", "from investments import models"),
        ("filters", "def f():\n    import investments.datasets"),
        ("columns", "from investments.tables import EVENT_COLUMNS"),
    ],
)
def test_an_upward_import_is_found(module: str, source: str) -> None:
    assert upward(module, source)


def test_a_downward_import_is_none() -> None:
    assert upward("views", "from investments.datasets import DATASETS") == []


def test_no_file_is_too_long() -> None:
    paths = [
        path
        for folder in ("investments", "liangjiang_site", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in paths
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}
    assert len(lengths) > 50

"""A name stands for one thing, and can be read without what stands beside it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import sop_excel

PACKAGE = Path(sop_excel.__file__).parent
ROOMS = ("contract", "demand", "domain", "functions", "model", "sheets", "comparing", "store", "../templates/make")
BY_PYTHON = ("__init__", "__main__")  # names that Python gives
SAYING_NOTHING = {"mend", "lost", "plain", "parts", "draft", "written", "words"}


def _modules(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from (path for path in sorted((PACKAGE / room).resolve().rglob("*.py")) if path.stem not in BY_PYTHON)


def _doubled(names: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    places = defaultdict(list)
    for name, place in names:
        places[name].append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def test_no_two_modules_have_one_name() -> None:
    assert _doubled((path.stem, str(path.relative_to(PACKAGE.parent))) for path in _modules(*ROOMS)) == {}


def test_no_two_classes_have_one_name() -> None:
    classes = (
        (node.name.lstrip("_"), str(path.relative_to(PACKAGE.parent)))
        for path in _modules(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert _doubled(classes) == {}


@pytest.mark.parametrize("room", ROOMS)
def test_a_module_is_named_for_what_is_in_it(room: str) -> None:
    assert SAYING_NOTHING.isdisjoint(path.stem for path in _modules(room))


@pytest.mark.parametrize("room", ROOMS)
def test_a_docstring_is_understood_on_hover(room: str) -> None:
    """An editor shows it without the class or function that stands above it in the file."""
    leaning = [
        f"{path.relative_to(PACKAGE.parent)}: {node.name}"
        for path in _modules(room)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if (ast.get_docstring(node) or "").startswith(("The same", "As with", "Likewise"))
    ]
    assert leaning == []

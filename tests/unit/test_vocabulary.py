"""How numbers, names and lists are written stands in one module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import sop_excel
from sop_excel.domain import vocabulary
from sop_excel.domain.vocabulary import listed, units

PACKAGE = Path(sop_excel.__file__).parent
WAYS = ("figure", "units", "money", "quantity", "percent", "as_typed", "quoted", "listed", "first_few", "with_article")


def _functions() -> Iterator[tuple[str, str]]:
    """(module, function) of all functions that stand in a module, not in a class."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                yield str(path.relative_to(PACKAGE)), node.name


def test_each_way_of_writing_is_defined_once() -> None:
    """A second ``money`` somewhere would sooner or later write another figure for the same amount."""
    places = {name.lstrip("_"): place for place, name in _functions() if place != "domain/vocabulary.py"}
    assert all(hasattr(vocabulary, name) for name in WAYS)
    assert {name: places[name] for name in WAYS if name in places} == {}


def test_halves_of_summed_changes_go_up_as_in_the_sheets() -> None:
    """A quantity has the two decimals that a cell beside it shows; a change that is to be typed has three."""
    assert (units(0.125), units(2.005), units(0.0625, small=True)) == ("0.13", "2.01", "0.06")
    assert (units(0.0625, small=True, decimals=3), units(2.0005, decimals=3)) == ("0.063", "2.001")


def test_a_list_of_one_has_no_and() -> None:
    assert (listed(["A"]), listed(["A", "B"], "or")) == ("A", "A or B")

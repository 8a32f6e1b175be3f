"""The chart of capacity shows the bottleneck of the first plan, says which resource that is, and then stays with it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from sop_excel.hosts.xlsx.workbook import Workbook
from sop_excel.planning import Options, plan_tables, tables_of
from tests.fidelity.parts import loaded
from tests.fidelity.plans import run, write
from tests.workbooks import Rows, make_workbook, read_table


def tables(capacities: dict[str, float]) -> dict[str, Rows]:
    """One product that all these resources make."""
    return {
        "Products": [["Product", "Holding cost", "Production cost"], ["A", 1.0, 5.0]],
        "Demand": [["Product", "May", "June"], ["A", 5.0, 15.0]],
        "Resources": [["Resource", "Capacity"], *([name, limit] for name, limit in capacities.items())],
        "Routings": [["Product", "Resource", "Usage"], *(["A", name, 1.0] for name in capacities)],
    }


def drawn(book: Path) -> list[tuple[str, str]]:
    """What stands before each row that the chart of capacity shows: resource and measure; the first is named so."""
    rows = read_table(book, "CapacityUse")
    with zipfile.ZipFile(book) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    (chart,) = (text for text in charts if "'Capacity use'!" in text)
    names = re.findall(r"<(?:c:)?tx><(?:c:)?strRef><(?:c:)?f>'Capacity use'!\$A\$(\d+)</", chart)
    places = re.findall(r"<(?:c:)?val>.*?<(?:c:)?f>'Capacity use'!\$C\$(\d+):\$D\$\1</", chart)
    assert names == places[:1]
    header = 26
    return [(str(rows[int(place) - header][0]), str(rows[int(place) - header][1])) for place in places]


@pytest.mark.parametrize(
    ("capacities", "shown"),
    [({"Mixer": 90.0, "Filler": 12.0, "Packer": 14.0}, "Filler"), ({"Mixer": 11.0, "Filler": 12.0}, "Mixer")],
)
def test_the_first_plan_shows_the_resource_that_limits_most(
    capacities: dict[str, float], shown: str, tmp_path: Path
) -> None:
    """Wherever it stands in table Resources; of the template's own resource nothing is left."""
    book = make_workbook(tmp_path / "book.xlsx", tables(capacities))
    run(book)
    assert drawn(book) == [(shown, "Load"), (shown, "Capacity")]


def test_chart_page_and_explanation_name_the_same_bottleneck(tmp_path: Path) -> None:
    """Of two lines that are used alike the one of which more capacity saves more, though it stands below the other."""
    content: dict[str, Rows] = {
        "Products": [["Product", "Holding cost", "Production cost"], ["A", 1.0, 5.0], ["B", 3.0, 5.0]],
        "Demand": [["Product", "May", "June"], ["A", 5.0, 15.0], ["B", 5.0, 15.0]],
        "Resources": [["Resource", "Capacity"], ["Mixer", 12.0], ["Filler", 12.0]],
        "Routings": [["Product", "Resource", "Usage"], ["A", "Mixer", 1.0], ["B", "Filler", 1.0]],
    }
    book = make_workbook(tmp_path / "book.xlsx", content)
    run(book)
    assert drawn(book) == [("Filler", "Load"), ("Filler", "Capacity")]
    assert dict(row[:2] for row in read_table(book, "RunInfo"))["Bottleneck"] == "Filler"
    page = [cell.value for row in loaded(book, data_only=True)["Meeting"].iter_rows() for cell in row]
    assert "Load against capacity: Filler" in page
    assert "Filler is the bottleneck" in str(read_table(book, "Explanation")[1:])
    assert "Mixer is the bottleneck" not in str(read_table(book, "Explanation")[1:])


def test_where_nothing_is_full_that_used_furthest_is_shown(tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", tables({"Mixer": 90.0, "Filler": 60.0}))
    run(book)
    assert drawn(book) == [("Filler", "Load"), ("Filler", "Capacity")]


def test_a_later_plan_leaves_the_chart_with_its_resource(tmp_path: Path) -> None:
    """Which may be the one that the planner chose; only one that is gone gives way to the bottleneck."""
    book = make_workbook(tmp_path / "book.xlsx", tables({"Mixer": 90.0, "Filler": 12.0}))
    run(book)
    for capacities, shown in (({"Mixer": 11.0, "Filler": 90.0}, "Filler"), ({"Mixer": 90.0, "Press": 13.0}, "Press")):
        other = Workbook.open(make_workbook(tmp_path / f"{shown}.xlsx", tables(capacities)))
        write(book, plan_tables(tables_of(other), Options()).outputs)
        assert drawn(book) == [(shown, "Load"), (shown, "Capacity")]

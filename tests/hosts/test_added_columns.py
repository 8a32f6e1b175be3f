"""A column in the middle of every output table leaves each chart and page right: no place of a column is a number.

In a copy of the tree each output table is declared with one more column. There the templates are made anew, and the
shipped ones, which are then those of an older version, are planned; the office computes and draws both.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sop_excel.contract.output_forms import PERIODS
from sop_excel.contract.schema import LIMIT_USE, OUTPUT_FORMS
from templates.make import meeting_layout as at
from tests.fidelity.parts import loaded
from tests.hosts.calc import Calc, needs_calc
from tests.unit.templates.books import place
from tests.workbooks import solved_templates

pytestmark = [pytest.mark.host, needs_calc, pytest.mark.exhaustive]

ROOT = Path(__file__).parents[2]
DECLARED = Path("sop_excel/contract/output_tables.py")
ADDED = "Added"
PASSING = ("Run id", "Date", "Seconds")
WEIGHTED = (
    "Plan weighted sum",
    "Plan unchanged since the solve",
    "Plan: sin cambios desde el cálculo",
)  # by the places of the plan's cells in their table
SECONDS = 240  # far more than it takes
SHIPPED = solved_templates()
TALL = ("templates/multi_product_full.xlsx", "templates/es/multi_product_full.xlsx")  # that are planned as older ones
COUNTED = {
    f"B{row}" for row in (at.LEAD_COLUMNS, at.LEAD_CAPACITY, at.LEAD_TOTALS)
}  # on Meeting, how many columns stand before periods


def middle(form: Any) -> int:
    """Where the new column goes; never beside the periods."""
    return 1 if PERIODS in form.columns else len(form.columns) // 2


def with_added_columns(text: str) -> str:
    """The declaration with one more column in the middle of each output table."""
    for form in OUTPUT_FORMS:
        begin = re.search(rf'OutputForm\(\s*"{form.name}",', text)
        assert begin, form.name
        columns = list(re.finditer(r"OutputColumn\(", text[begin.end() :]))
        before = begin.end() + columns[middle(form)].start()
        text = f'{text[:before]}OutputColumn("{ADDED}", "units"), {text[before:]}'
    return text


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy, with its templates made anew and two shipped ones planned as ``older``."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("sop_excel", "templates"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    declared = tree / DECLARED
    declared.write_text(with_added_columns(declared.read_text(encoding="utf-8")), encoding="utf-8")
    run(tree, "templates.make", "templates")
    for name in TALL:
        older = tree / "older" / name.replace("/", "_")
        older.parent.mkdir(exist_ok=True)
        run(tree, "sop_excel", "optimize", str(ROOT / name), "-o", str(older))
    return tree


def run(tree: Path, module: str, *words: str) -> None:
    """Run a module of the copy."""
    command = [sys.executable, "-m", module, *words]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def pairs(tree: Path) -> list[tuple[Path, Path]]:
    """Each workbook with the added columns, beside the shipped one that it is or was."""
    made = [(tree / "templates" / path.relative_to(ROOT / "templates"), path) for path in SHIPPED]
    return made + [(tree / "older" / name.replace("/", "_"), ROOT / name) for name in TALL]


def test_every_output_table_has_the_column_in_its_middle(pairs: list[tuple[Path, Path]]) -> None:
    """And otherwise says what it said: the column itself is blank."""
    for book, shipped in pairs:
        new, old = loaded(book, data_only=True), loaded(shipped, data_only=True)
        held = {name for sheet in old for name in sheet.tables}
        assert {"Plan", "RunInfo"} <= held
        for form in OUTPUT_FORMS:
            if form is LIMIT_USE or form.name not in held:  # which are written where there are limits, or scenarios
                continue
            rows, before = table(new, form.name), table(old, form.name)
            assert list(rows[0]).index(ADDED) == middle(form), (book, form.name)
            assert {row[ADDED] for row in rows} == {None}
            told = [{**row, ADDED: None} for row in before]
            assert list(filter(lasting, rows)) == list(filter(lasting, told)), (book, form.name)


def lasting(row: dict[str, Any]) -> bool:
    """Whether a row says the same in every run, and wherever the plan's columns stand."""
    return not {row.get("Field"), row.get("Check")} & {"Plan name", *PASSING, *WEIGHTED}  # a name is that of the file


def table(book: Any, name: str) -> list[dict[str, Any]]:
    """The rows of a table by header."""
    sheet, left, top, right, bottom = place(book, name)
    lines = list(sheet.iter_rows(top, bottom, left, right, values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_the_office_computes_and_draws_the_same_as_before(pairs: list[tuple[Path, Path]], calc: Calc) -> None:
    """No error, every formula with the value that was written, and every chart with its names, labels and values."""
    steps = [{"do": "recalculate"}, {"do": "errors"}, {"do": "formulas"}, {"do": "charts"}]
    for book, shipped in pairs:
        _, errors, cells, charts = calc.job(book, *steps)
        _, _, _, before = calc.job(shipped, *steps)
        assert errors == []
        assert list(map(drawn, charts)) == list(map(drawn, before)), book
        assert len(charts) > 3
        saved = loaded(book, data_only=True)
        for cell in cells:
            value = saved[cell["sheet"]].cell(cell["row"] + 1, cell["column"] + 1).value
            number = isinstance(value, int | float)
            assert cell["value"] == (pytest.approx(value, rel=1e-9, abs=1e-9) if number else value or ""), (book, cell)


def drawn(chart: dict[str, Any]) -> dict[str, Any]:
    """What a chart shows, wherever its cells are."""
    series = [{name: one[name] for name in ("name", "kind", "values")} for one in chart["series"]]
    return {"title": chart["title"], "labels": chart["across"]["labels"], "series": repr(series)}


def test_the_meeting_page_says_the_same_as_before(pairs: list[tuple[Path, Path]]) -> None:
    """Cell by cell, as it was written; the office has computed the same. Its title is the name of the file."""
    for book, shipped in pairs:
        new, old = (dict(page(loaded(path, data_only=True))) for path in (book, shipped))
        assert {cell: value for cell, value in new.items() if old.get(cell) != value}.keys() <= {*COUNTED, "A1"}, book
        assert new.keys() == old.keys()
        assert {new[cell] - old[cell] for cell in COUNTED} == {1}


def page(book: Any) -> Iterator[tuple[str, Any]]:
    """The cells of the page, by their addresses; table PlanTotals below them has the column too."""
    sheet = book[next(name for name in book.sheetnames if name in ("Meeting", "Reunión"))]
    for row in sheet.iter_rows(max_row=at.TOTALS_HEAD):
        yield from ((cell.coordinate, cell.value) for cell in row if cell.value is not None)

"""The same inputs, whoever wrote them and in whichever dialect of the format: the same plan, in the same file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.plans import read
from tests.examples import few
from tests.fidelity.dialects import DIALECTS, Dialect, strict, utf_16, with_empty_shells
from tests.fidelity.parts import Parts, entries
from tests.fidelity.plans import OUTPUTS, run, saved
from tests.workbooks import Rows, make_workbook, plan_rows

DAYS = ["2026-01", "2026-02", "2026-03"]
TABLES: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Holding cost"], ["Prëss & <Fan>", 5, 1], ["Frame", 7.5, 2]],
    "Demand": [["Product", *DAYS], ["Prëss & <Fan>", 10, 20, 30], ["Frame", 0, 5, 0.5]],
    "Settings": [["Setting", "Value"], ["Currency", "CHF"]],
    "PeriodData": [
        ["Field", "Item", "Period", "Value"],
        ["Production cost", "Frame", datetime(2026, 2, 1), 70],
        ["Max production", "Frame", datetime(2026, 3, 1), 0.25],
    ],
}


def by_openpyxl(path: Path) -> Path:
    return make_workbook(path, TABLES)


def by_xlsxwriter(path: Path, **options: Any) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        day = book.add_format({"num_format": "mmm yy"})
        for name, (headers, *rows) in TABLES.items():
            sheet = book.add_worksheet(name)
            columns = [{"header": header, "format": day if header == "Period" else None} for header in headers]
            data = [list(row) for row in rows]
            area = (0, 0, len(rows), len(headers) - 1)
            sheet.add_table(*area, {"name": name, "columns": columns, "data": data})
    return path


def by_xlsxwriter_for_large_files(path: Path) -> Path:
    """With the extensions of zip files beyond 4 GB."""
    return by_xlsxwriter(path, use_zip64=True)


def by_xlsxwriter_since_1904(path: Path) -> Path:
    return by_xlsxwriter(path, date_1904=True)


WRITERS: list[Callable[[Path], Path]] = [
    by_openpyxl, by_xlsxwriter, by_xlsxwriter_for_large_files, by_xlsxwriter_since_1904
]  # fmt: skip


def figures(book: Path) -> dict[str, Any]:
    """What the run wrote, but what tells of the run itself and of the cells' kinds."""
    found: dict[str, Any] = saved(book)
    del found["RunInfo"]
    return found


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return figures(run(by_openpyxl(tmp_path_factory.mktemp("wanted") / "book.xlsx")))


def check(book: Path, wanted: dict[str, Any]) -> None:
    """The plan, in a file that is read back, by openpyxl too, and in which nothing else changed; and once more."""
    before = entries(book)
    run(book)
    assert figures(book) == wanted
    after = entries(book)
    changed = {name.lower().replace("\\", "/") for name in before if after[name] != before[name]}
    assert changed <= {
        "[content_types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "docprops/app.xml",
    }
    run(book)
    again = entries(book)
    assert len([name for name in after if again[name] != after[name]]) <= 1, "the sheet of RunInfo"


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.__name__)
def test_every_writers_file_is_planned(writer: Callable[[Path], Path], tmp_path: Path, wanted: dict[str, Any]) -> None:
    book = writer(tmp_path / "book.xlsx")
    check(book, wanted)
    assert set(OUTPUTS) <= {name for sheet in openpyxl.load_workbook(book).worksheets for name in sheet.tables}


@pytest.mark.parametrize(
    "dialect", few(DIALECTS, lambda dialect: dialect in DIALECTS[::3]), ids=lambda dialect: dialect.__name__
)
def test_every_dialect_is_planned(dialect: Dialect, tmp_path: Path, wanted: dict[str, Any]) -> None:
    check(dialect(Parts.of(by_openpyxl(tmp_path / "book.xlsx"))).save(tmp_path / "book.xlsx"), wanted)


def test_two_dialects_at_once_are_no_harder(tmp_path: Path, wanted: dict[str, Any]) -> None:
    """Prefixes and absolute targets in UTF-16."""
    parts = Parts.of(by_openpyxl(tmp_path / "book.xlsx"))
    for dialect in (*DIALECTS[3:5], utf_16):
        parts = dialect(parts)
    check(parts.save(tmp_path / "book.xlsx"), wanted)


def test_what_the_format_leaves_open_may_be_missing(tmp_path: Path) -> None:
    """No styles, theme or properties: the template's sheets bring the styles that they need."""
    plain: dict[str, Rows] = {name: rows for name, rows in TABLES.items() if name != "PeriodData"}
    book = make_workbook(tmp_path / "book.xlsx", plain)
    with_empty_shells(Parts.of(book)).save(book)
    run(book)
    assert plan_rows(book)["Frame", "Production"] == [0, 5, 0.5]
    number = openpyxl.load_workbook(book)["Plan"]["C5"].number_format
    assert number != "General"


def test_a_strict_workbook_is_read_and_not_written(tmp_path: Path) -> None:
    """Rule F5; the same workbook in the usual variant is both."""
    book = by_openpyxl(tmp_path / "book.xlsx")
    usual = read(book)
    strict(Parts.of(book)).save(book)
    before = book.read_bytes()
    problem = read(book)
    assert (problem.demand == usual.demand).all()
    assert problem.currency == "CHF"
    with pytest.raises(InputError, match="a Strict Open XML workbook; save it as Excel Workbook"):
        run(book)
    assert book.read_bytes() == before

"""Descriptions in a workbook: the planner's column stays as it is, the one of the summary comes and goes with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.plans import optimize
from sop_excel.shipped import resource, template
from tests.fidelity.parts import Parts, loaded
from tests.workbooks import Rows, make_workbook, read_table

SPRAY = 't="str"><f>"Spray "&amp;"gun"</f><v>Spray gun</v></c>'
TEXT = 't="inlineStr"><is><t xml:space="preserve">{}</t></is></c>'
FIRST_ROW = 5


def _sheet(parts: Parts, table: str) -> str:
    return next(sheet for name, _, sheet in parts.table_parts() if name == table)


def with_descriptions(path: Path, cells: Mapping[int, str], source: Path | None = None) -> Path:
    """The template of several products whose column Description has these cells, "" for a blank one, by their row."""
    parts = Parts.of(source or resource(template("multi")))
    sheet = _sheet(parts, "Products")
    text = parts[sheet].decode()
    for row, cell in cells.items():
        shape = rf'<c r="B{row}"([^>]*?)(?: t="\w+")?(?:/>|>.*?</c>)'
        new = rf'<c r="B{row}"\1' + (f" {cell}" if cell else "/>").replace("\\", r"\\")
        text, found = re.subn(shape, new, text, flags=re.DOTALL)
        assert found == 1
    parts[sheet] = text.encode()
    return parts.save(path)


def summary(path: Path) -> list[object]:
    """The last column of table ProductSummary, with its header."""
    return [row[-1] for row in read_table(path, "ProductSummary")]


def test_a_formula_and_its_format_stay_and_its_value_is_shown(tmp_path: Path) -> None:
    """Byte for byte, run after run; the summary holds a text and no formula."""
    book = with_descriptions(tmp_path / "book.xlsx", {5: SPRAY})
    before = Parts.of(book)
    for _ in range(2):
        optimize(book)
        after = Parts.of(book)
        assert after[_sheet(after, "Products")] == before[_sheet(before, "Products")]
        assert summary(book) == ["Description", "Spray gun", "Hose reel on wheels", "Garden hose 20 m", None]
        assert b"Spray &quot;" not in after[_sheet(after, "ProductSummary")]


@pytest.mark.parametrize("text", ["=1+1", "+49 hose", "-20 degrees", "@home"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str, tmp_path: Path) -> None:
    book = with_descriptions(tmp_path / "book.xlsx", {5: TEXT.format(text)})
    optimize(book)
    cell = loaded(book)["Product summary"][f"I{FIRST_ROW}"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_the_column_goes_with_the_last_description_and_comes_back(tmp_path: Path) -> None:
    """Cells outside of the table are empty then, and what was its column has the format of the one that returns."""
    book = with_descriptions(tmp_path / "book.xlsx", dict.fromkeys((5, 6, 7), ""))
    optimize(book)
    assert summary(book)[0] == "Direct cost"
    assert [loaded(book)["Product summary"][f"I{row}"].value for row in range(4, 9)] == [None] * 5
    again = with_descriptions(tmp_path / "again.xlsx", {6: TEXT.format("Reel")}, book)
    optimize(again)
    assert summary(again) == ["Description", None, "Reel", None, None]
    sheet = loaded(again)["Product summary"]
    assert [sheet[f"{column}{FIRST_ROW}"].alignment.horizontal for column in "BHI"] == ["left", "right", "left"]


def test_a_formula_that_names_a_column_which_would_go_is_refused(tmp_path: Path) -> None:
    """As with any column of an output table (rule O4); the workbook stays as it was."""
    book = with_descriptions(tmp_path / "book.xlsx", dict.fromkeys((5, 6, 7), ""))
    parts = Parts.of(book)
    sheet = _sheet(parts, "Demand")
    formula = '<row r="50"><c r="A50" t="str"><f>INDEX(ProductSummary[Description],1)</f><v>Spray gun</v></c></row>'
    parts.edit(sheet, "</sheetData>", formula)
    with_formula = parts.save(tmp_path / "formula.xlsx")
    before = with_formula.read_bytes()
    with pytest.raises(InputError, match="A50"):
        optimize(with_formula)
    assert with_formula.read_bytes() == before


@pytest.mark.parametrize("described", [True, False])
def test_a_bare_workbook_receives_the_summary_as_its_products_need_it(described: bool, tmp_path: Path) -> None:
    """From the full template, whose products have descriptions; what is its column there is left without a trace."""
    products: Rows = [["Product", "Description", "Production cost"], ["A", "Hose" if described else None, 5.0]]
    book = make_workbook(tmp_path / "bare.xlsx", {"Products": products, "Demand": [["Product", "Jan"], ["A", 1.0]]})
    optimize(book)
    assert summary(book)[:2] == (["Description", "Hose"] if described else ["Direct cost", 5])
    assert loaded(book)["Product summary"][f"I{FIRST_ROW}"].value == ("Hose" if described else None)

"""From a file of another form to a plan: adopted into a new workbook, and planned there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_excel.__main__ import main
from sop_excel.domain.table import PaddedNumber
from sop_excel.hosts.xlsx.workbook import Workbook
from tests.unit.sources.documents import cell, content, packed, row, table

PRODUCTS = "Producto;Coste de producción;Stock inicial\n00123;1,5;10\n00124;2,25;0\n"


def adopted(source: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, Path]:
    """Status, what was said, and the workbook."""
    target = source.with_name("new.xlsx")
    status = main(["adopt", str(source), "-o", str(target), "--yes", *words])
    said = capsys.readouterr()
    return status, said.out + said.err, target


def test_text_becomes_a_workbook_in_which_codes_keep_their_zeros(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """How it was read is told, and the file itself stays as it was."""
    source = tmp_path / "productos.csv"
    source.write_bytes(PRODUCTS.encode("cp1252"))
    status, said, target = adopted(source, capsys)
    assert (status, "sheet 'productos': read as text in Windows-1252, columns between semicolons" in said) == (0, True)
    products = Workbook.open(target).tables(["Products"])["Products"]
    assert [list(values) for values in products.rows] == [["00123", 1.5, 10.0], ["00124", 2.25, 0.0]]
    assert source.read_bytes() == PRODUCTS.encode("cp1252")


def test_a_spreadsheet_of_two_sheets_becomes_a_workbook_that_is_planned(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Codes that show leading zeros by their format are the same on both sheets."""
    code = cell("float", "123", "00123")

    def texts(*words: str) -> str:
        return row("".join(cell("string", "", word) for word in words))

    costs = table(
        texts("Product", "Production cost", "Initial inventory") + row(code + cell("float", "2") + cell("float", "3")),
        "Products",
    )
    dates = "".join(cell("date", f"2026-0{k}-01", f"0{k}/2026") for k in (1, 2))
    demand = table(
        row(cell("string", "", "Product") + dates) + row(code + cell("float", "5") + cell("float", "8")), "Demand"
    )
    source = tmp_path / "plan.ods"
    source.write_bytes(packed(content(costs + demand)))
    status, said, target = adopted(source, capsys)
    assert status == 0, said
    assert isinstance(Workbook.open(target).tables(["Demand"])["Demand"].rows[0][0], PaddedNumber)
    assert main(["optimize", str(target)]) == 0
    assert "20.00 EUR" in capsys.readouterr().out


def test_planning_such_a_file_names_the_way_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "productos.csv"
    source.write_text(PRODUCTS, encoding="utf-8")
    assert main(["optimize", str(source)]) == 2
    assert f"run sop-excel adopt {source} -o productos.xlsx" in capsys.readouterr().err

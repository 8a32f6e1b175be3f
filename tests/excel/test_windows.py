"""The stand-ins for pywin32: xlwings' genuine functions for worksheet functions run on them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from tests.excel.engine import open_book
from tests.excel.windows import MISSING, call, windows

SOURCE = '''
import xlwings as xw

@xw.func(call_in_wizard=False)
@xw.arg("cells", ndim=2, err_to_str=True)
@xw.arg("factor", doc="what to multiply by")
def TIMES(cells, factor=2.0):
    """Multiplies."""
    return [[cell * factor if isinstance(cell, float) else str(cell) for cell in row] for row in cells]
'''
Times = Callable[..., Any]


@pytest.fixture
def udfs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """xlwings' own module, with a module of one function to call."""
    (tmp_path / "little_functions.py").write_text(SOURCE, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    with windows("little_functions") as genuine:
        yield genuine


@pytest.fixture
def sheet(tmp_path: Path) -> xw.Sheet:
    """A sheet with a row of numbers, one of them an error, and a column of them with a blank."""
    workbook = openpyxl.Workbook()
    workbook.active.append([1, "#N/A", True])
    workbook.active.append([4])
    workbook.save(tmp_path / "book.xlsx")
    return open_book(tmp_path / "book.xlsx").sheets[0]


def test_a_range_argument_is_read_from_its_sheet_by_xlwings(udfs: ModuleType, sheet: xw.Sheet) -> None:
    """Options of the argument hold: here an error is told by its name."""
    assert call("little_functions", "TIMES", [sheet["A1:C1"], 10.0], sheet["E1"]) == [10.0, "#N/A", "True"]


@pytest.mark.parametrize(
    ("cells", "answer"),
    [
        (5.0, 10.0),
        (((1.0, None), ("a", -2146826281)), [[2.0, "None"], ["a", "#DIV/0!"]]),
        (None, "None"),
    ],
)
def test_values_and_arrays_arrive_as_vba_sends_them(udfs: ModuleType, cells: Any, answer: Any) -> None:
    """A missing argument takes its default."""
    assert call("little_functions", "TIMES", [cells, MISSING]) == answer


def test_the_wrapper_in_vba_is_the_one_that_xlwings_writes(udfs: ModuleType) -> None:
    """For one function, into a text."""
    module = udfs.get_udf_module("little_functions", None)
    text = io.StringIO()
    udfs.generate_vba_wrapper("little_functions", module, text, SimpleNamespace(Name="x.xlam"))
    assert "Function TIMES(cells, Optional factor)" in text.getvalue()
    assert 'XLPy.CallUDF("little_functions", "TIMES", Array(cells, factor), ActiveWorkbook' in text.getvalue()


def test_nothing_of_the_stand_ins_stays(tmp_path: Path) -> None:
    """xlwings is afterwards what it was before."""
    before = xw.func, set(xw.engines.engines_by_name)
    with windows() as udfs:
        assert xw.func is udfs.xlfunc
    assert (xw.func, set(xw.engines.engines_by_name)) == before
    assert not {"pythoncom", "win32com", "xlwings.udfs", "xlwings._xlwindows"} & set(sys.modules)

"""How date cells are shown and which moment they stand for."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import from_excel

from sop_excel.domain.table import DateValue
from sop_excel.spreadsheet.number_formats import date_code, date_value, padding, serial_of


@pytest.mark.parametrize(
    ("serial", "code", "text"),
    [
        (46082.0, "d/m/yy", "1/3/26"),
        (46082.0, "dd.mm.yyyy", "01.03.2026"),
        (46082.0, "ddd dddd", "Sun Sunday"),
        (46082.0, "mmm-yy", "Mar-26"),
        (46082.0, "mmmm yyyy", "March 2026"),
        (46082.0, "mmmmm", "M"),
        (46082.0, '"week of "d\\.m\\.', "week of 1.3."),
        (46082.0, "[$-407]d. mmm;@", "1. Mar"),
        (46082.0, "[Red]yyyy_)", "2026 "),
        (46082.5, "h:mm AM/PM", "12:00 PM"),
        (46082.25, "hh:mm:ss", "06:00:00"),
        (46082.25, "yyyy-mm-dd hh:mm", "2026-03-01 06:00"),
        (1.5, "[h]:mm", "36:00"),
        (0.0, "mm:ss.0", "00:00.0"),
        (59.0, "yyyy-mm-dd", "1900-02-28"),
        (60.0, "yyyy-mm-dd", "1900-02-29"),
        (61.0, "yyyy-mm-dd", "1900-03-01"),
    ],
)
def test_a_date_is_shown_as_its_format_says(serial: float, code: str, text: str) -> None:
    value = date_value(serial, code, False)
    assert isinstance(value, DateValue)
    assert value.shown == text


@pytest.mark.parametrize("serial", [-1.0, 2958466.0, 1e300])
def test_a_number_beyond_the_calendar_stays_a_number(serial: float) -> None:
    assert date_value(serial, "yyyy", False) == serial


@pytest.mark.parametrize("code", ["0.00", "General", '0" days"', "[Blue]#,##0", "@", "0.0E+00", "\\d0", "_-* #,##0_-"])
def test_a_format_for_numbers_is_no_date(code: str) -> None:
    assert date_code(code) == ""


@pytest.mark.parametrize(("code", "digits"), [("00000", 5), ("00;-00", 2), ("0", 0), ("00.0", 0), ("#00", 0)])
def test_only_zeros_pad(code: str, digits: int) -> None:
    assert padding(code) == digits


@given(st.floats(61, 2958465), st.booleans())
def test_moments_agree_with_openpyxl_and_go_back(serial: float, epoch_1904: bool) -> None:
    value = date_value(serial, "yyyy", epoch_1904)
    if isinstance(value, DateValue):
        reference = from_excel(serial, datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30))
        assert abs((value.moment - reference).total_seconds()) < 0.002
        assert serial_of(value.moment, epoch_1904) == pytest.approx(serial, abs=1e-7)

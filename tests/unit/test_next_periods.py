"""What the next periods are called: in the words, the order and the digits of the present names, or nobody knows."""

from __future__ import annotations

import pytest

from sop_excel.domain.next_periods import following_names

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SURE = {
    "2026-11 2026-12": "2027-01",
    "2026/9 2026/10": "2026/11",
    "202611 202612": "202701",
    "2026M11 2026M12": "2027M01",
    "09/2026 10/2026": "11/2026",
    "2026-Q3 2026-Q4": "2027-Q1",
    "Q4-2026": "Q1-2027",
    "Q1 Q2 Q3 Q4": "Q1",
    "2026-W52 2026-W53": "2027-W01",
    "2027-W51 2027-W52": "2028-W01",
    "KW01/2026 KW02/2026": "KW03/2026",
    "2026-01-30 2026-01-31": "2026-02-01",
    "2026-01-05 2026-01-12": "2026-01-19",
    "2026-11-01 2026-12-01": "2027-01-01",
    "01.02.2026 08.02.2026": "15.02.2026",
    "2/1/2026 2/2/2026 2/28/2026": "",
    "Noviembre Diciembre": "Enero",
    "Nov Dez": "Jan",
    "Februar März": "April",
    "enero/2026 febrero/2026": "marzo/2026",
    "Dez.26": "Jan.27",
    "NOV-2026 DEC-2026": "JAN-2027",
    "M1 M2": "M3",
    "W52 W1": "W2",
    "P01 P02": "P03",
    "2026 2027": "2028",
}


@pytest.mark.parametrize(("names", "following"), SURE.items())
def test_names_that_follow_a_rule_go_on(names: str, following: str) -> None:
    ways = following_names(names.split(), 1)
    assert ways == ([(following,)] if following else [])


def test_the_names_of_a_whole_year_come_again() -> None:
    assert following_names(MONTHS, 3) == [("Jan", "Feb", "Mar")]
    assert following_names([f"{month} 26" for month in MONTHS], 2) == [("Jan 27", "Feb 27")]


@pytest.mark.parametrize(
    ("names", "ways"),
    [
        (["Jan", "Feb"], {"Mar", "Mär"}),
        (["Nov", "Dic"], {"Ene", "Gen"}),
        (["KW 51", "KW 52"], {"KW 53", "KW 1"}),
        ([f"M{n}" for n in range(1, 13)], {"M13", "M1"}),
        (["11/2026", "12/2026"], {"1/2027", "01/2027"}),
    ],
)
def test_where_two_ways_fit_both_are_given(names: list[str], ways: set[str]) -> None:
    """A third month in the same language, or a week of a second year, tells."""
    assert {name for (name,) in following_names(names, 1)} == ways


@pytest.mark.parametrize(
    "names",
    [
        ["Peak", "Low"],
        ["2026-02", "2026-01"],
        ["2026-01", "2026-02", "2026-04"],
        ["Jan", "2026-02"],
        ["2026-01-15"],
        [],
    ],
)
def test_names_without_a_rule_have_no_next_one(names: list[str]) -> None:
    """Words, months that are not in order, a gap, two ways of writing, a day without a step."""
    assert following_names(names, 1) == []


def test_no_new_name_is_one_that_stays() -> None:
    assert following_names(["Q1", "Q2", "Q3", "Q4"], 4) == [("Q1", "Q2", "Q3", "Q4")]
    assert following_names(["Q3", "Q4", "Q1", "Q2"], 1) == [("Q3",)]

"""The command compare-rules: table RuleComparison in both views, of which inputs it is, and what it cannot tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest

from sop_excel.domain.table import Table, Value
from sop_excel.errors import InputError, SolverError
from sop_excel.preparing import compare_rules as door
from sop_excel.preparing.compare_rules import RuleOptions, prepare_rules
from tests.commands import Ran, sop_excel
from tests.tables import table
from tests.workbooks import Rows, make_workbook, read_table

MONTHS = ["2026-01", "2026-02", "2026-03", "2026-04"]
BOOK: dict[str, Rows] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Safety stock", "Initial inventory"],
        ["Fan", 5, 0.1, 6, 6],
        ["Hub", 2, 0.1, 4, 4],
    ],
    "Demand": [["Product", *MONTHS], ["Fan", 20, 20, 40, 20], ["Hub", 10, 12, 10, 12]],
}
LINE: dict[str, Rows] = {
    "Resources": [["Resource", "Capacity"], ["Line", 45]],
    "Routings": [["Product", "Resource", "Usage"], ["Fan", "Line", 1], ["Hub", "Line", 1]],
}
FEW = ("--paths", 20, "--cv", 0.3)


def compared(book: Path, *words: object) -> Ran:
    return sop_excel("compare-rules", book, "--json", *words)


def rows_of(path: Path) -> list[dict[str, Any]]:
    headers, *rows = read_table(path, "RuleComparison")
    return [dict(zip(headers, row, strict=True)) for row in rows]


def test_every_rule_stands_in_both_views_with_a_chart(tmp_path: Path) -> None:
    """On the forecast ten rows of which the first is the plan, simulated seven; the input stays as it was."""
    book, out = make_workbook(tmp_path / "book.xlsx", BOOK), tmp_path / "out.xlsx"
    before = book.read_bytes()
    ran = compared(book, "-o", out, *FEW)
    assert ran.status == 0
    assert book.read_bytes() == before
    rows = rows_of(out)
    given = [row for row in rows if row["View"] == "On the forecast as given"]
    lived = [row for row in rows if row not in given]
    assert [row["Rule"] for row in given[:3]] == [
        "The cheapest plan", "Two weeks of forward coverage", "Four weeks of forward coverage",
    ]  # fmt: skip
    assert (len(given), len(lived)) == (10, 7)
    assert {row["View"] for row in lived} == {"Simulated: 4 periods, 20 paths, at the same fill rate"}
    assert all(row["Difference low"] < row["Difference high"] for row in lived[1:] if row["Difference to optimum"])
    told = ran.answer["rules"]
    assert [one["total_cost"] for one in told] == [row["Total cost"] for row in rows]
    with ZipFile(out) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert sum("Rules compared" in chart for chart in charts) == 1


def test_the_plan_costs_what_optimize_says_and_no_rule_that_keeps_the_limits_costs_less(tmp_path: Path) -> None:
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    cost = sop_excel("optimize", book, "--json").answer["total_cost"]
    given = [one for one in compared(book).answer["rules"] if one["view"] == "On the forecast as given"]
    assert (given[0]["total_cost"], given[0]["difference_to_optimum"]) == (cost, 0.0)
    assert all(one["difference_to_optimum"] >= -1e-9 for one in given[:-1])
    assert "safety stocks of its own" in given[-1]["note"]


def test_a_rule_that_cannot_keep_the_limits_has_units_and_no_cost(tmp_path: Path) -> None:
    """60 are wanted in March, 45 can be made: chasing demand is 5 short, and its safety stock is gone."""
    ran = compared(make_workbook(tmp_path / "book.xlsx", BOOK | LINE))
    (chase,) = [one for one in ran.answer["rules"] if one["rule"] == "Chasing demand"]
    assert (chase["total_cost"], chase["difference_to_optimum"]) == (None, None)
    assert chase["note"].startswith("cannot keep the limits: ")
    assert chase["units_short"] >= 0


def test_without_a_word_on_how_demand_varies_the_simulation_is_left_out_and_it_says_why(tmp_path: Path) -> None:
    ran = compared(make_workbook(tmp_path / "book.xlsx", BOOK))
    assert {one["view"] for one in ran.answer["rules"]} == {"On the forecast as given"}
    (note,) = [note for note in ran.answer["notes"] if note.startswith("Not simulated: ")]
    assert "sop-excel forecast" in note
    assert "--cv 0.3" in note


def test_the_own_rule_stands_among_them_and_lives_through_the_simulation_as_it_is(tmp_path: Path) -> None:
    """It is not set to the fill rate of the others, so that it has no difference but that rate."""
    own: dict[str, Rows] = {"Settings": [["Setting", "Value"], ["Own rule periods", 1.3]]}
    told = compared(make_workbook(tmp_path / "book.xlsx", BOOK | own), *FEW).answer["rules"]
    (given, lived) = [one for one in told if one["rule"].startswith("1.3 periods of forward coverage")]
    assert (given["view"], given["total_cost"] is None) == ("On the forecast as given", False)
    assert lived["rule"] == "1.3 periods of forward coverage, as it is (simulated)"
    assert lived["difference_to_optimum"] is None
    assert lived["fill_rate"] > told[-2]["fill_rate"]
    assert lived["note"].endswith("it is not set to serve so much, but as you plan")


def test_other_inputs_blank_the_table_and_the_same_leave_it(tmp_path: Path) -> None:
    """Stale numbers never look like those of the plan (rule O5)."""
    book = make_workbook(tmp_path / "book.xlsx", BOOK)
    compared(book)
    before = rows_of(book)
    assert {row["Inputs"] for row in before} - {None} == {before[0]["Inputs"]}
    assert not [note for note in sop_excel("optimize", book, "--json").answer["warnings"] if "RuleComparison" in note]
    assert rows_of(book) == before
    _change(book)
    (note,) = [note for note in sop_excel("optimize", book, "--json").answer["warnings"] if "RuleComparison" in note]
    assert note.startswith("Table RuleComparison is blank: the inputs are no longer those")
    blank = rows_of(book)
    assert [row["Rule"] for row in blank] == [row["Rule"] for row in before]
    assert {row[header] for row in blank for header in ("Total cost", "Fill rate", "Inputs", "Units short")} == {None}
    compared(book)
    assert rows_of(book)[0]["Total cost"] is not None


def _change(path: Path) -> None:
    """Type another demand."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    for sheet in book:
        if "Demand" in sheet.tables:
            sheet["B2"] = 25
    book.save(path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--paths", 5), "--paths: expected a whole number from 20 to 10,000, found 5"),
        (("--fill-rate", 98), "--fill-rate: expected a number between 0 and 1, found 98"),
        (("--cv", 0), "--cv: expected a number > 0 and <= 5, found 0"),
        (("--periods", 0), "--periods: expected a whole number from 1 to 520, found 0"),
        (("--seed", -1), "--seed: expected a whole number >= 0, found -1"),
    ],
)
def test_an_option_that_makes_no_sense_is_named(tmp_path: Path, words: tuple[object, ...], said: str) -> None:
    ran = compared(make_workbook(tmp_path / "book.xlsx", BOOK), *words)
    assert ran.status == 2
    assert ran.answer["issues"][0].startswith(said)


def test_where_no_plan_exists_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    narrow: dict[str, Rows] = {"Resources": [["Resource", "Capacity"], ["Line", 5]], "Routings": LINE["Routings"]}
    book = make_workbook(tmp_path / "book.xlsx", BOOK | narrow)
    before = book.read_bytes()
    ran = compared(book)
    assert ran.status == 2
    assert "run sop-excel optimize" in ran.answer["issues"][0]
    assert book.read_bytes() == before


# --- the same tables, without a file ------------------------------------------------------------------------------


def tables(*others: Table, turned: bool = False) -> dict[str, Table]:
    """The tables of the book; ``turned``: the rows of its products the other way round."""
    step = -1 if turned else 1
    found = [table(name, rows[0], *_numbers(rows[1:])[::step]) for name, rows in BOOK.items()]
    return {one.name: one for one in (*found, *others)}


def _numbers(rows: Rows) -> list[list[Value]]:
    return [[float(cell) if isinstance(cell, int) else cell for cell in row] for row in rows]


def forecast_tables(products: tuple[str, ...] = ("Fan", "Hub")) -> tuple[Table, Table]:
    """A forecast like the demand, and twelve paths of errors that go on from month to month."""
    chance = np.random.default_rng(4)
    demand = {str(row[0]): [float(cell) for cell in row[1:]] for row in BOOK["Demand"][1:]}
    measures = [
        [product, "SES", name, *(cell + add for cell in demand[product]), None]
        for product in products
        for name, add in (("Mean", 0.0), ("Low", -5.0), ("High", 5.0))
    ]
    errors = [
        [product, f"2025-{n + 1:02d}", *(3.0 * chance.standard_normal(4).cumsum()).tolist()]
        for n in range(12)
        for product in products
    ]
    return (
        table("Forecast", ["Product", "Method", "Measure", *MONTHS, "Total"], *measures),
        table("ForecastErrors", ["Product", "Origin", "1", "2", "3", "4"], *errors),
    )


def history(months: int = 36) -> Table:
    chance = np.random.default_rng(5)
    periods = [f"{2023 + n // 12}-{n % 12 + 1:02d}" for n in range(months)]
    rows = [[code, *chance.uniform(5, 15, months).round(2).tolist()] for code in ("Fan", "Hub")]
    return table("DemandHistory", ["Product", *periods], *rows)


def simulated(given: dict[str, Table], **options: Any) -> list[tuple[Value, ...]]:
    prepared = prepare_rules(given, "book", RuleOptions(paths=20, **options))
    (output,) = prepared.outputs
    return [tuple(row) for row in output.rows if str(row[1]).startswith("Simulated")]


def test_the_errors_of_the_forecast_are_drawn_where_there_are_some() -> None:
    prepared = prepare_rules(tables(*forecast_tables()), "book", RuleOptions(paths=20))
    assert "Demand varies as in table ForecastErrors: whole paths of its errors are drawn again" in prepared.notes
    assert len(prepared.outputs[0].rows) == 17
    assert prepared.summary[11].startswith("Simulated on 20 paths, all serving about ")


def test_else_the_history_is_and_a_stated_variation_counts_before_both() -> None:
    notes = prepare_rules(tables(history()), "book", RuleOptions(paths=20)).notes
    assert any("as in table DemandHistory from season to season" in note for note in notes)
    both = tables(*forecast_tables(), history())
    notes = prepare_rules(both, "book", RuleOptions(paths=20, variation=0.2)).notes
    assert any("the stated coefficient of variation 0.2" in note for note in notes)
    short = prepare_rules(tables(history(20)), "book", RuleOptions(paths=20)).notes
    assert any(note.startswith("Not simulated") for note in short)


def test_a_product_without_errors_is_named() -> None:
    notes = prepare_rules(tables(*forecast_tables(("Fan",))), "book", RuleOptions(paths=20)).notes
    assert "As certain as its forecast, without errors: Hub" in notes


def test_the_order_of_rows_and_the_same_seed_change_no_bit() -> None:
    """Of all columns but the hash of the inputs, which sees the order."""
    first = simulated(tables(*forecast_tables()))
    assert first == simulated(tables(*forecast_tables()))
    turned = simulated(tables(*forecast_tables(), turned=True))
    assert [row[:11] + row[12:] for row in first] == [row[:11] + row[12:] for row in turned]
    assert [row[2] for row in first] != [row[2] for row in simulated(tables(*forecast_tables()), seed=2)]


def test_a_fill_rate_and_periods_that_are_asked_for_are_obeyed() -> None:
    rows = simulated(tables(*forecast_tables()), fill_rate=0.97, periods=6)
    assert rows[0][1] == "Simulated: 6 periods, 20 paths, at the same fill rate"
    assert all(row[7] == pytest.approx(0.97, abs=0.02) for row in rows if row[3] is not None)


def test_a_rule_that_costs_the_same_is_said_to() -> None:
    """And not that it costs 0 more, between 0 less and 0 more: level production for a demand that is nearly sure."""
    told = prepare_rules(tables(), "book", RuleOptions(paths=20, variation=1e-6)).summary
    assert [line for line in told if line.startswith("  level production") and line.endswith(": costs the same")]
    assert not [line for line in told if ": 0 more" in line or ": 0 less" in line]


def test_a_plan_that_is_too_large_is_not_simulated_and_it_says_so() -> None:
    """400 products over four months and 500 periods: 20 paths would be millions of cells to plan."""
    rows: list[list[Value]] = [[f"P{n}", 1.0] for n in range(400)]
    demand: list[list[Value]] = [[row[0], 1.0, 2.0, 3.0, 4.0] for row in rows]
    many = {
        "Products": table("Products", ["Product", "Production cost"], *rows),
        "Demand": table("Demand", ["Product", *MONTHS], *demand),
    }
    prepared = prepare_rules(many, "book", RuleOptions(variation=0.3, periods=500))
    assert any(note.startswith("Not simulated: 400 products and 500 periods are too many") for note in prepared.notes)
    assert len(prepared.outputs[0].rows) == 10


def test_a_forecast_that_is_not_understood_is_named_with_its_cell() -> None:
    """It is wrong input, not a simulation that is left out."""
    forecast, errors = forecast_tables()
    bad = table("ForecastErrors", errors.headers, *errors.rows[:3], ["Fan", "2027-01", "n/a", 1.0, 1.0, 1.0])
    with pytest.raises(InputError) as refused:
        prepare_rules(tables(forecast, bad), "book", RuleOptions(paths=20))
    assert str(refused.value.issues[0]).startswith("ForecastErrors!C5: ")


def test_a_simulation_that_fails_leaves_the_comparison_on_the_forecast(monkeypatch: pytest.MonkeyPatch) -> None:
    """As of any part that is not the plan: a note says what is missing."""

    def failing(*given: object) -> None:
        raise SolverError("HiGHS could not plan a period of the simulation.")

    monkeypatch.setattr(door, "compared", failing)
    prepared = prepare_rules(tables(), "book", RuleOptions(paths=20, variation=0.3))
    assert len(prepared.outputs[0].rows) == 10
    assert "The simulation is missing: HiGHS could not plan a period of the simulation." in prepared.notes

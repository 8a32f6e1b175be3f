"""What is said of two plans besides their tables: what only one has, and what cannot be compared."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from sop_excel.comparing.cost_changes import SOLVED_AGAIN
from sop_excel.comparing.input_groups import DEMAND
from sop_excel.comparing.two_plans import PlansCompared
from sop_excel.domain.former_run import FormerRun
from sop_excel.domain.table import Nowhere, Table, Value
from sop_excel.planning import Answer, Options, plan_tables
from tests.tables import small_book, table

Tables = dict[str, Table]
MORE = table("Demand", ["Product", "Jan", "Feb", "Mar"], ["A", 10.0, 20.0, 40.0], ["B", 1.0, 2.0, 3.0])


def _run(tables: Tables, scenario: str = "base") -> FormerRun:
    """A run of these tables as it is kept."""
    outputs = plan_tables(tables, Options(scenario=scenario)).outputs
    kept = {one.name: Table(one.name, one.headers, one.rows, Nowhere()) for one in outputs}
    return FormerRun("0123456789ab", "2026-10-30 09:12:00", True, tables | kept)


def _answer(former: FormerRun | None, tables: Tables, scenario: str = "base") -> Answer:
    return plan_tables(tables, Options(scenario=scenario, former=lambda *known: former))


def _since(former: FormerRun | None, tables: Tables) -> PlansCompared:
    return _answer(former, tables).since


def _recorded(run: FormerRun, field: str, value: Value) -> FormerRun:
    """The run with another value in table RunInfo."""
    info = run.tables["RunInfo"]
    rows = [(field, value) if row[0] == field else row for row in info.rows]
    return replace(run, tables={**run.tables, "RunInfo": replace(info, rows=rows)})


def test_a_run_is_named_by_its_moment_and_told_by_its_id() -> None:
    told = _since(_run(small_book()), small_book(MORE))
    assert told.sentence is not None
    assert told.sentence.text == "The plan costs 50.00 EUR more than the plan of 2026-10-30 09:12: demand +50.00."
    assert told.figures["origin"] == "Run 0123456789ab of 2026-10-30 09:12, published."


def test_the_moment_of_a_run_is_told_on_one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are kept in world time; a planner reads the clock on the wall, in the sentence and below the table alike."""
    monkeypatch.setenv("TZ", "Etc/GMT-2")
    time.tzset()
    try:
        told = _since(replace(_run(small_book()), date="2026-10-30 22:30:00+00:00"), small_book(MORE))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert told.sentence is not None
    assert "the plan of 2026-10-31 00:30: " in told.sentence.text
    assert told.figures["origin"] == "Run 0123456789ab of 2026-10-31 00:30, published."


def test_the_former_plan_is_asked_for_by_name_and_inputs() -> None:
    """So that it is one of other inputs (rule F8), and not after the plan that stands there; without any the run tells
    nothing."""
    asked: list[tuple[str, ...]] = []
    standing = table("RunInfo", ["Field", "Value"], ["Run id", "0123456789ab"])
    tables = small_book(table("Settings", ["Setting", "Value"], ["Plan name", "factory"]), standing)
    answer = plan_tables(tables, Options(former=lambda *words: asked.append(words)))
    recorded = {row[0]: row[1] for one in answer.outputs if one.name == "RunInfo" for row in one.rows}
    assert asked == [("factory", recorded["Input hash"], "0123456789ab")]
    assert answer.since == PlansCompared()


def test_a_failing_journal_is_a_note_and_the_plan_stands() -> None:
    def broken(*known: str) -> FormerRun:
        raise OSError("no space")

    answer = plan_tables(small_book(), Options(former=broken))
    assert answer.report.found.status == "optimal"
    assert [note for note in answer.report.notes if note.startswith("The plan before is missing: unexpected OSError")]


def test_a_former_cost_that_this_version_does_not_find_is_told() -> None:
    """As an older version might have kept it, a dearer plan."""
    told = _since(_recorded(_run(small_book()), "Objective", 400.0), small_book(MORE))
    causes = {one["cause"]: one["amount"] for one in told.figures["causes"]}
    assert causes == {DEMAND: 50.0, SOLVED_AGAIN: -58.0}
    assert told.figures["difference"] == -8.0


def test_without_a_recorded_cost_the_plans_are_compared_and_costs_are_not() -> None:
    told = _since(_recorded(_run(small_book()), "Objective", None), small_book(MORE))
    assert [len(one.rows) for one in told.outputs] == [1, 0]
    assert told.notes == ("What the plan of 2026-10-30 09:12 cost is not recorded.",)


def test_inputs_that_are_refused_now_are_told_and_the_plans_are_compared() -> None:
    run = _run(small_book())
    wrong = table("Products", ["Product", "Production cost", "Holding cost"], ["A", -5.0, 1.0], ["B", 7.0, 2.0])
    told = _since(replace(run, tables={**run.tables, "Products": wrong}), small_book(MORE))
    assert [len(one.rows) for one in told.outputs] == [1, 0]
    assert "are refused now (Products!B2" in told.notes[0]


def test_another_currency_and_another_scenario_are_told() -> None:
    dollars = table("Settings", ["Setting", "Value"], ["Currency", "USD"])
    what_if = table("Scenarios", ["Scenario", "Field", "Change", "Value"], ["more", "Demand", "multiply", 2.0])
    run = _run(small_book(dollars, what_if), "more")
    told = _since(run, small_book(what_if))
    assert told.notes == (
        "The plan of 2026-10-30 09:12 counts in USD, this one in EUR: their amounts are not compared.",
        "The plan of 2026-10-30 09:12 is that of scenario 'more', this one that of the base.",
    )
    assert told.sentence is None
    assert [len(one.rows) > 0 for one in told.outputs] == [True, False]
    assert _since(_run(small_book(what_if), "more"), small_book(what_if)).sentence is not None


def test_a_plan_of_the_same_name_without_a_product_of_this_one_is_another_plan() -> None:
    """As of two workbooks made from one template; with one product in common they are compared."""
    other = [
        table("Products", ["Product", "Production cost", "Holding cost"], ["X", 5.0, 1.0], ["Y", 7.0, 2.0]),
        table("Demand", ["Product", "Jan", "Feb", "Mar"], ["X", 10.0, 20.0, 30.0], ["Y", 1.0, 2.0, 3.0]),
    ]
    told = _since(_run(small_book()), small_book(*other))
    assert (told.outputs, told.sentence) == ((), None)
    (note,) = told.notes
    assert note.startswith("The plan of 2026-10-30 09:12 is called ")
    assert note.endswith(
        "too and has none of these products: they are not compared; "
        "if it is another plan, give this one a name of its own, in setting Plan name."
    )
    assert _since(_run(small_book()), small_book(MORE)).sentence is not None


def test_with_prices_costs_are_told_less_revenue() -> None:
    priced = table("Products", ["Product", "Production cost", "Price"], ["A", 5.0, 9.0], ["B", 7.0, 9.0])
    told = _since(_run(small_book(priced)), small_book(priced, MORE))
    assert told.sentence is not None
    assert told.sentence.what == (
        "The plan's cost less its revenue is 40.00 EUR lower than with the plan of 2026-10-30 09:12"
    )
    assert told.outputs[1].rows[0][-1] == (
        "Run 0123456789ab of 2026-10-30 09:12, published. Amounts are total cost less revenue."
    )


@pytest.mark.parametrize(("most", "rows"), [(200, 199), (201, 200), (202, 200)])
def test_of_many_changes_the_largest_are_shown_and_the_rest_is_counted(most: int, rows: int) -> None:
    """Every product but one makes another quantity."""
    codes = [f"P{n:03d}" for n in range(most)]

    def tables(more: float) -> Tables:
        return small_book(
            table("Products", ["Product", "Production cost"], *((code, 1.0) for code in codes)),
            table("Demand", ["Product", "Jan"], *((code, 5.0 + more * n) for n, code in enumerate(codes))),
        )

    told = _since(_run(tables(1.0)), tables(2.0))
    assert [len(told.outputs[0].rows), told.figures["plan_changes"]] == [rows, most - 1]
    assert told.outputs[0].rows[0][:6] == (codes[-1], "Production", "Jan", 4.0 + most, 3.0 + 2 * most, most - 1.0)
    assert any("1 more number of the plan changed" in note for note in told.notes) == (most - 1 > rows)


def test_where_no_plan_before_is_known_tables_of_other_inputs_are_blanked() -> None:
    """Rule O5. Those of the same inputs stay: what they say is still so, whoever knows of the plan before."""
    run = _run(small_book())
    told = plan_tables(small_book(MORE), Options(former=lambda *known: run)).outputs
    standing = {one.name: Table(one.name, one.headers, one.rows, Nowhere()) for one in told}
    assert _since(None, small_book(MORE) | standing).outputs == ()
    blanked = plan_tables(small_book() | standing, Options()).since.outputs
    assert [(one.name, one.rows) for one in blanked] == [("PlanChanges", ()), ("CostChanges", ())]

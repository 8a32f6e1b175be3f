"""``publish``: what stands in a workbook goes into the database, once, whole and counted, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sop_excel.domain.table import Table
from sop_excel.errors import InputError, MachineError
from sop_excel.own_places import HOME
from sop_excel.store import journal as runs_kept
from sop_excel.store.publish import ALONE, PublishOptions, publish
from tests.tables import book, table
from tests.unit.store.books import MADE, MemoryBook, inputs, kept_run, planned
from tests.unit.store.databases import counts, rows

LATER = timedelta(days=10_000)  # after whatever is published while a test runs
LOWER_BOUND = [row[0] for row in planned().has["RunInfo"].rows].index("Lower bound")
FORCED = PublishOptions(force=True, reason="the customer waits", who="ana")


def test_a_plan_is_published_with_a_row_for_each_product_and_period(journal: Path) -> None:
    """The numbers of the sheet, on the first day of each month; counted and added up afterwards."""
    done = publish(planned())
    assert (done.is_new, done.replaced, done.forced, done.notes) == (True, "", (), (ALONE,))
    assert str(done.sums) == "6 rows, demand 66.25, production 68.25, inventory 6.00, safety stock 6.00"
    found = rows(
        journal,
        "SELECT sku, plan_date, period, demand_forecast, production_qty, inventory_level, safety_stock_target,"
        " plan_name, run_id FROM supply_plans ORDER BY sku, plan_date",
    )
    assert found[0] == ("A", "2026-01-01", "2026-01", 10.0, 12.0, 2.0, 2.0, "autumn", "run-a")
    assert [row[:5] for row in found[3:5]] == [
        ("B", "2026-01-01", "2026-01", 1.0, 1.0),
        ("B", "2026-02-01", "2026-02", 2.0, 2.0),
    ]
    assert rows(journal, "SELECT run_id FROM plan_current") == [("run-a",)]


def test_a_run_that_is_published_again_changes_nothing(journal: Path) -> None:
    """And says so; its moment stays that of the first time."""
    first = publish(planned())
    before = rows(journal, "SELECT * FROM supply_plans"), rows(journal, "SELECT * FROM plan_runs")
    again = publish(planned())
    assert not again.is_new
    assert again.run.published_at == first.run.published_at
    assert "published already" in again.sentences()[0]
    assert str(again.sums) == str(first.sums)
    assert (rows(journal, "SELECT * FROM supply_plans"), rows(journal, "SELECT * FROM plan_runs")) == before


def test_a_later_run_takes_the_place_of_the_current_one(journal: Path) -> None:
    """On the same day its rows replace those of the run before, whose plan is kept with its inputs."""
    publish(planned("run-a"))
    done = publish(planned("run-b", inputs(demand=12.0), LATER))
    assert (done.is_new, done.replaced) == (True, "run-a")
    assert counts(journal) == (6, 1, 2, 1)
    assert rows(journal, "SELECT count(*) FROM plan_runs WHERE published_at IS NOT NULL") == [(2,)]


def test_rows_of_another_day_stay(journal: Path) -> None:
    """So the plans of earlier days can be compared."""
    publish(planned("run-a"))
    rows(journal, "UPDATE supply_plans SET execution_date = '2025-12-31'")
    publish(planned("run-b", inputs(demand=12.0), LATER))
    assert counts(journal) == (12, 2, 2, 1)


def test_plans_of_two_names_stand_beside_each_other(journal: Path) -> None:
    """With the same products on the same day."""
    publish(planned("run-a", name="north"))
    publish(planned("run-b", name="south"))
    assert counts(journal) == (12, 2, 2, 2)


def test_a_plan_that_was_begun_before_another_was_published_is_refused(journal: Path) -> None:
    """With who published in between; planned again after that it is taken."""
    publish(planned("run-a"), PublishOptions(who="ana"))
    with pytest.raises(InputError, match=r"ana published run run-a of plan 'autumn' at .*; plan it again"):
        publish(planned("run-b"), PublishOptions(who="ben"))
    assert counts(journal) == (6, 1, 1, 1)
    assert publish(planned("run-c", after=LATER), PublishOptions(who="ben")).replaced == "run-a"


def test_the_plan_of_other_products_alone_does_not_take_the_place_of_one_of_its_name(journal: Path) -> None:
    """As of two workbooks made from one template; one that has a product of the current plan takes its place."""
    publish(planned("run-a"))
    other = book(table("Products", ["Product"], ["X"]), table("Demand", ["Product", "2026-01"], ["X", 4.0]))
    with pytest.raises(InputError, match=r"run run-a, which .* of plan 'autumn', with none of these products: if"):
        publish(planned("run-x", other, LATER))
    assert counts(journal) == (6, 1, 1, 1)
    some = book(table("Products", ["Product"], ["A"]), table("Demand", ["Product", "2026-01"], ["A", 4.0]))
    assert publish(planned("run-b", some, LATER)).replaced == "run-a"
    forced = publish(planned("run-x", other, 2 * LATER), FORCED)
    assert (forced.replaced, len(forced.forced)) == ("run-b", 1)


def test_a_plan_that_was_published_in_what_is_the_future_now_is_told_as_a_clock_that_is_wrong(journal: Path) -> None:
    """Planning again would not help whoever set it back."""
    publish(planned("run-a"), PublishOptions(who="ana"))
    rows(journal, "UPDATE plan_current SET published_at = '2999-01-01T00:00:00.000000+00:00'")
    with pytest.raises(InputError, match=r"ana published run run-a .* at 2999-01-01 .*: correct the clock that"):
        publish(planned("run-b"))
    assert publish(planned("run-b"), FORCED).replaced == "run-a"


def test_with_force_it_is_published_and_why_is_recorded(journal: Path) -> None:
    """The reason, and what spoke against it."""
    publish(planned("run-a"))
    done = publish(planned("run-b"), FORCED)
    assert (done.is_new, done.replaced, len(done.forced)) == (True, "run-a", 1)
    ((reason, who),) = rows(journal, "SELECT forced_reason, published_by FROM plan_runs WHERE run_id = 'run-b'")
    assert reason.splitlines()[0] == "the customer waits"
    assert "published run run-a" in reason.splitlines()[1]
    assert who == "ana"


def test_force_where_nothing_speaks_against_a_plan_records_nothing(journal: Path) -> None:
    """It was not forced."""
    assert publish(planned(), FORCED).forced == ()
    assert rows(journal, "SELECT forced_reason FROM plan_runs") == [(None,)]


@pytest.mark.parametrize("reason", ["", "  "])
def test_force_needs_a_reason(journal: Path, reason: str) -> None:
    with pytest.raises(InputError, match="--reason"):
        publish(planned(), PublishOptions(force=True, reason=reason))
    assert not journal.exists()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (("Demand", 0, "2026-02", 25.0), "other inputs"),
        (("Plan", 1, "2026-02", 1.0), "Rules, written plan"),
        (("CostSummary", 2, "Amount", 1.0), "Cost, written plan"),
        (("CostSummary", 0, "Amount", 1.0), "its cost lines add up to 7.00, and not to the total of 359.25"),
        (("RunInfo", LOWER_BOUND, "Value", 300.0), "its cost is not proved: it may be up to 59.25 EUR dearer"),
        (("RunInfo", LOWER_BOUND, "Value", None), "no lower bound of its cost"),
    ],
)
def test_a_plan_that_does_not_stand_the_checks_is_refused(
    journal: Path, changed: tuple[str, int, str, float], told: str
) -> None:
    """The plan of other inputs, one that breaks a rule, one of another cost, lines that do not add up, a cost without
    proof; forced, each is published."""
    publish(planned("run-b", name="other"))
    book = planned().changed(*changed)
    with pytest.raises(InputError, match=told):
        publish(book)
    assert counts(journal) == (6, 1, 1, 1)
    assert any(told in one for one in publish(book, FORCED).forced)
    assert counts(journal) == (12, 2, 2, 2)


def without_plan() -> MemoryBook:
    """More is demanded than can be made."""
    cannot = table(
        "Products", ["Product", "Production cost", "Max production"], ["A", 5.0, 1.0], ["B", 7.0, 1.0]
    )  # fmt: skip
    return planned(tables=inputs(cannot))


def no_dates() -> MemoryBook:
    """Months of no year."""
    return planned(tables=inputs(table("Demand", ["Product", "Jan", "Feb"], ["A", 1.0, 2.0], ["B", 1.0, 2.0])))


@pytest.mark.parametrize(
    ("book", "told"),
    [
        (MemoryBook(inputs()), "never planned"),
        (without_plan(), r"none \(infeasible\)"),
        (planned().changed("Plan", 1, "2026-02", None), "no number for Production of A in 2026-02"),
        (no_dates(), "such as 2026-03 or 2026-W07, found 'Jan'"),
        (planned().changed("RunInfo", 1, "Value", None), "the id and the date of the run"),
        (planned().changed("RunInfo", 2, "Value", "yesterday"), "the id and the date of the run"),
    ],
    ids=["never planned", "infeasible", "incomplete", "no dates", "no run", "no moment"],
)
def test_what_is_no_plan_cannot_be_published_by_force_either(journal: Path, book: MemoryBook, told: str) -> None:
    with pytest.raises(InputError, match=told):
        publish(book, FORCED)
    assert not journal.exists()


@pytest.mark.parametrize(
    ("header", "day"),
    [("2026-02", "2026-02-01"), ("2026-W07", "2026-02-09"), ("2026-02-03", "2026-02-03"), ("Feb 2026", "2026-02-01"),
     ("2026-Q2", "2026-04-01")],
)  # fmt: skip
def test_a_period_has_the_date_on_which_it_begins(journal: Path, header: str, day: str) -> None:
    """Whatever the planner calls it, as long as it says its year; the name stands beside it."""
    publish(planned(tables=inputs(table("Demand", ["Product", header], ["A", 1.0], ["B", 1.0]))))
    assert rows(journal, "SELECT DISTINCT plan_date, period FROM supply_plans") == [(day, header)]


def test_other_numbers_under_the_id_of_a_published_run_are_refused(journal: Path) -> None:
    """Even by force: a run is one plan. The same numbers under their own id are taken."""
    publish(planned("run-a"))
    other = planned("run-a", inputs(demand=12.0))
    with pytest.raises(InputError, match="other numbers than those that were published as run run-a"):
        publish(other, FORCED)
    publish(planned("run-b", inputs(demand=12.0), LATER))


def test_rows_that_somebody_took_away_are_written_again(journal: Path) -> None:
    """Else a plan could be called published that nobody can read."""
    publish(planned())
    rows(journal, "DELETE FROM supply_plans WHERE sku = 'A'")
    assert publish(planned()).is_new
    assert counts(journal) == (6, 1, 1, 1)


def test_rows_that_do_not_arrive_as_written_stop_the_publication(journal: Path) -> None:
    """A trigger that halves an amount, say: nothing is published; without it all of it is."""
    publish(planned("run-a", name="other"))
    rows(journal, "CREATE TRIGGER half AFTER INSERT ON supply_plans BEGIN UPDATE supply_plans SET production_qty = "
                  "production_qty / 2 WHERE rowid = new.rowid; END")  # fmt: skip
    with pytest.raises(MachineError, match=r"nothing was published: .*production 68.25.* found 6 rows"):
        publish(planned("run-b"))
    assert counts(journal) == (6, 1, 1, 1)
    rows(journal, "DROP TRIGGER half")
    assert publish(planned("run-b")).is_new


def test_the_journal_says_besides_who_made_the_run_and_with_what(home: Path, tmp_path: Path) -> None:
    """In another database too; and the journal knows then that the run is published."""
    kept = kept_run("run-a")
    runs_kept.keep(kept)
    other = tmp_path / "shared.sqlite"
    publish(planned("run-a"), PublishOptions(f"sqlite:///{other}", who="ana"))
    assert rows(other, "SELECT program, python, made_by FROM plan_runs") == [(kept.program, kept.python, kept.made_by)]
    marked = runs_kept.kept("run-a")
    assert marked is not None
    assert (marked.published_by, marked.inputs_sha256) == ("ana", kept.inputs_sha256)


def published_plan(*numbers: float | None) -> Table:
    return table("PublishedPlan", ["Product", "2026-01", "2026-02", "2026-03"], ["A", *numbers], ["B", 1.0, 2.0, 3.0])


def test_the_workbook_gets_what_was_published(journal: Path) -> None:
    """Table PublishedPlan, where it has one and its numbers are others."""
    with_table = inputs(published_plan(None, 9.0, 9.0))
    (filling,) = publish(planned("run-a", with_table)).fillings
    assert (filling.table, filling.key, filling.periods) == ("PublishedPlan", "Product", True)
    assert dict(filling.rows) == {"A": [12.0, 20.0, 30.25], "B": [1.0, 2.0, 3.0]}
    assert publish(planned("run-b", inputs(published_plan(12.0, 20.0, 30.25)), LATER)).fillings == ()
    assert publish(planned("run-c", after=2 * LATER)).fillings == ()


def test_a_workbook_whose_changes_have_a_price_gets_the_table(journal: Path) -> None:
    """Though it lacks it: without it the price would have no effect."""
    settings = table("Settings", ["Setting", "Value"], ["Change penalty", 1.0])
    assert [one.table for one in publish(planned("run-a", inputs(settings))).fillings] == ["PublishedPlan"]


def test_the_run_is_kept_with_its_inputs_and_its_cost(journal: Path) -> None:
    """As it stands in the workbook."""
    publish(planned())
    run = runs_kept.kept("run-a")
    assert run is not None
    assert (run.plan_name, run.status, run.currency, run.total_cost) == ("autumn", "optimal", "EUR", 359.25)
    assert (run.made_at, run.lower_bound) == (MADE, 359.25)
    assert run.tables["Demand"].rows[0] == ["A", 10.0, 20.0, 30.25]
    assert run.published_at is not None
    assert abs(run.published_at - datetime.now(UTC)) < timedelta(hours=1)
    assert replace(run, published_at=None).former().published is False


def test_what_a_run_was_planned_from_stays_whatever_stands_in_the_workbook_now(journal: Path) -> None:
    """Where the journal has it: a plan that was published by force is planned again from its own inputs."""
    kept = kept_run("run-a")
    runs_kept.keep(kept)
    publish(planned("run-a").changed("Demand", 0, "2026-02", 19.0), FORCED)
    run = runs_kept.kept("run-a")
    assert run is not None
    assert (run.inputs, run.input_hash) == (kept.inputs, kept.input_hash)
    assert rows(journal, "SELECT demand_forecast FROM supply_plans WHERE sku = 'A' AND period = '2026-02'") == [(19.0,)]


def test_the_plan_of_a_scenario_is_published_as_that(journal: Path) -> None:
    """And said; that of the base says nothing of scenarios."""
    scenarios = table("Scenarios", ["Scenario", "Field", "Item", "Period", "Change", "Value"],
                      ["High", "Demand", "A", "2026-01", "set", 15.0])  # fmt: skip
    high = planned("run-b", inputs(scenarios), scenario="High")
    assert "scenario 'High', is published" in publish(high).sentences()[0]
    assert rows(journal, "SELECT scenario FROM plan_runs") == [("High",)]
    assert ", scenario '" not in publish(planned("run-c", name="other")).sentences()[0]


def test_who_is_refused_compares_the_next_plan_with_what_the_other_published(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run of the other is kept on this machine from then on; before, nobody here knew of it."""
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    publish(planned("run-a"), PublishOptions(shared, who="ana"))
    monkeypatch.setenv(HOME, str(tmp_path / "ben"))
    mine = planned("run-b", inputs(demand=12.0))
    assert runs_kept.former("autumn", "another hash") is None
    with pytest.raises(InputError, match="ana published run run-a"):
        publish(mine, PublishOptions(shared, who="ben"))
    former = runs_kept.former("autumn", "another hash")
    assert former is not None
    assert (former.run_id, former.published) == ("run-a", True)
    assert former.tables["Plan"].rows == [list(row) for row in planned("run-a").has["Plan"].rows]

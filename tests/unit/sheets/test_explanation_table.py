"""Table Explanation, and the marginal values in table CapacityUse."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from sop_excel.domain.table import Table
from sop_excel.model.explain.explained import explained
from sop_excel.planning import Options, plan_tables
from sop_excel.sheets.checks import checks
from sop_excel.sheets.explanation_table import explanation, written_sentences
from sop_excel.sheets.outputs import capacity_use
from tests.plans import not_planned, planned
from tests.problems import simple_problem
from tests.tables import small_book, table


def test_capacity_use_has_both_values_of_every_capacity_after_the_utilisation() -> None:
    """12 are made in each of two periods, 2 of them in overtime at 5 more; the third has no limit."""
    problem = simple_problem(
        [12.0, 12.0, 12.0], holding_cost=9.0, resources=["Line"], usage=[(0, 0, 1.0)], capacity=[[10.0, 10.0, inf]],
        cost=4.0, overtime_cost=[[9.0, 9.0, float("nan")]],
    )  # fmt: skip
    plan = planned(problem)
    rows = capacity_use(plan, explained(plan).marginals).rows
    assert [row[1] for row in rows] == [
        "Load", "Capacity", "Overtime", "Utilisation", "Value of one more", "Value of one less",
    ]  # fmt: skip
    assert rows[4] == ("Line", "Value of one more", 5.0, 5.0, None)
    assert rows[5] == ("Line", "Value of one less", 5.0, 5.0, None)


def test_a_plan_that_nobody_explained_has_blank_values() -> None:
    problem = simple_problem([12.0], resources=["Line"], usage=[(0, 0, 1.0)], capacity=20.0)
    rows = capacity_use(planned(problem)).rows
    assert rows[4:] == (("Line", "Value of one more", None), ("Line", "Value of one less", None))


def test_a_value_that_is_blank_for_a_reason_is_a_note_in_checks() -> None:
    problem = simple_problem([12.0], resources=["Line"], usage=[(0, 0, 1.0)], capacity=12.0)
    plan = planned(problem)
    rows = checks(plan, explained(plan).notes, (), {}, "0").rows
    assert rows[-1][:2] == (
        "Note 1",
        "With one unit less of Line in 1 no plan is possible; Value of one less is blank there.",
    )


def test_a_sentence_is_a_row_and_an_absent_item_is_blank() -> None:
    """30 units at 5; the first row is about the whole plan."""
    sentences = explained(planned(simple_problem([10.0, 20.0], production_cost=5.0))).sentences
    found = explanation(sentences)
    assert found.headers == ("Item", "Period", "What", "Why", "Worth")
    assert found.rows[0] == (None, None, "The plan costs 150 EUR in all", "no plan costs less, which is proved", 150.0)
    assert len(found.rows) == len(sentences)


def test_without_a_plan_the_table_says_what_would_help() -> None:
    """The numbers of the plan before are gone, the sentences are new."""
    problem = simple_problem([12.0], resources=["Line"], usage=[(0, 0, 1.0)], capacity=10.0)
    rows = explanation(explained(not_planned(problem)).sentences).rows
    assert rows[1][:3] == ("Line", "1", "Raise capacity of Line in 1 by 2")


def test_a_report_has_the_notes_and_the_seconds_of_the_plan_and_of_its_explanation() -> None:
    """One less of a capacity that is full leaves no plan, which only the explanation knows."""
    line = table("Resources", ["Resource", "Capacity"], ["L", 20.0])
    usage = table("Routings", ["Product", "Resource", "Usage"], ["A", "L", 1.0])
    answer = plan_tables(small_book(line, usage), Options())
    report = answer.report
    found, told = report.found, report.explanation
    (checks,) = [table for table in answer.outputs if table.name == "Checks"]
    assert [row[1] for row in checks.rows if str(row[0]).startswith("Note ")] == list(report.notes)
    assert len(told.notes) == 1
    assert report.notes == (*found.notes, *told.notes)
    assert told.seconds > 0.0
    assert report.seconds == {**found.seconds, "explain": found.seconds["explain"] + told.seconds}


def test_the_sentences_of_the_workbook_hold_until_an_input_changes() -> None:
    """Read back as they are read aloud; after a change of one cell there are none."""
    tables = small_book()
    answer = plan_tables(tables, Options())
    written = {
        output.name: Table(output.name, output.headers, output.rows, tables["Demand"].places)
        for output in answer.outputs
    }
    told = [sentence.text for sentence in answer.report.explanation.sentences]
    assert written_sentences(tables | written) == told
    changed = small_book(
        table("Demand", ["Product", "Jan", "Feb", "Mar"], ["A", 10.0, 20.0, 31.0], ["B", 1.0, 2.0, 3.0])
    )
    assert written_sentences(changed | written) == []
    assert written_sentences(tables) == []
    assert written_sentences(tables | {"Explanation": replace(written["Explanation"], rows=())}) == []

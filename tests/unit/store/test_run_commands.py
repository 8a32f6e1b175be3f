"""``publish``, ``runs``, ``show``, ``replay`` and ``compare`` as they are typed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sop_excel.domain.table import OutputTable
from sop_excel.own_places import DATABASE, KEEP_COPIES
from sop_excel.store.journal import keep, kept
from sop_excel.store.publish import ALONE
from sop_excel.store.tables_json import canonical, tables_of_json
from tests.commands import sop_excel
from tests.unit.store.databases import rows
from tests.workbooks import Rows, make_workbook, read_table

SECRET = "s3cr3t-w0rd"  # noqa: S105 - of nobody
BOOK: dict[str, Rows] = {
    "Products": [["Product", "Production cost", "Holding cost"], ["A", 5.0, 1.0], ["00123", 7.0, 2.0]],
    "Demand": [["Product", "2026-01", "2026-02"], ["A", 10.0, 20.0], ["00123", 0.1, 0.2]],
    "Settings": [["Setting", "Value"], ["Plan name", "spring"]],
}  # fmt: skip


def book(path: Path, demand: float = 10.0) -> Path:
    """A workbook that was planned."""
    wanted: Rows = [["Product", "2026-01", "2026-02"], ["A", demand, 20.0], ["00123", 0.1, 0.2]]
    made = make_workbook(path, {**BOOK, "Demand": wanted})
    assert sop_excel("optimize", made, "--json").status == 0
    return made


@pytest.fixture
def autumn(home: Path, tmp_path: Path) -> Path:
    """The workbook, whose run is kept."""
    return book(tmp_path / "autumn.xlsx")


def run_ids() -> list[str]:
    """Of the runs that are kept, the newest first."""
    return [run["run"] for run in sop_excel("runs", "--json").answer["runs"]]


def test_publish_says_where_and_how_much(autumn: Path, journal: Path) -> None:
    """And the second time that there was nothing to do; the workbook stays as it is."""
    before = autumn.read_bytes()
    ran = sop_excel("publish", autumn, "--json")
    assert (ran.status, ran.err, ran.answer["status"], ran.answer["rows"]) == (0, f"note: {ALONE}\n", "published", 4)
    assert ran.answer["sums"]["production"] == 30.3
    again = sop_excel("publish", autumn)
    published = f"Run {run_ids()[0]} of plan 'spring' is published already in {journal}: nothing was changed."
    assert again.out.splitlines()[0] == published
    assert again.out.splitlines()[1].startswith("Counted there: 4 rows, demand 30.30, production 30.30,")
    assert autumn.read_bytes() == before


def test_publish_fills_the_table_of_what_was_published(home: Path, tmp_path: Path) -> None:
    """Where the workbook has one; and once it says so it is written no more."""
    last: Rows = [["Product", "2026-01"], ["A", 3.0]]
    file = make_workbook(tmp_path / "calm.xlsx", {**BOOK, "PublishedPlan": last})
    assert sop_excel("optimize", file).status == 0
    assert sop_excel("publish", file, "--json").answer["filled"] == ["PublishedPlan"]
    assert read_table(file, "PublishedPlan") == [["Product", "2026-01", "2026-02"], ["A", 10, 20], ["00123", 0.1, 0.2]]
    before = file.read_bytes()
    assert sop_excel("publish", file, "--json").answer["filled"] == []
    assert file.read_bytes() == before


def test_whoever_takes_back_what_publishing_filled_is_told_that_the_plan_stays_published(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not where a plan alone is taken back."""
    monkeypatch.setenv(KEEP_COPIES, "yes")
    file = make_workbook(
        tmp_path / "calm.xlsx", {**BOOK, "PublishedPlan": [["Product", "2026-01", "2026-02"], ["A", 1, 2]]}
    )
    assert sop_excel("optimize", file).status == 0
    assert sop_excel("publish", file).status == 0
    assert "note: the plan stays published" in sop_excel("undo", file).err
    assert sop_excel("runs", "--json").answer["runs"][0]["is_current"]
    assert "published" not in sop_excel("undo", file).err


def test_undo_takes_back_what_publish_filled(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the workbook: the plan stays published."""
    monkeypatch.setenv(KEEP_COPIES, "yes")
    last: Rows = [["Product", "2026-01"], ["A", 3.0]]
    file = make_workbook(tmp_path / "calm.xlsx", {**BOOK, "PublishedPlan": last})
    assert sop_excel("optimize", file).status == 0
    before = file.read_bytes()
    assert sop_excel("publish", file).status == 0
    assert file.read_bytes() != before
    assert sop_excel("undo", file).status == 0
    assert file.read_bytes() == before
    assert sop_excel("publish", file, "--no-copy", "--json").answer["status"] == "unchanged"


def test_publish_refuses_a_plan_of_other_inputs_without_force(autumn: Path) -> None:
    """Exit 2, with what to do; with --force --reason it goes, and the note says what spoke against it."""
    sheet = openpyxl.load_workbook(autumn)
    sheet["Demand"]["B2"] = 11.0
    sheet.save(autumn)
    ran = sop_excel("publish", autumn)
    assert ran.status == 2
    assert "found it was made from other inputs than those that stand in the workbook now; plan it again" in ran.err
    assert sop_excel("publish", autumn, "--force").status == 2
    ran = sop_excel("publish", autumn, "--force", "--reason", "the customer waits")
    assert ran.status == 0
    assert "note: published in spite of this: it was made from other inputs" in ran.err
    assert "forced: the customer waits" in sop_excel("runs", autumn).out


def test_runs_lists_those_of_a_workbook_or_of_a_plan_or_all(autumn: Path, tmp_path: Path) -> None:
    """The newest first, no more than asked for; one of another plan does not stand among them."""
    second = book(tmp_path / "second.xlsx", 12.0)
    other = make_workbook(tmp_path / "other.xlsx", {name: rows for name, rows in BOOK.items() if name != "Settings"})
    assert sop_excel("optimize", other).status == 0
    newest, middle, oldest = run_ids()
    assert [run["run"] for run in sop_excel("runs", second, "--json").answer["runs"]] == [middle, oldest]
    assert [run["run"] for run in sop_excel("runs", "--plan", "other", "--json").answer["runs"]] == [newest]
    assert [run["run"] for run in sop_excel("runs", "--limit", "1", "--json").answer["runs"]] == [newest]
    assert sop_excel("runs", "--plan", "none").out == "No run of plan 'none' is kept.\n"
    assert sop_excel("runs", "--limit", "0").status == 2
    lines = sop_excel("runs").out.splitlines()
    assert " ".join(lines[0].split()) == "Run Plan Date By Scenario Status Total cost Gap Published Note"
    assert [line.split()[0] for line in lines[2:]] == [newest, middle, oldest]


def test_runs_of_nobody_are_none(home: Path) -> None:
    """And nothing is made by asking."""
    assert sop_excel("runs").out == "No run is kept.\n"
    assert not home.exists()


def test_show_tells_plan_cost_and_versions(autumn: Path) -> None:
    """By as much of the id as says which run."""
    (run,) = run_ids()
    told = sop_excel("show", run[:5], "--json").answer
    assert (told["run"], told["plan_name"], told["run_status"], told["total_cost"]) == (run, "spring", "optimal", 152.1)
    assert told["plan"][1] == {"product": "A", "measure": "Production", "2026-01": 10.0, "2026-02": 20.0}
    assert told["costs"]["Total cost"] == 152.1
    assert all(told["versions"].values())
    text = sop_excel("show", run).out
    assert text.startswith(f"Run {run} of plan 'spring', scenario base: optimal\n")
    assert "00123" in text


@pytest.mark.parametrize(("named", "told"), [("zz", "found none"), ("", "found 2 runs: "), (" ", "found nothing")])
def test_a_run_must_be_named_so_that_there_is_one(autumn: Path, tmp_path: Path, named: str, told: str) -> None:
    """No run, two of them, or nothing at all."""
    book(tmp_path / "second.xlsx", 12.0)
    first, second = run_ids()
    common = next((first[:n] for n in range(len(first), 0, -1) if second.startswith(first[:n])), "")
    if told.startswith("found 2") and not common:
        rows(next(tmp_path.rglob("plans.sqlite")), "UPDATE plan_runs SET run_id = 'x' || run_id")
        common = "x"
    ran = sop_excel("show", named or common)
    assert ran.status == 2
    assert told in ran.err


def test_replay_finds_the_same_plan_bit_for_bit(autumn: Path, tmp_path: Path) -> None:
    """And writes it into a workbook that has inputs and plan as they were."""
    (run,) = run_ids()
    copy = tmp_path / "copy.xlsx"
    ran = sop_excel("replay", run, "-o", copy)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Run {run} comes out again, bit for bit: the same plan that costs 152.10 EUR.")
    for name in ("Plan", "CostSummary", "Demand", "Products"):
        assert read_table(copy, name) == read_table(autumn, name)
    assert sop_excel("verify", copy).status == 0
    assert sop_excel("publish", copy, "--json").answer["run"] == run
    assert sop_excel("replay", run, "-o", copy).status == 2
    assert sop_excel("replay", run, "-o", copy, "--force").status == 0


def test_replay_tells_what_does_not_come_out_again(autumn: Path, journal: Path) -> None:
    """One bit of one number is enough: exit 1."""
    (run_id,) = run_ids()
    run = kept(run_id)
    assert run is not None
    outputs: dict[str, Any] = dict(tables_of_json(run.outputs))
    plan = outputs["Plan"]
    changed = [list(row) for row in plan.rows]
    changed[1][2] = 10.000000000000002
    outputs["Plan"] = OutputTable("Plan", plan.headers, changed, lead=2)
    keep(replace(run, outputs=canonical(outputs), solver="HiGHS 1.0"))
    ran = sop_excel("replay", run_id, "--json")
    assert (ran.status, ran.answer["status"]) == (1, "differs")
    assert ran.answer["differences"] == ["Production of A in 2026-01 was 10.000000000000002 and is 10.0 now"]
    assert ran.answer["versions"][0].startswith("the solver was 'HiGHS 1.0' then")


def test_compare_sets_two_runs_side_by_side(autumn: Path, tmp_path: Path) -> None:
    """Costs line by line, cells, and why."""
    book(tmp_path / "second.xlsx", 12.0)
    new, old = run_ids()
    told = sop_excel("compare", old, new, "--json").answer
    assert {"cost": "Production", "old": 152.1, "new": 162.1} in told["costs"]
    assert (told["old"]["run"], told["new"]["run"], told["difference"]) == (old, new, 10.0)
    text = sop_excel("compare", old, new).out
    assert text.splitlines()[0].split()[-3:] == [old, new, "Difference"]
    assert "Inputs that changed: 1 in Demand" in text


def test_a_plan_is_listed_on_one_line_however_it_is_called(autumn: Path, tmp_path: Path) -> None:
    """A name of ten thousand letters is shortened, one of two lines stands on one; for programs both are whole."""
    names = ["north\nand south", "x" * 10_000]
    for name in names:
        named = {**BOOK, "Settings": [["Setting", "Value"], ["Plan name", name]]}
        assert (
            sop_excel(
                "optimize", make_workbook(tmp_path / "named.xlsx", named), "-o", tmp_path / f"{len(name)}.xlsx"
            ).status
            == 0
        )
    listed = sop_excel("runs").out.splitlines()
    assert len(listed) == 2 + 3
    assert max(map(len, listed)) < 250
    assert "north and south" in listed[3]
    assert [run["plan"] for run in sop_excel("runs", "--json").answer["runs"]] == [names[1], names[0], "spring"]
    assert len(sop_excel("show", run_ids()[0]).out.splitlines()[0]) < 200
    assert len(sop_excel("runs", "--plan", "y" * 10_000).out) < 200


def test_amounts_in_two_currencies_are_not_subtracted(autumn: Path, tmp_path: Path) -> None:
    """Each stands under its own; of two runs in one currency the difference is told, as above."""
    dollars = {**BOOK, "Settings": [*BOOK["Settings"], ["Currency", "USD"]]}
    assert sop_excel("optimize", make_workbook(tmp_path / "dollars.xlsx", dollars)).status == 0
    new, old = run_ids()
    ran = sop_excel("compare", old, new)
    assert ran.out.splitlines()[0].split() == ["Cost", old, "(EUR)", new, "(USD)"]
    assert "counts in EUR, this one in USD: their amounts are not compared" in ran.err


def test_runs_of_a_database_and_of_this_machine_stand_together(autumn: Path, tmp_path: Path) -> None:
    """What was published there is told as published, what was not is told too; without the database only the latter."""
    shared = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    sop_excel("publish", autumn, "--database", shared)
    rows(next(tmp_path.rglob("plans.sqlite")), "UPDATE plan_runs SET published_at = NULL, published_by = NULL")
    book(tmp_path / "second.xlsx", 12.0)
    told = sop_excel("runs", "--database", shared, "--json").answer["runs"]
    assert [(run["is_current"], run["published_by"] is not None) for run in told] == [(False, False), (True, True)]
    assert [run["published_by"] for run in sop_excel("runs", "--json").answer["runs"]] == [None, None]


def test_no_password_is_said_or_written_anywhere(autumn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a database that does not answer, by its option or chosen: no message, answer, workbook or file has it."""
    url = f"postgresql://ana:{SECRET}@127.0.0.1:9/plans?connect_timeout=2"
    (run,) = run_ids()
    said = [
        sop_excel(*words, "--database", url, *more) for words in _commands(autumn, run) for more in ((), ("--json",))
    ]
    monkeypatch.setenv(DATABASE, url)
    said += [sop_excel(*words, "--debug") for words in _commands(autumn, run)]
    said.append(sop_excel("publish", autumn, "--database", f"postgres:/ana:{SECRET}@127.0.0.1"))
    assert all(SECRET not in ran.out + ran.err for ran in said)
    assert [ran.status for ran in said[:2]] == [1, 1]
    assert "postgresql://ana@127.0.0.1:9/plans" in said[0].err
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in files} >= {"autumn.xlsx", "plans.sqlite"}
    assert all(SECRET.encode() not in path.read_bytes() for path in files)
    assert "only the runs of this machine" in sop_excel("runs").err


def _commands(file: Path, run: str) -> list[tuple[object, ...]]:
    return [("publish", file), ("runs", file), ("show", run), ("replay", run), ("compare", run, run)]


def test_every_answer_is_one_object(autumn: Path) -> None:
    """For programs; of the commands that only read."""
    (run,) = run_ids()
    for words in _commands(autumn, run):
        assert isinstance(json.loads(sop_excel(*words, "--json").out), dict), words

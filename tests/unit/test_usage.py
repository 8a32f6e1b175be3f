"""How commands are typed: one declaration of each, from which parsing, help and completion come."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sop_excel.domain.depths import DEPTHS
from sop_excel.hosts.cli.bodies import body_of
from sop_excel.hosts.cli.declared import PROGRAM, Command
from sop_excel.hosts.cli.parsing import typed
from sop_excel.hosts.cli.usage import COMMANDS, asked, every_command
from tests.commands import bare, sop_excel
from tests.workbooks import Rows, make_workbook

EVERY = [*every_command()]


@pytest.mark.parametrize("command", EVERY, ids=lambda command: command.name)
def test_each_command_has_help_examples_and_something_that_runs(command: Command) -> None:
    """Its help names every option, and each of its examples is taken by the parser."""
    told = sop_excel(*command.name.split(), "--help")
    assert (told.status, told.err) == (0, "")
    for one in command.parameters:
        assert (one.words[-1] if one.is_option else one.shown) in told.out
    assert command.examples
    for example in command.examples:
        assert f"{PROGRAM} {example.line}" in " ".join(told.out.split())
        words = shlex.split(example.line.split(" <")[0].split(" >")[0])
        found, rest = asked(words)
        assert found == command
        assert typed(command, rest).command == command.name.split()[0]
    assert callable(body_of(command.name.split()[0]))


def test_values_are_what_their_options_mean() -> None:
    """Paths, numbers, days, several answers, a pair of flags with one meaning, and else what is usual."""
    words = "s.csv -o out.xlsx --month-first --level 0.9 --answer a=b --answer c=d --rule=periods --lead-time 2"
    found = typed(COMMANDS["chain"], words.split())
    assert (found.sales, found.output, found.day_first, found.level) == (Path("s.csv"), Path("out.xlsx"), False, 0.9)
    assert (found.answer, found.rule, found.lead_time, found.horizon) == (["a=b", "c=d"], "periods", 2, None)
    assert (found.explain, found.force, found.json, found.quiet, found.costs) == (DEPTHS[-1], False, "", False, None)
    day = typed(COMMANDS["pull"], ["p.xlsx", "--as-of", "2026-01-31"]).as_of
    assert day.isoformat() == "2026-01-31"
    assert typed(COMMANDS["undo"], ["p.xlsx", "--from", "c"]).copy == "c"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["optimise", "plan.xlsx"], "sop-excel: expected a command, found 'optimise'; did you mean 'optimize'?"),
        (["plan.xlsx"], "did you mean 'sop-excel optimize plan.xlsx'?"),
        (["optimize", "p.xlsx", "--jsn"], "the option --jsn, which it does not have; did you mean --json?"),
        (["database", "chek"], "found 'chek'; did you mean 'check'?"),
        (["new", "singel", "p.xlsx"], "(did you mean 'single'?)"),
        (["optimize", "p.xlsx", "--json=ful"], "found '--json=ful'; type --json or --json=full"),
        (["optimize", "p.xlsx", "-o", "--force"], "found no value after -o"),
        (["optimize", "p.xlsx", "--scenario"], "found no value after --scenario"),
        (
            ["optimize", "my", "plan.xlsx"],
            "found 'plan.xlsx' beside all that it takes; a name with spaces stands in quotes",
        ),
        (["pull", "p.xlsx", "--as-of", "31.1.2026"], "a date such as 2026-01-31 is expected"),
        (["runs", "p.xlsx", "--plan", "P"], "found both BOOK.xlsx and --plan"),
        (["chain"], "found no SALES and no -o OUT.xlsx"),
    ],
)
def test_a_wrong_line_is_told_with_what_was_likely_meant(words: list[str], told: str) -> None:
    """Exit 2, one line, nothing on standard output; an object where one is asked for."""
    ran = sop_excel(*words)
    in_json = any(word.startswith("--json") for word in words)
    assert (ran.status, bool(ran.out), len(ran.err.splitlines())) == (2, in_json, 1)
    assert told in ran.err
    again = sop_excel(*words[:1], "--json", *words[1:])
    assert (again.status, again.answer["status"]) == (2, "input error")


def test_every_wrong_value_of_a_line_is_told_at_once() -> None:
    """A planner mends a line once; the nearest good line is taken."""
    ran = sop_excel("forecast", "p.xlsx", "--horizon", "x", "--level", "y", "--into", "Products")
    assert [line.split("found ")[1].split(" ")[0] for line in ran.err.splitlines()] == ["'x'", "'y'", "'Products'"]
    good = typed(COMMANDS["forecast"], ["p.xlsx", "--horizon", "3", "--level", "-1", "--into", "Demand"])
    assert (good.horizon, good.level, good.into) == (3, -1.0, "Demand")


def test_no_words_at_all_are_answered_by_a_guide() -> None:
    """With the exit status of a line that is not complete, for scripts; --help has every command."""
    guide, whole = sop_excel(), sop_excel("--help")
    assert (guide.status, guide.err, whole.status) == (2, "", 0)
    assert len(guide.out.splitlines()) < 20
    assert "sop-excel new multi plan.xlsx" in guide.out
    assert all(f"  {name} " in whole.out for name in COMMANDS)
    assert whole.out == sop_excel("help").out


def test_the_version_is_one_line_and_with_v_what_else_counts() -> None:
    """The solver and Python decide what a number is."""
    assert len(sop_excel("--version").out.splitlines()) == 1
    for words in (("--version", "-v"), ("-v", "--version")):
        assert {"Python", "HiGHS", "NumPy"} <= {line.split()[0] for line in sop_excel(*words).out.splitlines()}


@pytest.mark.parametrize("asked_as", ["-q", "--quiet", "-v", "--debug"])
def test_what_every_command_understands_may_stand_before_it_too(asked_as: str) -> None:
    """As before the command of other programs."""
    command, rest = asked([asked_as, "check", "p.xlsx"])
    assert command is not None
    assert vars(typed(command, rest)) == vars(typed(command, ["p.xlsx", asked_as]))


def test_help_is_plain_where_nobody_looks_and_fits_the_width_that_is_told() -> None:
    """No colour, no box, in whatever letters the terminal has."""
    for columns in ("60", "100"):
        environment = bare(COLUMNS=columns, LANG="C", PYTHONIOENCODING="ascii")
        command = [sys.executable, "-m", "sop_excel", "clean", "--help"]
        ran = subprocess.run(command, capture_output=True, check=True, env=environment)
        assert ran.stdout.isascii()
        assert b"\x1b" not in ran.stdout
        assert max(map(len, ran.stdout.decode().splitlines())) <= int(columns)


def test_full_json_has_the_rows_of_every_table_and_each_note_as_an_object(tmp_path: Path) -> None:
    """Before or after the file; with --json alone the object is what it was."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost", "Lost sale cost"], ["Fan", 5, 0]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, 20]],
    }
    book = make_workbook(tmp_path / "book.xlsx", tables)
    short = sop_excel("optimize", book, "--json").answer
    for words in (["--json=full", book], [book, "--json=full"], ["--json", book, "--json=full"]):
        full = sop_excel("optimize", *words).answer
        assert set(full) - set(short) == {"tables", "problems"}
        assert [note["text"] for note in full["problems"]] == full["warnings"]
        rows = full["tables"]["Plan"]
        assert {"Product": "Fan", "Measure": "Demand", "Jan": 10.0, "Feb": 20.0, "Total": 30.0} in rows
        assert {row["Cost"]: row["Amount"] for row in full["tables"]["CostSummary"]}["Total cost"] == 0.0
    assert sop_excel("optimize", "--json", book).answer["total_cost"] == 0.0
    assert {"place", "cell", "text"} <= set(sop_excel("check", book, "--json=full").answer["problems"][0])
    assert "problems" not in sop_excel("check", book, "--json").answer


def test_wrong_input_in_json_is_told_as_lines_and_as_objects_in_the_same_order(tmp_path: Path) -> None:
    """A program finds the cell without taking a sentence apart."""
    tables: dict[str, Rows] = {
        "Products": [["Product", "Production cost"], ["Fan", -5]],
        "Demand": [["Product", "Jan", "Feb"], ["Fan", 10, "n/a"]],
    }
    answer = sop_excel("check", make_workbook(tmp_path / "book.xlsx", tables), "--json").answer
    assert [one["text"] for one in answer["problems"]] == answer["issues"]
    assert answer["problems"][1] == {
        "place": "Demand!C2", "sheet": "Demand", "cell": "C2", "name": "Demand[Feb]", "expected": "a number >= 0",
        "found": "'n/a'", "advice": "clear the cell for no demand", "text": answer["issues"][1],
    }  # fmt: skip

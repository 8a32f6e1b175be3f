"""What is made of the runs of a benchmark: who is wrong, what is kept, what the pages show, and when CI fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import guard
from tests.benchmarks.pages import FOLDER, RESULTS, ROOT, blocks, with_block
from tests.benchmarks.processes import FailedError, TooSlowError, run
from tests.benchmarks.registry import CALL, COMMANDS, HIGHSPY, INSTANCES, LONG, OURS, PEERS, chosen
from tests.benchmarks.results import Row, joined, read, write
from tests.benchmarks.rounds import Measured, in_turn, rows_of
from tests.benchmarks.table_of_results import lines

GOOD = Measured(2.0, 2.0, 50.0, claimed=100.0, cost=100.0, broken=1e-9, rule="the balance")
INSTANCE = INSTANCES[0]


def rows(ours: Measured) -> list[Row]:
    """Those of plain highspy with a good plan, and ours."""
    return rows_of(INSTANCE, {HIGHSPY: [GOOD], OURS: [ours]}, {})


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        (replace(GOOD, cost=100.00001, claimed=100.00001), ""),
        (replace(GOOD, cost=100.1, claimed=100.1), "WRONG: costs 100.1, another plan 100"),
        (replace(GOOD, claimed=99.0), "WRONG: says 99, its plan costs 100"),
        (replace(GOOD, cost=90.0, claimed=90.0, broken=1e-3), "WRONG: breaks the balance by 1.0e-03"),
    ],
)
def test_a_peer_whose_plan_is_no_plan_of_the_least_cost_is_named(ours: Measured, told: str) -> None:
    """A cheaper plan that breaks a rule makes no good plan a dear one."""
    assert [row.note for row in rows(ours)] == ["", told]
    assert told in "\n".join(lines(rows(ours)))


def test_ratios_are_those_of_each_round_and_their_median_counts() -> None:
    """A machine that was four times as slow in the last round changes no ratio."""
    plain, ours = ([replace(GOOD, seconds=seconds * slow) for slow in (1.0, 1.0, 4.0)] for seconds in (6.0, 2.0))
    found = rows_of(INSTANCE, {HIGHSPY: plain, OURS: ours}, {})
    assert [(row.seconds, row.times) for row in found] == [(6.0, 1.0), (2.0, 3.0)]


def test_who_is_too_slow_or_fails_is_not_asked_again_and_said_to() -> None:
    asked: list[str] = []

    def slow() -> Measured:
        asked.append("slow")
        raise TooSlowError("> 300 s")

    def failing() -> Measured:
        asked.append("failing")
        raise FailedError("Traceback\nValueError: no plan")

    found, notes = in_turn({HIGHSPY: lambda: GOOD, "slow": slow, "failing": failing}, 3, lambda text: None)
    assert (asked, len(found[HIGHSPY])) == (["slow", "failing"], 3)
    assert notes == {"slow": "> 300 s", "failing": "WRONG: ValueError: no plan"}


def test_a_run_is_ended_at_its_limit() -> None:
    with pytest.raises(TooSlowError, match="> 0 s"):
        run(["timeit", "-n1", "-r1", "import time; time.sleep(60)"], 0.1)


def test_a_run_that_fails_says_why() -> None:
    with pytest.raises(FailedError, match="No module named no_such_module"):
        run(["no_such_module"], 60.0)


def test_results_are_kept_and_those_of_other_instances_left_as_they_are(tmp_path: Path) -> None:
    """In the order of the registry; of instances that are none any more nothing is left."""
    first, second, *_ = [one.name for one in INSTANCES]
    old = [Row(second, HIGHSPY, 3, 1.5, note="> 300 s"), Row("gone", OURS, 1), Row(first, HIGHSPY, 3, 9.0)]
    write(tmp_path / RESULTS, old)
    kept = joined(read(tmp_path / RESULTS), [Row(first, OURS, 1, 2.0)], [first, second])
    assert [(row.instance, row.peer, row.seconds, row.note) for row in kept] == [
        (first, OURS, 2.0, ""), (second, HIGHSPY, 1.5, "> 300 s"),
    ]  # fmt: skip
    assert read(tmp_path / "nothing.csv") == []


@pytest.mark.parametrize("page", ["README.md", "docs/speed.md"])
def test_the_pages_show_the_results_that_are_kept(page: str) -> None:
    """``python -m tests.benchmarks.pages`` writes them."""
    text = (ROOT / page).read_text(encoding="utf-8")
    assert text == with_block(text, blocks(read(FOLDER / RESULTS))[page])


def test_no_peer_of_the_results_that_are_kept_is_wrong() -> None:
    kept = read(FOLDER / RESULTS)
    assert kept
    assert [row for row in kept if row.note.startswith("WRONG")] == []
    assert {row.peer for row in kept} <= {*PEERS, *COMMANDS, CALL}


def test_instances_are_named_by_words_of_their_names() -> None:
    """Thousands with a comma or without; one that is named in full alone; by default all but those that take long."""
    assert {one.name.split()[0] for one in chosen("1000x52", False)} == {"1,000x52"}
    assert [one.name for one in chosen("1,000x52 backorders", False)] == ["1,000x52 85% backorders"]
    assert [one.name for one in chosen("1000x52 85%", False)] == ["1,000x52 85%"]
    assert {one.name for one in chosen(None, True)} - {one.name for one in chosen(None, False)} == LONG
    assert len({one.name for one in INSTANCES}) == len(INSTANCES)


@pytest.mark.parametrize(("ratios", "fails"), [((2.15,), False), ((1.0, 1.2, 2.15), False), ((2.0, 2.05, 1.9), True)])
def test_a_loss_of_more_than_thirty_per_cent_fails_if_it_stays(ratios: tuple[float, ...], fails: bool) -> None:
    """It was three times: 2.1 is the least. A loss is believed once three measurements show it."""
    measured = iter(ratios)
    told = guard.losers({"100x52": 3.0}, lambda instance, rounds: next(measured))
    assert bool(told) == fails
    assert not fails or "100x52: plain highspy works 2.05 times as long as we do, it was 3.00 times" in told[0]
    assert next(measured, None) is None


def test_every_instance_that_is_guarded_has_a_ratio_and_is_one_of_the_registry() -> None:
    assert tuple(guard.read()) == guard.INSTANCES
    assert set(guard.INSTANCES) <= {one.name for one in INSTANCES}

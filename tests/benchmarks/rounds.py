"""Peers in turn, round by round, and what is made of the rounds: medians, ratios, and who is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from tests.benchmarks.processes import FailedError, TooSlowError, answer, run
from tests.benchmarks.registry import COMMAND, COMMANDS, HIGHSPY, Instance
from tests.benchmarks.results import Row, machine, today

KEPT, EXACT, WITHIN_GAP = 5e-6, 1e-6, 1.5e-4  # what a plan may break, and cost more than the cheapest one, as shares
CLAIMED = 1e-6  # share by which a cost that is read back may differ from the plan's
MAKING = 600.0  # seconds for making a workbook or judging one, which is not measured


@dataclass(frozen=True)
class Measured:
    """One run: wall and processor seconds, peak memory (MiB), the cost that is claimed, and what the judge says."""

    seconds: float
    processor: float
    memory: float
    claimed: float
    cost: float
    broken: float
    rule: str


Run = Callable[[], Measured]


def of_peer(peer: str, instance: str, limit: float) -> Run:
    """Runs of a peer in a process of its own."""
    return lambda: Measured(**answer(["tests.benchmarks.one_peer", peer, instance], limit))


def of_command(command: str, instance: str, folder: Path, limit: float) -> Run:
    """Runs of a whole command on the instance's workbook, which is made once in this folder."""
    source, target = folder / "source.xlsx", folder / "planned.xlsx"
    ours = command == COMMAND
    words = [*COMMANDS[command], str(source), *(["-o", str(target), "--force"] if ours else [str(target)])]

    def measured() -> Measured:
        if not source.exists():
            run(["tests.benchmarks.whole_commands", "make", instance, str(source)], MAKING)
        target.unlink(missing_ok=True)
        whole = run(words, limit)
        said = str(said_cost(whole.printed))
        verdict = answer(["tests.benchmarks.whole_commands", "judge", instance, str(target), said], MAKING)
        return Measured(seconds=whole.seconds, processor=whole.processor, memory=whole.memory, **verdict)

    return measured


def said_cost(printed: str) -> float:
    """The total cost that ``optimize`` prints, in whole cents; the plain script prints none."""
    found = re.search(r"^Total cost +([0-9.,]+)$", printed, re.MULTILINE)
    return float(found[1].replace(",", "")) if found else float("nan")


def in_turn(
    runs: Mapping[str, Run], rounds: int, say: Callable[[str], None]
) -> tuple[dict[str, list[Measured]], dict[str, str]]:
    """All runs once in every round, by peer; and of peers that gave up, why. Who gives up is not asked again."""
    found: dict[str, list[Measured]] = {peer: [] for peer in runs}
    notes: dict[str, str] = {}
    for number in range(rounds):
        for peer, once in runs.items():
            if peer in notes:
                continue
            try:
                found[peer].append(once())
                say(f"round {number + 1}: {peer} {found[peer][-1].seconds:.4g} s")
            except TooSlowError as reason:
                notes[peer] = str(reason)
            except FailedError as reason:
                notes[peer] = f"WRONG: {str(reason).strip().splitlines()[-1]}"
                say(str(reason))
    return found, notes


def rows_of(
    instance: Instance, found: Mapping[str, list[Measured]], notes: Mapping[str, str], base: str = HIGHSPY
) -> list[Row]:
    """A row for each peer."""
    costs = [one.cost for runs in found.values() for one in runs if one.broken <= KEPT]
    least, beside = min(costs, default=0.0), [one.seconds for one in found.get(base, ())]
    rows = []
    for peer, runs in found.items():
        row = Row(instance.name, peer, len(runs), note=notes.get(peer, ""), machine=machine(), day=today())
        if runs and not row.note:
            row = replace(_medians(row, runs, beside), note=wrong(runs, least, instance.whole))
        rows.append(row)
    return rows


def _medians(row: Row, runs: list[Measured], beside: list[float]) -> Row:
    ratios = [other / one.seconds for one, other in zip(runs, beside, strict=False)]
    return replace(
        row,
        seconds=median(one.seconds for one in runs),
        processor=median(one.processor for one in runs),
        memory=median(one.memory for one in runs),
        times=median(ratios) if ratios else row.times,
        cost=runs[-1].cost,
        broken=max(one.broken for one in runs),
    )


def wrong(runs: Iterable[Measured], least: float, whole: bool) -> str:
    """What is wrong with any of the plans; nothing where all are good."""
    for one in runs:
        if one.broken > KEPT:
            return f"WRONG: breaks {one.rule} by {one.broken:.1e}"
        if one.cost - least > (WITHIN_GAP if whole else EXACT) * abs(least):
            return f"WRONG: costs {one.cost:.8g}, another plan {least:.8g}"
        if abs(one.claimed - one.cost) > CLAIMED * abs(one.cost):
            return f"WRONG: says {one.claimed:.8g}, its plan costs {one.cost:.8g}"
    return ""

"""Whether our engine has become slower, in proportion to plain highspy in the same run.

    python -m tests.benchmarks.guard            # 1 where an instance lost more than it may
    python -m tests.benchmarks.guard --renew    # after a change that is meant: the ratios of now are those to keep

Processor seconds are compared, not seconds of the clock: what else runs on the machine takes the clock's. What remains
of its noise, such as a cache that is shared, meets both sides of a round, which follow one another; so the ratio of
each round counts. One round is enough for an instance that has not lost; one that has is measured again in three, of
which the median counts, and once more. A loss of 30 % is far outside of what then remains: a few per cent.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from tests.benchmarks.registry import HIGHSPY, OURS
from tests.benchmarks.rounds import of_peer

GUARDED = Path(__file__).with_name("guarded_ratios.csv")
MOST_LOST = 0.30  # share of the ratio
ROUNDS, LIMIT = (1, 3, 3), 120.0  # of each try; seconds
INSTANCES = (
    "1x12 85%",
    "3x36 85%",
    "100x52 85%",
    "100x52 85% varying",
    "1,000x52 85%",
    "1,000x52 85% backorders",
    "8x12 85% setups",
)


def ratio(instance: str, rounds: int) -> float:
    """How many times as long plain highspy works as we do: the median of some rounds."""
    plain, ours = (of_peer(peer, instance, LIMIT) for peer in (HIGHSPY, OURS))
    return median(plain().processor / ours().processor for _ in range(rounds))


def losers(kept: Mapping[str, float], measure: Callable[[str, int], float]) -> list[str]:
    """What is to be said of the instances whose ratio is too low however often it is measured."""
    told = []
    for instance, before in kept.items():
        best = 0.0
        for rounds in ROUNDS:
            best = max(best, measure(instance, rounds))
            if best >= (1.0 - MOST_LOST) * before:
                break
        else:
            told.append(
                f"{instance}: plain highspy works {best:.2f} times as long as we do, it was {before:.2f} times;"
                f" more than {MOST_LOST:.0%} are lost"
            )
    return told


def read() -> dict[str, float]:
    """The ratios to keep."""
    with GUARDED.open(encoding="utf-8", newline="") as file:
        return {row["instance"]: float(row["ratio"]) for row in csv.DictReader(file)}


def said(instance: str, rounds: int = max(ROUNDS)) -> float:
    """Measure, and say it."""
    found = ratio(instance, rounds)
    print(f"{instance:<28}{found:>8.2f}", flush=True)
    return found


def main(words: list[str]) -> int:
    """Measure and judge; or keep what is measured."""
    if words == ["--renew"]:
        found = [(instance, f"{said(instance):.3g}") for instance in INSTANCES]
        with GUARDED.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([("instance", "ratio"), *found])
        return 0
    told = losers(read(), said)
    print("\n".join(told) or "no instance lost more than it may")
    return int(bool(told))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

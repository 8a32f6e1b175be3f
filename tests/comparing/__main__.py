"""Two hundred random pairs of plans, and what does not add up of them: ``python -m tests.comparing [COUNT] [SEED]``."""

from __future__ import annotations

import sys
from collections import Counter
from time import perf_counter

from sop_excel.comparing.cost_changes import UNLIMITED, cost_difference
from sop_excel.hosts.cli.streams import say
from tests.comparing.pairs import priced_pairs
from tests.comparing.written_out import faults_of


def main(count: int, seed: int) -> int:
    """Print the figures; the number of pairs of which something does not hold."""
    started, faulty = perf_counter(), 0
    changed: Counter[int] = Counter()
    blocked: Counter[str] = Counter()
    for n, pair in enumerate(priced_pairs(seed, count)):
        before, after, stocks = pair
        told = cost_difference(before, after, UNLIMITED, stocks)
        changed[sum(len(change.causes) for change in told.changes)] += 1
        together = any(len(change.causes) > 1 for change in told.changes)
        blocked[
            "some together" if together else "all orders" if told.orders[0] == told.orders[1] else "some orders"
        ] += 1
        if faults := faults_of(*pair):
            faulty += 1
            say(f"pair {n}: {'; '.join(faults)}")
    say(f"{count} pairs, {faulty} of them faulty, {perf_counter() - started:.0f} s")
    say(f"groups that changed: {dict(sorted(changed.items()))}")
    say(f"orders: {dict(blocked)}")
    return faulty


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(min(1, main(*(numbers + [200, 1][len(numbers) :]))))

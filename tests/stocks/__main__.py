"""What the stocks of each rule serve, beside the textbook's formula: ``python -m tests.stocks``; half a minute."""

from __future__ import annotations

import sys

from sop_excel.demand.cumulative_errors import Protection
from sop_excel.demand.stock_sizing import CYCLE_SERVICE, FILL_RATE
from tests.stocks.policy import trial
from tests.stocks.processes import PROCESSES

SHORT = 11  # origins, whose newest ones lack the steps that have not come yet, as three years of months leave them
CASES = (  # rule, target, protection time, origins, each product alone
    (CYCLE_SERVICE, 0.9, Protection(2, 1), 24, True),
    (CYCLE_SERVICE, 0.95, Protection(0, 1), 24, True),
    (CYCLE_SERVICE, 0.95, Protection(3, 1), SHORT, True),
    (CYCLE_SERVICE, 0.95, Protection(2, 1), 24, True),
    (CYCLE_SERVICE, 0.95, Protection(2, 1), 60, True),
    (CYCLE_SERVICE, 0.95, Protection(3, 2), 36, True),
    (CYCLE_SERVICE, 0.98, Protection(2, 1), 24, True),
    (CYCLE_SERVICE, 0.98, Protection(2, 1), 24, False),
    (FILL_RATE, 0.95, Protection(2, 1), 24, True),
    (FILL_RATE, 0.98, Protection(3, 1), SHORT, True),
    (FILL_RATE, 0.98, Protection(2, 1), 24, True),
    (FILL_RATE, 0.98, Protection(2, 1), 60, True),
    (FILL_RATE, 0.98, Protection(3, 2), 36, True),
    (FILL_RATE, 0.99, Protection(2, 1), 24, True),
    (FILL_RATE, 0.99, Protection(2, 1), 24, False),
)


def main() -> None:
    """Print a line for each rule, target, protection time and number of origins."""
    names = "".join(f"{name:>17}" for name in PROCESSES)
    sys.stdout.write(f"{'ours / textbook':44}{names}\n")
    for rule, target, protection, origins, alone in CASES:
        trials = [
            trial(name, rule, target, protection, origins, alone=alone, ragged=origins == SHORT) for name in PROCESSES
        ]
        head = f"{rule} {target:g}, {protection.lead_time}+{protection.review_period}, {origins}"
        head += " origins" if alone else " origins, pooled"
        cells = "".join(f"{one.served:>9.3f} /{one.usual:.3f} " for one in trials)
        sys.stdout.write(f"{head:44}{cells}\n")


if __name__ == "__main__":
    main()

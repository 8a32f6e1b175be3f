"""``python -m tests.rules 20 100``: rules beside the cheapest plan on so many factories, each on so many paths."""

from __future__ import annotations

import sys
from statistics import median, quantiles

from tests.rules.study import Verdict, factories, judge

USES = (None, 0.8, 0.95)  # of the shared line on average


def main() -> None:
    """Print for each use of the line and each rule how it did: dearer and cheaper for sure, and the spread."""
    count, paths = (int(word) for word in (*sys.argv[1:], "20", "100")[:2])
    head = f"{'line':12}{'rule':22}{'dearer':>8}{'cheaper':>9}{'open':>6}{'no knob':>9}"
    sys.stdout.write(f"{head}{'10 %':>9}{'median':>9}{'90 %':>9}{'fill apart':>12}\n")
    for use in USES:
        verdicts = [verdict for factory in factories(count, use) for verdict in judge(factory, paths)]
        for rule in dict.fromkeys(verdict.rule for verdict in verdicts):
            line = "unlimited" if use is None else f"{use:.0%} used"
            sys.stdout.write(f"{line:12}{told(rule, [one for one in verdicts if one.rule == rule])}\n")
            sys.stdout.flush()


def told(rule: str, verdicts: list[Verdict]) -> str:
    """A rule in a line: counts, and deciles of what it pays more."""
    there = [one for one in verdicts if one.reached]
    dearer = sum(one.sure and one.share > 0 for one in there)
    cheaper = sum(one.sure and one.share < 0 for one in there)
    line = f"{rule:22}{dearer:>8}{cheaper:>9}{len(there) - dearer - cheaper:>6}{len(verdicts) - len(there):>9}"
    if len(there) < 2:
        return line
    deciles = quantiles([one.share for one in there], n=10)
    apart = max(abs(one.fill_apart) for one in there)
    return f"{line}{deciles[0]:>9.0%}{median(one.share for one in there):>9.0%}{deciles[-1]:>9.0%}{apart:>12.2%}"


if __name__ == "__main__":
    main()

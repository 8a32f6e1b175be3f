"""``python -m tests.rolling``: ten months in a row, planned, drawn, rolled and planned again; plan beside actual."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from sop_excel.hosts.cli.streams import say
from tests.rolling.months import MEASURES, months_rolled


def main(months: int = 10) -> None:
    """Print a line for each month, units of all products."""
    head = "".join(f"{name:>12} {'came':>10}" for name in MEASURES)
    say(f"{'month':8}{head}{'agree':>8}")
    with TemporaryDirectory() as folder:
        for month in months_rolled(Path(folder), months):
            figures = "".join(f"{month.planned[name]:12,.1f} {month.came[name]:10,.1f}" for name in MEASURES)
            say(f"{month.period:8}{figures}{month.compared:8}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

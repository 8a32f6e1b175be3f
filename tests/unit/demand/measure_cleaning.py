"""Clean 300 dirty files and print what was found of their defects: ``python -m tests.unit.demand.measure_cleaning``."""

from __future__ import annotations

import sys

from tests.unit.demand.cleaning_score import Score, score
from tests.unit.demand.dirty_histories import dirty_file

FILES = 300


def main(files: int = FILES) -> Score:
    """The score of so many files."""
    total = Score()
    for seed in range(files):
        score(dirty_file(seed), total)
    return total


if __name__ == "__main__":
    measured = main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
    sys.stdout.write(measured.told() + "\n")
    if len(sys.argv) > 2:
        sys.stdout.write("\n".join(measured.misses[: int(sys.argv[2])]) + "\n")

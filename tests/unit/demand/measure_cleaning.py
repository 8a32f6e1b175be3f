"""Clean 300 dirty files and print what was found of their defects: ``python -m tests.unit.demand.measure_cleaning``."""

from __future__ import annotations

import sys
from collections import Counter
from statistics import fmean

from sop_excel.demand.cleaning.choices import FLAG, REPLACE, Choices
from tests.unit.demand.cleaning_score import Score, cleaned_with_answers, monthly_error, score
from tests.unit.demand.dirty_histories import dirty_file

FILES = 300


def main(files: int = FILES) -> Score:
    """The score of so many files."""
    total = Score()
    for seed in range(files):
        score(dirty_file(seed), total)
    return total


def months_off(outliers: str, files: int = FILES) -> float:
    """How far the months of so many files are from the truth on average, as a share of all that was sold."""
    shares = []
    for seed in range(files):
        dirty = dirty_file(seed)
        error, sold = monthly_error(dirty, cleaned_with_answers(dirty, Choices(outliers=outliers), Counter()))
        shares.append(error / max(sold, 1.0))
    return fmean(shares)


if __name__ == "__main__":
    measured = main(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
    sys.stdout.write(measured.told() + "\n")
    for outliers in (REPLACE, FLAG):
        sys.stdout.write(f"months off by {months_off(outliers, measured.files):.1%} with --outliers {outliers}\n")
    if len(sys.argv) > 2:
        sys.stdout.write("\n".join(measured.misses[: int(sys.argv[2])]) + "\n")

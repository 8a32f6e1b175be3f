"""How often the mapping is right, and whether a wrong one is ever sure: over messy workbooks whose truth is known.

``python -m tests.adoption.measure [N]`` prints it for all that were made by hand and N made at random (40).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sop_excel.adoption.adopted import NOT_READ, PERIODS
from sop_excel.adoption.part import Part
from sop_excel.adoption.proposal import Proposal, propose
from sop_excel.spreadsheet.areas import column_number, letters
from tests.adoption.generator import generated
from tests.adoption.handmade import HANDMADE
from tests.adoption.messy import Messy, Truth


@dataclass
class Score:
    """What was compared: facts (a table, a column, a row), those that are right, those wrong though sure, and asked."""

    facts: int = 0
    right: int = 0
    asked: int = 0
    silent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    by_certainty: list[tuple[str, float, bool]] = field(default_factory=list)

    def add(self, name: str, right: bool, sure: bool, certainty: float, by: str) -> None:
        """One fact."""
        self.facts += 1
        self.right += right
        self.asked += not sure
        self.by_certainty.append((by, certainty, right))
        if not right:
            (self.silent if sure else self.wrong).append(name)


def judged(book: Messy, proposal: Proposal | None = None) -> Score:
    """The proposal for a workbook, against its truth."""
    proposal = proposal or propose(book.sheets)
    score = Score()
    left = list(proposal.parts)
    for truth in book.truths:
        part = _best(truth, left)
        name = f"{book.name}: {truth.sheet} {truth.table}"
        if part is None:
            score.add(f"{name}: not found", False, True, 1.0, "missing")
            continue
        left.remove(part)
        score.add(
            f"{name}: taken for {part.table}",
            part.table == truth.table,
            part.is_sure,
            part.certainty,
            f"table {part.by}",
        )
        _judge_columns(name, truth, part, score)
        rows = tuple(r for r in range(truth.rows[0], truth.rows[1] + 1) if r not in truth.left_out)
        score.add(f"{name}: rows {part.rows} for {rows}", part.rows == rows, part.is_sure, 1.0, "rows")
    for part in left:
        score.add(f"{book.name}: {part.id} is no {part.table}", False, part.is_sure, part.certainty, f"table {part.by}")
    return score


def _best(truth: Truth, parts: list[Part]) -> Part | None:
    """The part that reads most of the columns of the truth, on its sheet."""
    true = {column_number(letter) for letter in truth.columns} | set(_periods(truth))
    wide = truth.periods is not None
    found = [p for p in parts if p.source.sheet.name == truth.sheet and p.is_wide == wide and true & set(p.guesses)]
    rows = range(truth.rows[0], truth.rows[1] + 1)
    found = [p for p in found if set(p.rows) & set(rows)]
    return max(found, key=lambda p: (len(true & set(p.read)), p.table == truth.table), default=None)


def _periods(truth: Truth) -> Iterator[int]:
    if truth.periods:
        first, last = map(column_number, truth.periods)
        yield from (n for n in range(first, last + 1) if letters(n) not in truth.no_periods)


def _judge_columns(name: str, truth: Truth, part: Part, score: Score) -> None:
    true = {column_number(letter): meant for letter, meant in truth.columns.items()}
    true |= dict.fromkeys(_periods(truth), PERIODS)
    for n in sorted(set(true) | set(part.guesses)):
        meant, guess = true.get(n, NOT_READ), part.guesses.get(n)
        if guess is None:
            score.add(f"{name}: {letters(n)} not seen, {meant}", meant == NOT_READ, True, 1.0, "missing")
            continue
        told = f"{name}: {letters(n)} is {guess.column} by {guess.by} ({guess.why}), not {meant}"
        score.add(told, guess.column == meant, guess.is_sure and part.is_sure, guess.certainty, guess.by)


def main(count: int) -> None:
    """Print the figures."""
    books = [*(make() for make in HANDMADE), *map(generated, range(count))]
    scores = [judged(book) for book in books]
    facts, right, asked = (sum(getattr(score, name) for score in scores) for name in ("facts", "right", "asked"))
    whole = sum(not score.wrong and not score.silent for score in scores)
    say = sys.stdout.write
    say(f"{len(books)} workbooks ({len(HANDMADE)} made by hand): {whole} right in everything, as proposed\n")
    say(f"{facts} tables, columns and row sets: {right} right ({right / facts:.2%}), {asked} of them asked\n")
    say(f"{sum(not score.asked for score in scores)} workbooks without a question\n")
    say(f"wrong and not asked: {sum(len(score.silent) for score in scores)}\n")
    told: Counter[tuple[str, float]] = Counter()
    good: Counter[tuple[str, float]] = Counter()
    for score in scores:
        for by, certainty, is_right in score.by_certainty:
            told[by, certainty] += 1
            good[by, certainty] += is_right
    for (by, certainty), times in sorted(told.items(), key=str):
        say(f"{by} at {certainty:.2f}: {good[by, certainty]} of {times} right\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)

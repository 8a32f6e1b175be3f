"""The account of every row of a history: kept as it is, flagged, changed or set aside, and why.

A row is in one of these states and counts with the first reason for it, so rows and quantities add up by construction;
``balance`` checks that they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, isnan
from typing import NamedTuple

from sop_excel.domain.said import say, word

KEPT, FLAGGED, CHANGED, SET_ASIDE = "kept unchanged", "flagged", "changed", "set aside"
_RANK = {KEPT: 0, FLAGGED: 1, CHANGED: 2, SET_ASIDE: 3}
_NOISE = 1e-9  # of the sum of all sizes: what adding up in another order may differ by


@dataclass(frozen=True)
class Reason:
    """Why a row is not just kept: what becomes of it, in which column, in words, and what its row is marked with."""

    action: str
    column: str
    text: str
    flag: str = ""


class AuditRow(NamedTuple):
    """One thing that was done to one row, or said of it. Quantities in units; None where there is none."""

    line: int
    action: str
    column: str
    reason: str
    before: str
    after: str
    quantity_before: float | None
    quantity_after: float | None


class BalanceLine(NamedTuple):
    """A part of all rows, and the quantity in them."""

    what: str
    rows: int
    quantity: float


class Ledger:
    """What becomes of each of ``lines``, whose numbers may repeat where a line holds several quantities."""

    def __init__(self, lines: Sequence[int]) -> None:
        self.lines = lines
        self.state = [KEPT] * len(lines)
        self.before: list[float] = [0.0] * len(lines)
        self.after: list[float] = [0.0] * len(lines)
        self.flags: dict[int, list[str]] = {}
        self._first: dict[int, Reason] = {}
        self._changed: dict[Reason, set[int]] = {}
        self._audit: list[tuple[int, AuditRow]] = []

    def read(self, quantities: Sequence[float]) -> None:
        """The quantities as they were read; nan where a row has none."""
        self.before = [0.0 if isnan(one) else one for one in quantities]
        self.after = list(self.before)

    def is_kept(self, n: int) -> bool:
        """Whether row ``n`` has not been set aside."""
        return self.state[n] is not SET_ASIDE

    def note(
        self, n: int, reason: Reason, before: str = "", after: str = "", quantity: float | None = None, why: str = ""
    ) -> None:
        """Enter what is done to row ``n``; ``quantity`` is the new one where it changes, ``why`` more of the reason.

        A row that has been set aside is not heard of again: that is a mistake of the caller.
        """
        if not self.is_kept(n):
            raise ValueError(f"line {self.lines[n]} has been set aside already")
        was = self.after[n]
        if reason.action is SET_ASIDE:
            self.after[n] = 0.0
        elif quantity is not None:
            self.after[n] = quantity
            self._changed.setdefault(reason, set()).add(n)
        if _RANK[reason.action] > _RANK[self.state[n]]:
            self.state[n] = reason.action
            self._first[n] = reason
        if reason.flag:
            self.flags.setdefault(n, []).append(reason.flag)
        text = say("{what}: {why}", what=reason.text, why=why) if why else reason.text
        now = None if reason.action is SET_ASIDE else self.after[n]
        row = AuditRow(self.lines[n], reason.action, reason.column, text, before, after, was, now)
        self._audit.append((n, row))

    def kept(self) -> list[int]:
        """The rows that were not set aside, in order."""
        return [n for n, state in enumerate(self.state) if state is not SET_ASIDE]

    def set_aside_for(self, *reasons: Reason) -> list[int]:
        """The rows that were set aside for one of the reasons."""
        return [n for n, reason in self._first.items() if reason in reasons]

    def changed_for(self, reason: Reason) -> list[int]:
        """The rows whose quantity became another one for that reason, and that were not set aside since."""
        return [n for n in sorted(self._changed.get(reason, ())) if self.is_kept(n)]

    def audit(self) -> list[AuditRow]:
        """What was done, by line, in the order in which it was done."""
        return [row for _, row in sorted(self._audit, key=lambda entry: entry[0])]

    def balance(self) -> tuple[BalanceLine, ...]:
        """Rows and quantity read, and what became of them; raises ArithmeticError if they did not add up."""
        parts: dict[tuple[str, str], list[int]] = {}
        for n, state in enumerate(self.state):
            reason = self._first.get(n)
            parts.setdefault((state, reason.text if reason else ""), []).append(n)
        ordered = sorted(parts, key=lambda part: (_RANK[part[0]], -len(parts[part]), part[1]))
        lines = [
            BalanceLine(
                say("{what}: {why}", what=word(state), why=why) if why else word(state),
                len(parts[state, why]),
                fsum(self.before[n] for n in parts[state, why]),
            )
            for state, why in ordered
        ]
        changes = fsum(self.after[n] - self.before[n] for n in self.kept())
        return self._whole(lines, changes)

    def _whole(self, parts: list[BalanceLine], changes: float) -> tuple[BalanceLine, ...]:
        read = BalanceLine(say("rows read"), len(self.lines), fsum(self.before))
        kept = self.kept()
        result = BalanceLine(say("rows in SalesHistory"), len(kept), fsum(self.after[n] for n in kept))
        aside = [part for part in parts if part.what.startswith(SET_ASIDE)]
        size = _NOISE * fsum(abs(one) for one in (*self.before, *self.after))
        whole = read.rows == sum(part.rows for part in parts) and result.rows == read.rows - sum(p.rows for p in aside)
        gap_in = read.quantity - fsum(part.quantity for part in parts)
        gap_out = read.quantity - fsum(part.quantity for part in aside) + changes - result.quantity
        if not whole or abs(gap_in) > size or abs(gap_out) > size:
            raise ArithmeticError(f"the account of {read.rows} rows does not add up: {gap_in}, {gap_out}")
        return (read, *parts, BalanceLine(say("change of quantity in rows kept"), 0, changes), result)

"""What cleaning made of a dirty file, held against its truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum, isclose

from sop_excel.demand.cleaning.choices import Choices
from sop_excel.demand.cleaning.clean import CHOSEN, Cleaned, Sale, clean
from sop_excel.demand.cleaning.ledger import SET_ASIDE, AuditRow
from sop_excel.domain.questions import UnsureError
from tests.unit.demand.dirty_histories import DirtyFile
from tests.unit.demand.true_sales import Line

_ASIDE = {
    "title", "headers again", "total", "remark", "date impossible", "year mistyped", "quantity missing",
    "product missing", "duplicate", "duplicate, rewritten",
}  # fmt: skip
_FLAGGED = {"duplicate, unnumbered", "conflict", "return"}
_OF_OTHERS = ("its period", "another row has", "the product stands")  # what is said of good rows for good reasons


@dataclass
class Score:
    """Defects planted and found by kind, good rows and those harmed, and what was asked."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    flagged: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    good: int = 0
    harmed: int = 0
    files: int = 0
    reconciled: int = 0
    inferred: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def share_found(self) -> float:
        """Of all defects that can be found."""
        return self.found.total() / max(self.planted.total(), 1)

    @property
    def share_harmed(self) -> float:
        """Of all good rows."""
        return self.harmed / max(self.good, 1)

    def told(self) -> str:
        """All figures, a line each."""
        kinds = [(kind, self.planted[kind], self.found[kind]) for kind in sorted(self.planted)]
        kinds.append(("all", self.planted.total(), self.found.total()))
        lines = [f"{kind:24} planted {many:6}  found {found:6}  {found / many:8.2%}" for kind, many, found in kinds]
        lines += [
            f"cannot be found: {dict(self.hidden)}; missing dates inferred: {self.inferred}",
            f"good rows {self.good}, harmed {self.harmed} ({self.share_harmed:.4%}), flagged {dict(self.flagged)}",
            f"reconciled {self.reconciled} of {self.files}; asked {dict(self.asked)}",
        ]
        return "\n".join(lines)


def cleaned_with_answers(dirty: DirtyFile, choices: Choices, asked: Counter[str]) -> Cleaned:
    """The file cleaned, each question answered by the truth."""
    answers: dict[str, str] = {}
    for _ in range(5):
        try:
            return clean(dirty.rows, "history", choices.answered(answers))
        except UnsureError as unsure:
            for question in unsure.questions:
                asked[question.key] += 1
                answers[question.key] = dirty.answers[question.key]
    raise AssertionError(f"file {dirty.seed} asks again what was answered")


def score(dirty: DirtyFile, total: Score, choices: Choices = CHOSEN) -> None:
    """Clean one file, and add what became of each of its lines."""
    cleaned = cleaned_with_answers(dirty, choices, total.asked)
    total.files += 1
    total.reconciled += reconciles(dirty, cleaned)
    sales: dict[int, list[Sale]] = defaultdict(list)
    audit: dict[int, list[AuditRow]] = defaultdict(list)
    for one in cleaned.sales:
        sales[one.line].append(one)
    for row in cleaned.audit:
        audit[row.line].append(row)
    for number, lines in enumerate(dirty.lines, 1):
        for line in lines:
            sale = _sale_of(dirty, line, sales[number])
            _score_line(f"{dirty.seed}:{number}", line, sale, _audit_of(dirty, line, audit[number]), total)


def monthly_error(dirty: DirtyFile, cleaned: Cleaned) -> tuple[float, float]:
    """How far the months of cleaned sales are from those in truth, summed up, and all that was sold in truth."""
    true: Counter[tuple[str, int, int]] = Counter()
    for line in (line for lines in dirty.lines for line in lines):
        if line.day is not None and not any(kind.startswith("duplicate") or kind == "conflict" for kind in line.kinds):
            true[line.product, line.day.year, line.day.month] += line.quantity  # type: ignore[assignment]
    told: Counter[tuple[str, int, int]] = Counter()
    for sale in cleaned.sales:
        told[sale.product, sale.date.year, sale.date.month] += sale.quantity  # type: ignore[assignment]
    return sum(abs(told[key] - true[key]) for key in true | told), sum(true.values())


def _sale_of(dirty: DirtyFile, line: Line, sales: Sequence[Sale]) -> Sale | None:
    """The sale from a line; in a wide file that of its period."""
    if dirty.is_wide:
        return next((sale for sale in sales if sale.date == line.day), None)
    return sales[0] if sales else None


def _audit_of(dirty: DirtyFile, line: Line, rows: list[AuditRow]) -> list[AuditRow]:
    """What was said of a line; in a wide file of rows with its quantity."""
    if not dirty.is_wide:
        return rows
    return [row for row in rows if line.kinds & _ASIDE or any(row.before == str(cell) for cell in line.cells[2:])] or [
        row for row in rows if "outlier" in row.reason and "mistyped size" in line.kinds
    ]


def reconciles(dirty: DirtyFile, cleaned: Cleaned) -> bool:
    """Whether rows and quantity that came in are those kept and set aside, counted anew from tables and truth."""
    aside = [row for row in cleaned.audit if row.action == SET_ASIDE]
    there = sum(map(len, dirty.lines))
    changes = fsum(
        (row.quantity_after or 0.0) - (row.quantity_before or 0.0) for row in cleaned.audit if row not in aside
    )
    gone = fsum(row.quantity_before or 0.0 for row in aside)
    read, *parts, _, result = cleaned.balance
    sold = fsum(sale.quantity for sale in cleaned.sales)
    return (
        len(aside) + len(cleaned.sales) == there == read.rows == sum(part.rows for part in parts)
        and result.rows == len(cleaned.sales)
        and isclose(result.quantity, sold, rel_tol=1e-12, abs_tol=1e-6)
        and isclose(read.quantity + changes - gone, sold, rel_tol=1e-9, abs_tol=1e-6)
        and isclose(fsum(part.quantity for part in parts), read.quantity, rel_tol=1e-9, abs_tol=1e-6)
    )


def _score_line(where: str, line: Line, sale: Sale | None, audit: list[AuditRow], total: Score) -> None:
    total.hidden.update(line.hidden)
    seen = f"{line.cells} {line.product} {line.quantity} -> {sale} {[row.reason for row in audit]}"
    if line.is_good:
        total.good += 1
        total.flagged.update(row.reason.split(":")[0] for row in audit if not row.reason.startswith(_OF_OTHERS))
        if sale is None or not _is_true(sale, line):
            total.harmed += 1
            total.misses.append(f"{where} harmed {seen}")
    total.inferred += "date missing" in line.kinds and sale is not None
    for kind in line.kinds:
        total.planted[kind] += 1
        is_found = _is_found(kind, line, sale, audit)
        total.found[kind] += is_found
        if not is_found:
            total.misses.append(f"{where} missed {kind} {seen}")


def _is_true(sale: Sale, line: Line) -> bool:
    return (sale.date, sale.product) == (line.day, line.product) and isclose(sale.quantity, line.quantity, abs_tol=1e-9)


def _is_found(kind: str, line: Line, sale: Sale | None, audit: list[AuditRow]) -> bool:
    if kind in _ASIDE:
        return sale is None
    if kind == "date missing":
        return sale is None or (sale.date, sale.product) == (line.day, line.product)
    if kind == "mistyped size":
        return any("outlier" in row.reason for row in audit)
    if kind in _FLAGGED:
        return bool(audit) and (sale is None or _is_true(sale, line) or kind == "conflict")
    return sale is not None and _is_true(sale, line)

"""Where the sales stand in a sheet: the line of headers, and the columns of date, product and quantity.

Headers decide, in any of the languages that the contract knows; where they do not, what stands below them; and where
that leaves several columns, a question does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sop_excel.contract.demand_tables import SALES_HISTORY
from sop_excel.contract.synonyms import column_meant
from sop_excel.demand.cleaning.cells import amount_in, code_in, day_in, is_nothing
from sop_excel.demand.cleaning.choices import COLUMN_KEYS, Choices
from sop_excel.demand.cleaning.header_roles import (
    DEEPEST,
    MONTH,
    ROLES,
    Row,
    date_parts,
    has_word_for,
    role_of,
    wide_layout,
)
from sop_excel.domain.questions import Choice, Question
from sop_excel.domain.said import say, word
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import folded, listed, quoted
from sop_excel.errors import InputError, Issue

_CURRENCIES = ("€", "$", "£", "eur", "usd", "gbp")
_SAMPLE = 2000  # rows below them that tell what a column holds
_MOSTLY, _SOME = 0.5, 0.2  # of the filled cells that must be dates, or numbers; and where the header says so


@dataclass(frozen=True)
class Layout:
    """Where the sales stand: ``header`` is the position of the line of headers, -1 where there is none.

    ``columns`` by role; a history of one product may have none of Product, and in place of Date there may be Year and
    Month. A wide history has neither Date nor Quantity, but ``periods``: the column and the first day of each.
    """

    header: int
    columns: dict[str, int]
    periods: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()

    def headers(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """The texts of the line of headers."""
        return tuple(code_in(one) for one in rows[self.header]) if self.header >= 0 else ()

    def is_cleaned(self, rows: Sequence[Row]) -> bool:
        """Whether it is a table SalesHistory, as we write it."""
        return tuple(header for header in self.headers(rows) if header) == SALES_HISTORY.lead


def find_layout(rows: Sequence[Row], place: str, choices: Choices) -> Layout | list[Question]:
    """Where the sales stand in the rows of a sheet, or what has to be asked first.

    Raises InputError where there is no date or no quantity.
    """
    wide = wide_layout(rows)
    if wide is not None:
        return Layout(*wide)
    header = _header(rows, choices)
    return _Finder(rows, header, place, choices).layout()


def _header(rows: Sequence[Row], choices: Choices) -> int:
    """The position of the line of headers: the first of those with the most known names; -1 where there is none."""
    chosen = {folded(choices.column(role)) for role in ROLES} - {""}
    best, most = -1, 0
    for n, row in enumerate(rows[:DEEPEST]):
        names = [one for one in row if isinstance(one, str) and one.strip()]
        known = len({role_of(name.strip()) for name in names} - {None}) + 4 * len(chosen & set(map(folded, names)))
        if known > most:
            best, most = n, known
    return best if most >= 2 else _by_shape(rows, best)


def _by_shape(rows: Sequence[Row], named: int) -> int:
    """The line above the first one that has a date and a number, if it has texts alone."""
    for n, row in enumerate(rows[:DEEPEST]):
        days = [at for at, one in enumerate(row) if _is_day(one)]
        numbers = [at for at, one in enumerate(row) if at not in days[:1] and amount_in(one) is not None]
        if days and numbers:
            above = next((k for k in range(n - 1, -1, -1) if _filled(rows[k])), -1)
            is_header = above >= 0 and len(_filled(rows[above])) >= 2 and not _has_figures(rows[above])
            return above if is_header else -1
    return named


def _filled(row: Row) -> list[Value]:
    return [one for one in row if not is_nothing(one)]


def _has_figures(row: Row) -> bool:
    return any(_is_day(one) or amount_in(one) is not None for one in _filled(row))


def _is_day(value: Value) -> bool:
    reading = day_in(value)
    return reading is not None and reading.is_possible


class _Finder:
    """Looks for the column of each role, the surest first, and keeps what has to be asked."""

    def __init__(self, rows: Sequence[Row], header: int, place: str, choices: Choices) -> None:
        self._rows, self._place, self._choices = rows, place, choices
        self._header = header
        self._body = [row for row in islice(rows, header + 1, header + 1 + _SAMPLE) if _filled(row)]
        width = max((len(row) for row in rows[header + 1 : header + 1 + _SAMPLE]), default=0)
        above = rows[header] if header >= 0 else ()
        self._names = [code_in(above[at]) if at < len(above) else "" for at in range(width)]
        self._found: dict[str, int] = {}
        self._questions: list[Question] = []
        self._notes: list[str] = []

    def layout(self) -> Layout | list[Question]:
        """The layout, or what has to be asked first."""
        unnamed = [role for role in ROLES if not self._find_named(role)]
        for role in sorted(unnamed, key=("Date", "Quantity", "Product").index):
            self._find_by_shape(role)
        asked = {question.key for question in self._questions}
        there = {*self._found, *(("Date",) if MONTH in self._found else ())}
        missing = [role for role in ("Date", "Quantity") if role not in there and COLUMN_KEYS[role] not in asked]
        if missing:
            raise InputError(self._nowhere(role) for role in missing)
        if self._questions:
            return self._questions
        if "Product" not in self._found:
            self._notes.append(say("No column of products was found: all is sold as {name}.", name=quoted(self._place)))
        return Layout(self._header, self._found, notes=tuple(self._notes))

    def _nowhere(self, role: str) -> Issue:
        names = [quoted(name) for name in self._names if name]
        seen = f"the headers {listed(names)}" if names else "no headers"
        advice = f"name the column of the {role.lower()} (--{role.lower()}-column HEADER)"
        return Issue(self._place, "", f"a column with the {role.lower()} of each sale", seen, advice)

    def _find_named(self, role: str) -> bool:
        """Look among the columns whose header was chosen, or means the role; whether there is any of them."""
        chosen = self._choices.column(role)
        if chosen:
            self._found[role] = self._chosen(role, chosen)
            return True
        named = [at for at, name in enumerate(self._names) if name and role_of(name) == role]
        fitting = [at for at in named if self._fits(role, at, _SOME)]
        self._take(role, fitting or (named if role == "Product" else []), True)
        return bool(fitting) or (role == "Product" and bool(named))

    def _find_by_shape(self, role: str) -> None:
        """Look among all other columns; a date may stand in two of them."""
        if role == "Date":
            self._found.update(date_parts(self._names, [self._cells(at) for at in range(len(self._names))]))
            if MONTH in self._found:
                return
        free = [at for at in range(len(self._names)) if at not in self._found.values()]
        fitting = [at for at in free if self._fits(role, at, _MOSTLY)]
        self._take(role, [at for at in fitting if has_word_for(role, self._names[at])] or fitting, False)
        if role in self._found and self._header >= 0:
            name = self._name(self._found[role])
            self._notes.append(
                say(
                    "The {role} is taken from column {name}, by what stands in it.",
                    role=word(role.lower()),
                    name=quoted(name),
                )
            )

    def _take(self, role: str, fitting: list[int], named: bool) -> None:
        candidates = self._narrowed(role, fitting, named)
        if len(candidates) == 1:
            self._found[role] = candidates[0]
        elif candidates:
            self._ask(role, candidates)

    def _chosen(self, role: str, chosen: str) -> int:
        for at, name in enumerate(self._names):
            if folded(name or _letters(at)) == folded(chosen) or _letters(at) == chosen:
                return at
        known = listed([quoted(name or _letters(at)) for at, name in enumerate(self._names)])
        issue = Issue(self._place, "", f"the column {quoted(chosen)}", f"the columns {known}", "name one of these")
        raise InputError([issue])

    def _cells(self, at: int) -> list[Value]:
        return [row[at] for row in self._body if at < len(row) and not is_nothing(row[at])]

    def _fits(self, role: str, at: int, share: float) -> bool:
        """Whether enough of what stands in the column is what the role needs."""
        cells = self._cells(at)
        if not cells:
            return False
        days = sum(map(_is_day, cells))
        numbers = sum(amount_in(one) is not None for one in cells)
        if role == "Date":
            return days > share * len(cells)
        if role == "Quantity":
            return numbers > share * len(cells) and not self._is_money(cells)
        return days <= _MOSTLY * len(cells)

    def _is_money(self, cells: Sequence[Value]) -> bool:
        units = Counter(amount.unit for one in cells if (amount := amount_in(one)) is not None)
        return any(units[sign] > _MOSTLY * len(cells) for sign in _CURRENCIES)

    def _name(self, at: int) -> str:
        return self._names[at] or _letters(at)

    def _narrowed(self, role: str, candidates: list[int], named: bool) -> list[int]:
        """Those that remain: the contract's own name before synonyms, the same content counted once."""
        own = [at for at in candidates if folded(self._names[at]) == folded(role)]
        if len(own) == 1 or (len(candidates) < 2 and (named or role != "Product")):
            return own or candidates
        if role == "Product":
            return self._codes(candidates, named)
        if role == "Quantity" and not named:
            candidates = [at for at in candidates if not self._is_other_number(at)] or candidates
        if role == "Date" and not named:
            candidates = [at for at in candidates if not self._is_plain_number(at)] or candidates
            candidates = [at for at in candidates if len(set(self._column(at))) > 1] or candidates
        first = self._column(candidates[0])
        return candidates[:1] if all(self._column(at) == first for at in candidates[1:]) else candidates

    def _column(self, at: int) -> list[Value]:
        return [row[at] if at < len(row) else None for row in self._body]

    def _is_other_number(self, at: int) -> bool:
        """A price, a number of a document or a customer: by its header, or as each stands once, or all are one."""
        if self._names[at] and (column_meant("Products", self._names[at]) or role_of(self._names[at])):
            return True
        cells = self._cells(at)
        distinct = len(set(map(str, cells)))
        return distinct == 1 or (distinct == len(cells) and len(cells) > 30)

    def _is_plain_number(self, at: int) -> bool:
        return all(amount_in(one) is not None and len(str(one)) < 8 for one in self._cells(at))

    def _codes(self, candidates: list[int], named: bool) -> list[int]:
        """Of several columns that may be the product: the code, where code and name go together."""
        texts = [at for at in candidates if named or self._repeats(at)]
        if len(texts) < 2:
            return texts
        coded = sorted(texts, key=lambda at: (-self._share_with_digits(at), self._length(at), at))
        pairs = {tuple(map(code_in, (row[at] if at < len(row) else None for at in coded))) for row in self._body}
        firsts = {pair[0] for pair in pairs}
        return coded[:1] if len(pairs) <= 1.1 * len(firsts) + 1 else texts

    def _repeats(self, at: int) -> bool:
        """Whether a column that nobody named can be that of products: texts, each of them in several rows."""
        cells = self._cells(at)
        texts = [one for one in cells if isinstance(one, str) and amount_in(one) is None]
        return len(texts) > _MOSTLY * len(cells) and len(set(texts)) <= max(1, len(texts) // 2)

    def _share_with_digits(self, at: int) -> float:
        cells = [code_in(one) for one in self._cells(at)]
        return sum(any(map(str.isdigit, code)) for code in cells) / max(len(cells), 1)

    def _length(self, at: int) -> float:
        cells = [code_in(one) for one in self._cells(at)]
        return sum(map(len, cells)) / max(len(cells), 1)

    def _ask(self, role: str, candidates: list[int]) -> None:
        choices = tuple(
            Choice(self._name(at), f"such as {', '.join(map(code_in, self._cells(at)[:3]))}") for at in candidates
        )
        self._questions.append(
            Question(
                COLUMN_KEYS[role],
                self._place,
                f"Which column holds the {role.lower()} of each sale?",
                choices,
                f"{len(candidates)} columns may be it",
                f"--{role.lower()}-column HEADER",
            )
        )


def _letters(column: int) -> str:
    """The letters of a column, 0 being A.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

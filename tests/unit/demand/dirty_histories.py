"""Dirty histories whose truth is known: sales of random products, written down with every kind of defect, and more.

Around the rows stand titles, repeated headers, totals and remarks; columns that nobody needs stand between the three
that count; some files are wide, some are reports in which a product stands in the first of its rows alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sop_excel.domain.table import Value
from tests.unit.demand.chance import Chance
from tests.unit.demand.dirty_defects import IN_WIDE, SPOILS, Spoiler
from tests.unit.demand.dirty_script import Script
from tests.unit.demand.dirty_words import LOCALES, Locale
from tests.unit.demand.true_sales import DAILY, MONTHLY, WEEKLY, Line, Rhythm, true_sales

_RATES = (0.0, 0.004, 0.01, 0.02)
_NEEDED = ("date", "product", "quantity")
Placed = tuple[list[Value], list[Line]]  # a row of cells, and the lines of truth in it


@dataclass
class DirtyFile:
    """The rows of a file, the truth of each (several in a wide one), and the answers to what may be asked."""

    seed: int
    locale: Locale
    rhythm: Rhythm
    is_wide: bool
    rows: list[list[Value]]
    lines: list[list[Line]]
    answers: dict[str, str]


def dirty_file(seed: int) -> DirtyFile:
    """The dirty file of that number."""
    chance = Chance(seed)
    locale = LOCALES[seed % len(LOCALES)]
    name = chance.choice((DAILY, DAILY, WEEKLY, MONTHLY))
    rhythm = Rhythm(name, name == DAILY and chance.happens(0.3), chance.choice((0, 0, 0, 1, 2)))
    script = Script(chance, locale, rhythm)
    is_wide = name != DAILY and chance.happens(0.2)
    sales = true_sales(chance, rhythm)
    placed = _wide(chance, script, sales) if is_wide else _long(chance, script, sales)
    headers = dict(zip(_NEEDED, placed[0][0], strict=True))
    answers = {
        "day-order": "day-first" if locale.order == "dmy" else "month-first",
        "decimal-sign": "comma" if locale.decimal == "," else "point",
        "alike-products": "same",
        **{f"{column}-column": str(header) for column, header in headers.items()},
    }
    _, *rows = placed
    return DirtyFile(seed, locale, rhythm, is_wide, [row for row, _ in rows], [lines for _, lines in rows], answers)


def _long(chance: Chance, script: Script, sales: list[Line]) -> list[Placed]:
    """A row for each sale; the first of what is returned are the headers of date, product and quantity."""
    numbered = script.rhythm.orders and chance.happens(0.6)
    order = chance.choice(("shuffled", "by day", "by product"))
    if order == "shuffled":
        sales = chance.shuffled(sales)
    elif order == "by day":
        sales = sorted(sales, key=lambda line: (line.day or date.min, line.product))
    lines = _spoiled(chance, script, sales, numbered)
    is_report = (
        order == "by product" and chance.happens(0.2) and not any("product" in k for o in lines for k in o.kinds)
    )
    return _Page(chance, script, numbered, is_report).laid_out(lines)


def _spoiled(chance: Chance, script: Script, sales: list[Line], numbered: bool) -> list[Line]:
    rates = {name: chance.choice(_RATES) for name in SPOILS}
    spoiler = Spoiler(chance, script, script.rhythm, sales, numbered)
    lines: list[Line] = []
    for line in sales:
        script.write(line)
        lines.append(line)
        for name, spoil in SPOILS.items():
            if chance.happens(rates[name]):
                lines += spoil(spoiler, line) or ()
                break
    return lines


class _Page:
    """Lays out rows: columns in some order, and around them what is no sale."""

    def __init__(self, chance: Chance, script: Script, numbered: bool, is_report: bool) -> None:
        self.chance, self.script, self.is_report = chance, script, is_report
        extra = [one for one in ("price", "customer") if chance.happens(0.35)]
        unnumbered = script.rhythm.orders and not numbered
        extra += ["number"] if numbered or (not unnumbered and chance.happens(0.3)) else []
        self.columns = list(_NEEDED) + extra if is_report else chance.shuffled([*_NEEDED, *extra])
        self._above = ""

    def laid_out(self, lines: list[Line]) -> list[Placed]:
        """All rows, the headers of date, product and quantity first."""
        chance, locale = self.chance, self.script.locale
        known: dict[str, Value] = {
            "date": chance.choice(locale.dates),
            "product": chance.choice(locale.products),
            "quantity": chance.choice(locale.quantities),
            "price": locale.price,
            "customer": locale.customer,
            "number": "No",
        }
        headers = [known[one] for one in self.columns]
        placed: list[Placed] = [([known[one] for one in _NEEDED], []), *self._titles(), (headers, [])]
        again = chance.choice((0, 0, 60))
        subtotals = 0 if self.is_report else chance.choice((0, 0, 0, 97))
        number = 1000
        for n, line in enumerate(lines):
            if again and n and n % again == 0:
                placed.append((list(headers), [Line(kinds={"headers again"})]))
            number += not any(kind.startswith("duplicate") for kind in line.kinds)
            placed.append((self._row(line, number), [line]))
            if subtotals and n % subtotals == subtotals - 1:
                placed.append((self._sum(locale.subtotal, lines[n - 20 : n]), [Line(kinds={"total"})]))
            if chance.happens(0.002):
                placed.append(([], []))
        return [*placed, *self._below(lines)]

    def _titles(self) -> list[Placed]:
        if self.chance.happens(0.5):
            return []
        titles = [self.script.locale.title, *(["ERP 7.1 2024-12-31"] if self.chance.happens(0.5) else [])]
        placed: list[Placed] = [([title], [Line(kinds={"title"})]) for title in titles]
        return [*placed, ([], [])]

    def _below(self, lines: list[Line]) -> list[Placed]:
        placed: list[Placed] = []
        if self.chance.happens(0.5):
            placed.append((self._sum(self.chance.choice(self.script.locale.total), lines), [Line(kinds={"total"})]))
        if self.chance.happens(0.3):
            placed += [([], []), ([self.script.locale.footer], [Line(kinds={"remark"})])]
        return placed

    def _row(self, line: Line, number: int) -> list[Value]:
        """The cells in the order of the columns; rows of one number are alike in what nobody needs."""
        others = Chance(number)
        product = line.cells[1]
        if self.is_report and product == self._above:
            product = ""
        self._above = str(line.cells[1])
        cells: dict[str, Value] = {
            "date": line.cells[0],
            "product": product,
            "quantity": line.cells[2],
            "price": self.script.locale.number(others.between(2, 90), 2, False),
            "customer": others.choice(("Acme", "Beta", "Gamma", "Delta")),
            "number": str(number),
        }
        return [cells[one] for one in self.columns]

    def _sum(self, word: str, lines: list[Line]) -> list[Value]:
        total = self.script.number(self.script.rhythm.rounded(sum(line.quantity for line in lines)))
        first = next(at for at, one in enumerate(self.columns) if one != "quantity")
        return [total if one == "quantity" else word if at == first else "" for at, one in enumerate(self.columns)]


def _wide(chance: Chance, script: Script, sales: list[Line]) -> list[Placed]:
    """A row for each product and a column for each period; the first of what is returned are no headers of columns."""
    days = sorted({line.day for line in sales if line.day is not None})
    spoiler = Spoiler(chance, script, script.rhythm, sales, False)
    rate = chance.choice(_RATES)
    form = chance.choice(("week", "iso") if script.rhythm.name == WEEKLY else ("month", "month in letters", "iso"))
    placed: list[Placed] = [(["", script.locale.products[0], ""], [])]
    if chance.happens(0.5):
        placed.append(([script.locale.title], [Line(kinds={"title"})]))
    script.typed = False
    placed.append(([script.locale.products[0], *(script.date(day, form) for day in days)], []))
    for product in dict.fromkeys(line.product for line in sales):
        lines = {line.day: line for line in sales if line.product == product}
        for line in lines.values():
            script.write(line)
            if chance.happens(rate):
                SPOILS[chance.choice(IN_WIDE)](spoiler, line)
                if line.cells[2] == "":
                    line.cells[2] = "n/a"
        cells = [lines[day].cells[2] if day in lines else "" for day in days]
        placed.append(([product, *cells], list(lines.values())))
    sums: list[Value] = [script.number(sum(line.quantity for line in sales if line.day == day)) for day in days]
    placed.append(([script.locale.total[0], *sums], [Line(kinds={"total"}) for _ in days]))
    return placed

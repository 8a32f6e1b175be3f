"""What came of a plan: stocks, production and demand of periods that are over, out of a file of any form."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sop_excel.contract import schema
from sop_excel.contract.synonyms import column_meant
from sop_excel.domain.cell_values import is_blank, text_of
from sop_excel.domain.number_texts import POINT, decimal_sign, number_text
from sop_excel.domain.period_names import meaning
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import first_few, folded, listed, quoted, shown, without_accents
from sop_excel.errors import InputError, Issue
from sop_excel.spreadsheet.areas import letters
from sop_excel.spreadsheet.formulas import quoted_sheet
from sop_excel.spreadsheet.raw_sheet import RawSheet

INVENTORY, BACKORDERS, PRODUCTION, DEMAND, SALES = "Inventory", "Backorders", "Production", "Demand", "Sales"
AT_END = (INVENTORY, BACKORDERS)  # measures of the end of a period, and so of the last one where none is said
_WORDS = {
    INVENTORY: "inventory|stock|stock on hand|on hand|closing stock|closing inventory|ending inventory|bestand|"
    "lagerbestand|existencias|inventario|stock final|stocks|estoque|giacenza",
    BACKORDERS: "backorders|backorder|late demand|open orders|ruckstand|ruckstande|pedidos pendientes|pendientes",
    PRODUCTION: "production|produced|made|produktion|produziert|produccion|producido|producao|produzione",
    DEMAND: "demand|orders|bedarf|nachfrage|demanda|demande|domanda",
    SALES: "sales|sold|absatz|verkauf|verkaufe|ventas|ventes|vendas|vendite",
}
_MEASURES = {word: measure for measure, words in _WORDS.items() for word in words.split("|")}
_LONG = ("Product", "Measure", "Period", "Quantity")
_HEAD_ROWS = 20  # among which the headers are looked for
_NAMED = 5  # products or columns that a note names


@dataclass(frozen=True)
class Actuals:
    """Quantities (units) by product, measure and period that is over, and what is said of how they were read."""

    values: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def measures(self) -> list[str]:
        """The measures that something is known of."""
        return list(dict.fromkeys(measure for _, measure, _ in self.values))


def read_actuals(sheets: Sequence[RawSheet], products: Sequence[str], over: Sequence[str]) -> Actuals:
    """The actuals of the first sheet that has a column of products.

    It has a column for each measure, with a period behind its name or, where one period is over, without; or the
    columns Product, Measure, Period and Quantity. Raises InputError with every cell that is not understood.
    """
    for sheet in sheets:
        for row in range(1, min(len(sheet.rows), _HEAD_ROWS) + 1):
            headers = {column: _header(sheet.at(row, column)) for column in range(1, len(sheet.rows[row - 1]) + 1)}
            if any(_is_product(header) for header in headers.values()):
                return _Reading(sheet, row, headers, products, over).actuals()
    names = listed([quoted(sheet.name) for sheet in sheets]) if sheets else "an empty file"
    advice = "give it the columns Product and Inventory, or Product, Measure, Period and Quantity"
    raise InputError([Issue("--actuals", "", "a table with a column Product", names, advice)])


def _header(value: Value) -> str:
    return text_of(value) or ""


def _is_product(header: str) -> bool:
    return folded(header) == "product" or column_meant(schema.PRODUCTS.name, header) == "Product"


class _Reading:
    """One table of a sheet, its headers in row ``head``."""

    def __init__(
        self, sheet: RawSheet, head: int, headers: Mapping[int, str], products: Sequence[str], over: Sequence[str]
    ) -> None:
        self.sheet, self.head, self.products, self.over = sheet, head, frozenset(products), over
        self.headers = {column: header for column, header in headers.items() if header}
        self.product = next(column for column, header in self.headers.items() if _is_product(header))
        self.issues: list[Issue] = []
        self.values: dict[tuple[str, str, str], float] = {}
        self.left_out: list[str] = []
        self.beyond = 0  # cells of periods that are not over

    def actuals(self) -> Actuals:
        """All that is known; InputError with what is not understood."""
        long = self._long_columns()
        cells = list(self._long(long) if long else self._wide())
        sign = self._sign([value for *_, value in cells])
        for row, column, measure, period, value in cells:
            self._take(row, column, measure, period, self._number(row, column, value, sign))
        if not cells and not self.beyond and not self.issues:
            self._issue(self.head, self.product, "a column of a measure, such as Inventory", "none", "add it")
        if self.issues:
            raise InputError(self.issues)
        return Actuals(self.values, tuple(self._notes()))

    def _notes(self) -> Iterator[str]:
        if self.left_out:
            yield f"Of the actuals {first_few([*map(quoted, self.left_out)], _NAMED, 'column')} is not read"
        if self.beyond:
            told = f"what is of other periods ({self.beyond:,} of its rows or columns)"
            yield f"Of the actuals {told} is not read: over are {listed(self.over)}"

    def _long_columns(self) -> dict[str, int]:
        names = {folded(header): column for column, header in self.headers.items()}
        found = {name: names[folded(name)] for name in _LONG[1:] if folded(name) in names}
        if "Quantity" not in found and "value" in names:
            found["Quantity"] = names["value"]
        return found if len(found) == len(_LONG) - 1 else {}

    def _rows(self) -> Iterator[tuple[int, str]]:
        for row in range(self.head + 1, len(self.sheet.rows) + 1):
            product = text_of(self.sheet.at(row, self.product))
            if not product or folded(product) == "total":
                continue
            if product in self.products:
                yield row, product
            else:
                advice = "correct it, or take the row out"
                self._issue(row, self.product, "a product of table Products", quoted(product), advice)

    def _long(self, columns: Mapping[str, int]) -> Iterator[tuple[int, int, str, str, Value]]:
        for row, _ in self._rows():
            measure = _measure(_header(self.sheet.at(row, columns["Measure"])))
            period = self._period(_header(self.sheet.at(row, columns["Period"])))
            if measure is None:
                told = shown(self.sheet.at(row, columns["Measure"]))
                self._issue(row, columns["Measure"], f"one of {listed(_WORDS, 'or')}", told, "correct it")
            elif period:
                yield row, columns["Quantity"], measure, period, self.sheet.at(row, columns["Quantity"])
            else:
                self.beyond += 1

    def _wide(self) -> Iterator[tuple[int, int, str, str, Value]]:
        meant = {column: self._measured(column, header) for column, header in self.headers.items()}
        for row, _ in self._rows():
            for column, said in meant.items():
                if said is not None:
                    yield row, column, *said, self.sheet.at(row, column)

    def _measured(self, column: int, header: str) -> tuple[str, str] | None:
        """(measure, period) of a column; None where it is not read."""
        if column == self.product:
            return None
        words = without_accents(header).split()
        for count in range(len(words), 0, -1):
            measure = _measure(" ".join(words[:count]))
            if measure and count == len(words):
                return self._without_period(column, header, measure)
            if measure:
                return self._at(measure, self._period(" ".join(header.split()[count:]).strip("([])")))
        self.left_out.append(header)
        return None

    def _without_period(self, column: int, header: str, measure: str) -> tuple[str, str] | None:
        if len(self.over) > 1 and measure not in AT_END:
            expected = f"a period behind the measure, one of {listed(self.over, 'or')}"
            self._issue(self.head, column, expected, quoted(header), f"head it '{measure} {self.over[0]}'")
            return None
        return measure, self.over[-1]

    def _at(self, measure: str, period: str) -> tuple[str, str] | None:
        self.beyond += not period
        return (measure, period) if period else None

    def _period(self, name: str) -> str:
        """The period that is over and called so, or that means the same; "" for any other."""
        said = meaning(name)
        same = (one for one in self.over if one.casefold() == name.casefold() or (said and meaning(one) == said))
        return next(same, "")

    def _sign(self, values: Sequence[Value]) -> str:
        """The decimal sign of numbers that stand as text, as in a CSV file."""
        texts = [found for value in values if isinstance(value, str) and (found := number_text(value))]
        sign = decimal_sign(texts) if self.sheet.is_text else ""
        if sign is None or (not sign and any(one.is_open for one in texts)):
            advice = "write decimals with one and the same sign, and no thousands separator"
            self._issue(self.head, self.product, "numbers whose decimal sign can be told", "others", advice)
        return sign or POINT

    def _number(self, row: int, column: int, value: Value, sign: str) -> float | None:
        if is_blank(value):
            return None
        number: float | None = float(value) if isinstance(value, float) else None
        if self.sheet.is_text and isinstance(value, str) and (text := number_text(value)):
            number = text.number(sign)
        if number is None or not math.isfinite(number) or number < 0:
            self._issue(row, column, "a number >= 0", shown(value), "correct it, or clear the cell: the plan's counts")
            return None
        return number

    def _take(self, row: int, column: int, measure: str, period: str, number: float | None) -> None:
        if number is None:
            return
        at = text_of(self.sheet.at(row, self.product)) or "", measure, period
        if at in self.values:
            told = f"another {measure} of {at[0]} in {period}"
            self._issue(row, column, "one quantity for each product, measure and period", told, "add them up")
        self.values[at] = number

    def _issue(self, row: int, column: int, expected: str, found: str, advice: str) -> None:
        place = f"{quoted_sheet(self.sheet.name)}!{letters(column)}{row}"
        subject = f"actuals[{self.headers.get(column, '')}]"
        self.issues.append(Issue(place, subject, expected, found, advice))


def _measure(name: str) -> str | None:
    """The measure that a name means: by a word of its own, or as the column of Products that it sets."""
    by_word = _MEASURES.get(without_accents(name).strip())
    of_products = {"Initial inventory": INVENTORY, "Initial backorders": BACKORDERS}
    return by_word or of_products.get(column_meant(schema.PRODUCTS.name, name) or name)

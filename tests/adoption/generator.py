"""Messy workbooks made at random, with the truth about them: six languages, and what planners do to a sheet."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from sop_excel.domain.table import Value
from sop_excel.spreadsheet.areas import letters
from tests.adoption.languages import LANGUAGES, Language
from tests.adoption.messy import Messy, Truth, day, sheet


@dataclass
class Grid:
    """Cells by row and column, from 1, as they are put down."""

    cells: dict[tuple[int, int], Value] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    formats: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)

    def put(self, row: int, column: int, value: Value) -> None:
        """One cell."""
        self.cells[row, column] = value

    @property
    def rows(self) -> list[list[Value]]:
        """All rows, from the first on."""
        bottom = max((r for r, _ in self.cells), default=0)
        right = max((c for _, c in self.cells), default=0)
        return [[self.cells.get((r, c)) for c in range(1, right + 1)] for r in range(1, bottom + 1)]


@dataclass
class Maker:
    """One random workbook in the making."""

    seed: int
    rng: random.Random = field(init=False)
    lang: Language = field(init=False)
    grids: dict[str, Grid] = field(default_factory=dict)
    truths: list[Truth] = field(default_factory=list)
    months: list[Value] = field(default_factory=list)  # of the demand, as the receipts have them too

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311
        self.code = list(LANGUAGES)[self.seed % len(LANGUAGES)]
        self.lang = LANGUAGES[self.code]
        style = self.rng.choice(["{}-{:03}", "{}{:04}", "{:.0}1000{:02}", "{} {:02}"])
        letters_ = self.rng.choice(["A", "PR", "X", "ART"])
        self.codes = [style.format(letters_, 7 * n + 3) for n in range(self.rng.randint(4, 14))]
        self.text_numbers = self.rng.random() < 0.25
        self.product = self.rng.choice(self.lang.product)
        self.describes = self.rng.random() < 0.4

    # --- pieces ----------------------------------------------------------------------------------------------------

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def amount(self, large: bool = False) -> Value:
        number = float(self.rng.randint(5, 90) * (37 if large else 1))
        if not self.text_numbers:
            return number
        whole = f"{number:,.0f}"
        text = whole.replace(",", ".") if self.lang.comma else whole
        sign = "," if self.lang.comma else "."
        return f"{text}{sign}{self.rng.choice([0, 5])}" + self.rng.choice(["", "", " " + self.lang.unit[0]])

    def cost(self, low: float, high: float) -> Value:
        number = round(self.rng.uniform(low, high), 2)
        if not self.text_numbers:
            return number
        text = f"{number:.2f}".replace(".", "," if self.lang.comma else ".")
        return text + self.rng.choice(["", " €"])

    def periods(self) -> tuple[list[Value], bool]:
        """Headers of periods, and whether a row of years stands above them."""
        count, start = self.rng.randint(3, 13), self.rng.randint(1, 12)
        months = [((start - 1 + n) % 12 + 1, 2027 + (start - 1 + n) // 12) for n in range(count)]
        form = self.rng.choice(
            ["date", "iso", "short", "long", "slash", "m", "number", "week", "count", "bare", "years"]
        )
        self.months = [f"{year}-{month:02}" for month, year in months]
        if form == "date":
            return [day(y, m) for m, y in months], False
        if form in ("week", "count"):
            first = self.rng.randint(1, 30) if form == "week" else 1
            self.months = [self.lang.week.format(first + n) if form == "week" else float(n + 1) for n in range(count)]
            return list(self.months), False
        months = months[: 12 if form == "bare" else None]
        found = [self.month(form, m, year) for m, year in months]
        if form == "bare" or (form != "years" and self.chance(0.5)):
            self.months = list(found)
        return found, form == "years"

    def month(self, form: str, month: int, year: int) -> Value:
        """The header of a month."""
        name = self.lang.months[month - 1]
        texts = {
            "iso": f"{year}-{month:02}",
            "short": f"{name} {year % 100}",
            "long": f"{name} {year}",
            "slash": f"{month:02}/{year}",
            "m": f"{year}M{month:02}",
        }
        return float(year * 100 + month) if form == "number" else texts.get(form, name)

    def title(self, grid: Grid, text: str, width: int) -> int:
        """What stands above a table; the row of its headers."""
        row = 1
        if self.chance(0.5):
            grid.put(row, 1, text)
            if self.chance(0.3) and width > 1:
                grid.merged.append(f"A{row}:{letters(width)}{row}")
            row += self.rng.choice([1, 1, 2, 3])
            if self.chance(0.3):
                grid.put(row, 1, self.rng.choice(["Version 3", "27.11.2026", "Plant 1000"]))
                row += self.rng.choice([1, 2])
        return row + (1 if self.chance(0.2) else 0)

    def sheet_name(self, text: str) -> str:
        name = text if self.chance(0.7) else self.rng.choice(["Sheet1", "Tabelle1", "Hoja1", "Data 3", "Foglio2"])
        name = name.replace("/", "-")[:28]
        while name in self.grids:
            name += " 2"
        return name

    # --- tables ----------------------------------------------------------------------------------------------------

    def demand(self) -> None:
        """A wide table of demand."""
        lang, rng = self.lang, self.rng
        title = rng.choice(lang.demand)
        name = self.sheet_name(title)
        grid = self.grids.setdefault(name, Grid())
        periods, years = self.periods()
        lead = [self.product] + ([rng.choice(lang.description)] if self.describes else [])
        if self.chance(0.2):
            lead.insert(1, rng.choice(lang.group))
        total = self.chance(0.4)
        width = len(lead) + len(periods) + total
        row = self.title(grid, title if self.chance(0.8) or name != title else "S&OP", width) + (1 if years else 0)
        self.heads(grid, row, [*lead, *periods, *([lang.total[0]] if total else [])])
        if years:
            self.years_above(grid, row - 1, len(lead) + 1, periods)
        first = row + 1
        if self.chance(0.15):  # a row of units
            for n in range(len(periods)):
                grid.put(first, len(lead) + 1 + n, lang.unit[0])
            first += 1
        last, left_out = self.body(grid, first, len(lead), len(periods), total)
        if self.chance(0.3):
            grid.put(last + 3, 1, lang.note)
        columns = (letters(len(lead) + 1), letters(len(lead) + len(periods)))
        truth = Truth(name, "Demand", {"A": "Product"}, (first, last), columns, tuple(left_out))
        self.truths.append(truth)
        if self.chance(0.12) and not left_out and not years and first == row + 1:
            self.as_table(grid, row, last, width)

    def heads(self, grid: Grid, row: int, heads: list[Value]) -> None:
        for n, head in enumerate(heads, 1):
            grid.put(row, n, head)

    def as_table(self, grid: Grid, row: int, last: int, width: int) -> None:
        texts = [grid.cells.get((row, c)) for c in range(1, width + 1)]
        if all(isinstance(text, str) for text in texts) and len({str(t).lower() for t in texts}) == width:
            grid.tables[f"Table{len(self.grids)}"] = f"A{row}:{letters(width)}{last}"

    def years_above(self, grid: Grid, row: int, column: int, periods: list[Value]) -> None:
        """A year above the first month of each, merged or not."""
        starts = [0, *(n for n in range(1, len(periods)) if periods[n] == self.lang.months[0])]
        for n, start in enumerate(starts):
            end = starts[n + 1] - 1 if n + 1 < len(starts) else len(periods) - 1
            grid.put(row, column + start, float(2027 + n))
            if end > start and self.seed % 2:
                grid.merged.append(f"{letters(column + start)}{row}:{letters(column + end)}{row}")

    def body(self, grid: Grid, first: int, lead: int, count: int, total: bool) -> tuple[int, list[int]]:
        """Rows of numbers, with subtotals, blank rows and totals; the last row of data, and those that are none."""
        row, last = first, first
        left_out: list[int] = []
        parts = self.chance(0.15) and not self.text_numbers
        all_: list[list[float]] = []
        for n, code in enumerate(self.codes):
            if self.chance(0.05) and n:
                left_out.append(row)
                row += 1  # a blank row
            all_.append(self.line(grid, row, code, lead, count, total))
            last, row = row, row + 1
            if parts and n % 3 == 2:
                left_out.append(row)
                self.sums(grid, row, self.rng.choice(self.lang.subtotal).format("ABC"[n // 3 % 3]), lead, all_[-3:])
                row += 1
        if self.chance(0.5) and not self.text_numbers:
            self.sums(grid, row + self.chance(0.2), self.rng.choice(self.lang.total), lead, all_)
        return last, [r for r in left_out if r <= last]

    def line(self, grid: Grid, row: int, code: str, lead: int, count: int, total: bool) -> list[float]:
        """A product's row; its numbers."""
        grid.put(row, 1, code)
        for c in range(2, lead + 1):
            grid.put(row, c, f"Text {row} {c}" if c == lead else self.rng.choice(["Alpha", "Beta"]))
        cells = [None if self.chance(0.03) else self.amount(large=True) for _ in range(count)]
        for c, cell in enumerate(cells):
            grid.put(row, lead + 1 + c, cell)
        values = [cell if isinstance(cell, float) else 0.0 for cell in cells]
        if total and not self.text_numbers:
            grid.put(row, lead + 1 + count, sum(values))
        return values

    def sums(self, grid: Grid, row: int, text: str, lead: int, rows: list[list[float]]) -> None:
        """A row that adds up rows."""
        grid.put(row, 1, text)
        for c, numbers in enumerate(zip(*rows, strict=True)):
            grid.put(row, lead + 1 + c, sum(numbers))

    def attributes(self) -> list[tuple[str, str, str]]:
        """(header, column, kind) of what a list of products has."""
        lang, rng = self.lang, self.rng
        sorts = (
            (0.8, lang.holding, "Holding cost", "small"),
            (0.6, lang.stock, "Initial inventory", "amount"),
            (0.4, lang.safety, "Safety stock", "amount"),
            (0.3, lang.price, "Price", "price"),
        )
        costs = lang.cost if self.chance(0.15) else lang.production
        found = [(rng.choice(costs), "Production cost", "cost")]
        found += [(rng.choice(names), column, kind) for share, names, column, kind in sorts if self.chance(share)]
        if self.chance(0.4):
            rng.shuffle(found)
        if self.chance(0.3):
            head = rng.choice(lang.other)
            found.insert(rng.randint(0, len(found)), (head, "not read", "number" if "e" in head[-2:] else "text"))
        if self.chance(0.2):
            found = [(f"{head} ({lang.unit[1]})" if kind == "cost" else head, c, kind) for head, c, kind in found]
        return found

    def value(self, kind: str) -> Value:
        if kind == "text":
            return self.rng.choice(["Acme", "Müller", "Zeta"])
        if kind == "cost":
            return self.cost(4, 60)
        if kind == "small":
            return self.cost(0.05, 2)
        return self.cost(60, 190) if kind == "price" else self.amount()

    def products(self) -> None:
        """A list of products with costs, on a sheet of its own or right of the demand."""
        title = self.rng.choice(self.lang.products)
        beside = self.chance(0.15) and bool(self.grids)
        name = next(iter(self.grids)) if beside else self.sheet_name(title)
        grid = self.grids.setdefault(name, Grid())
        attributes = self.attributes()
        lead = [self.product] + ([self.rng.choice(self.lang.description)] if self.describes else [])
        width = len(lead) + len(attributes)
        left = max(c for _, c in grid.cells) + 2 if beside else 1
        row = 1 + self.rng.randint(0, 3) if beside else self.title(grid, title, width)
        for n, head in enumerate([*lead, *(head for head, _, _ in attributes)]):
            grid.put(row, left + n, head)
        for n, code in enumerate(self.codes, 1):
            cells = [*[code, f"Text {n}"][: len(lead)], *(self.value(kind) for _, _, kind in attributes)]
            for c, cell in enumerate(cells):
                grid.put(row + n, left + c, cell)
        first = left + len(lead)
        if self.chance(0.5):
            self.money(grid, row, first, [kind for _, _, kind in attributes])
        columns = {letters(left): "Product", **_described(lead, left), **self.meant(first, attributes)}
        self.truths.append(Truth(name, "Products", columns, (row + 1, row + len(self.codes))))

    def meant(self, first: int, attributes: list[tuple[str, str, str]]) -> dict[str, str]:
        """The true columns, by letter."""
        return {letters(first + n): column for n, (_, column, _) in enumerate(attributes) if column != "not read"}

    def money(self, grid: Grid, row: int, first: int, kinds: list[str]) -> None:
        """Give amounts of money the format of money."""
        for n, kind in enumerate(kinds):
            if kind in ("cost", "small", "price"):
                column = letters(first + n)
                grid.formats[f"{column}{row + 1}:{column}{row + len(self.codes)}"] = '#,##0.00 "€"'

    def combined(self) -> None:
        """One sheet for all."""
        lang, rng = self.lang, self.rng
        title = rng.choice(lang.demand)
        name = self.sheet_name(title)
        grid = self.grids.setdefault(name, Grid())
        attributes, (periods, years) = self.attributes(), self.periods()
        lead = [self.product] + ([rng.choice(lang.description)] if self.describes else [])
        row = self.title(grid, title, len(lead) + len(attributes) + len(periods)) + (1 if years else 0)
        heads = [*lead, *(head for head, _, _ in attributes), *periods]
        self.heads(grid, row, heads)
        if years:
            self.years_above(grid, row - 1, len(heads) - len(periods) + 1, periods)
        for n, code in enumerate(self.codes, 1):
            grid.put(row + n, 1, code)
            if len(lead) > 1:
                grid.put(row + n, 2, f"Text {n}")
            for c, (_, _, kind) in enumerate(attributes):
                grid.put(row + n, len(lead) + 1 + c, self.value(kind))
            for c in range(len(periods)):
                grid.put(row + n, len(lead) + len(attributes) + 1 + c, self.amount(large=True))
        columns = {"A": "Product", **_described(lead, 1), **self.meant(len(lead) + 1, attributes)}
        rows = (row + 1, row + len(self.codes))
        self.truths.append(Truth(name, "Products", columns, rows))
        first = len(lead) + len(attributes) + 1
        self.truths.append(Truth(name, "Demand", {"A": "Product"}, rows, (letters(first), letters(len(heads)))))

    def long_demand(self) -> None:
        """A list with a row for each product and period."""
        lang, rng = self.lang, self.rng
        title = rng.choice(lang.demand)
        name = self.sheet_name(title)
        grid = self.grids.setdefault(name, Grid())
        periods = [v for v in self.periods()[0] if not isinstance(v, float) or v > 100]
        if not periods:
            periods = self.months = ["2027-01", "2027-02", "2027-03"]
        heads = [self.product, rng.choice(lang.period), rng.choice(lang.quantity)]
        order = [0, 1, 2] if self.chance(0.6) else [1, 0, 2]
        row = self.title(grid, title, 3)
        for place, n in enumerate(order, 1):
            grid.put(row, place, heads[n])
        at = row + 1
        for code in self.codes:
            for period in periods:
                cells: list[Value] = [code, period, self.amount(large=True)]
                for place, n in enumerate(order, 1):
                    grid.put(at, place, cells[n])
                at += 1
        meant = ["Product", "Period", "Quantity"]
        self.truths.append(
            Truth(name, "Demand", {letters(place): meant[n] for place, n in enumerate(order, 1)}, (row + 1, at - 1))
        )

    def resources(self) -> None:
        """Lines with their capacity, and which product takes how much of them."""
        lang, rng = self.lang, self.rng
        head = rng.choice(lang.resource)
        lines = [f"L{n}" for n in range(1, rng.randint(2, 4))]
        grid = self.grids.setdefault(self.sheet_name("Lines"), Grid())
        name = list(self.grids)[-1]
        for n, text in enumerate([head, rng.choice(lang.capacity)], 1):
            grid.put(1, n, text)
        for n, line in enumerate(lines, 2):
            grid.put(n, 1, line)
            grid.put(n, 2, self.amount())
        self.truths.append(Truth(name, "Resources", {"A": "Resource", "B": "Capacity"}, (2, 1 + len(lines))))
        grid = self.grids.setdefault(self.sheet_name("Routing"), Grid())
        name = list(self.grids)[-1]
        for n, text in enumerate([self.product, head, rng.choice(lang.usage)], 1):
            grid.put(1, n, text)
        for n, code in enumerate(self.codes, 2):
            for c, value in enumerate([code, rng.choice(lines), self.cost(0.1, 3)], 1):
                grid.put(n, c, value)
        columns = {"A": "Product", "B": "Resource", "C": "Usage"}
        self.truths.append(Truth(name, "Routings", columns, (2, 1 + len(self.codes))))

    def receipts(self) -> None:
        """What is on order, by period."""
        title = self.rng.choice(self.lang.receipts)
        name = self.sheet_name(title)
        grid = self.grids.setdefault(name, Grid())
        row = self.title(grid, title, 4)
        self.heads(grid, row, [self.product, *self.months[:3]])
        for n, code in enumerate(self.codes[:3], 1):
            grid.put(row + n, 1, code)
            for c in range(2, 5):
                grid.put(row + n, c, self.amount())
        self.truths.append(Truth(name, "Receipts", {"A": "Product"}, (row + 1, row + 3), ("B", "D")))

    def book(self) -> Messy:
        """The whole workbook."""
        kind = self.rng.choice(["two", "two", "two", "combined", "long"])
        if kind == "combined":
            self.combined()
        else:
            self.long_demand() if kind == "long" else self.demand()
            self.products()
        if self.chance(0.25):
            self.resources()
        if self.chance(0.15):
            self.receipts()
        if self.chance(0.3):
            self.grids[self.sheet_name("Readme")] = Grid({(1, 1): "S&OP 2027", (3, 1): self.lang.note, (4, 2): "v3"})
        sheets = tuple(
            sheet(name, grid.rows, grid.merged, grid.tables, grid.formats) for name, grid in self.grids.items()
        )
        return Messy(f"{self.code}{self.seed}", sheets, tuple(self.truths))


def _described(lead: list[str], left: int) -> dict[str, str]:
    """The true column of what products are called, by letter: a name alone may be a code, and is not read."""
    told = len(lead) > 1 and lead[1] not in ("Name", "Nombre", "Nome")
    return {letters(left + 1): "Description"} if told else {}


def generated(seed: int) -> Messy:
    """A messy workbook with its truth; the language goes round with the seed."""
    return Maker(seed).book()

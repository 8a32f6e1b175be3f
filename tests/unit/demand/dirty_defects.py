"""What goes wrong with a row of sales, one function a kind.

What of it can be found at all is said here, from the truth alone: a mistyped quantity where it is far beyond all that
the product sold at that time (``far_beyond``), the rest always.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tests.unit.demand.chance import Chance
from tests.unit.demand.dirty_script import Script
from tests.unit.demand.true_sales import DAILY, MONTHLY, WEEKLY, Line, Rhythm

FAR = 5.0  # times the largest quantity of its time: a typing error that can be found
_NEAR = {DAILY: 30, WEEKLY: 60, MONTHLY: 130}  # days
_ENOUGH = 12  # sales from which the usual size of a product can be told
Spoil = Callable[["Spoiler", Line], "list[Line] | None"]


def far_beyond(line: Line, quantity: float, others: Sequence[Line], rhythm: str) -> bool:
    """Whether a quantity is far beyond all that the product sold at that time, with enough sales to tell."""
    assert line.day is not None
    of_product = [other for other in others if other.product == line.product and other.day is not None]
    near = [
        other.quantity
        for other in of_product
        if other.day is not None and abs((other.day - line.day).days) <= _NEAR[rhythm]
    ]
    sales = sum(other.quantity > 0 for other in of_product)
    return sales >= _ENOUGH and quantity >= FAR * max(near)


class Spoiler:
    """Spoils lines of one file; what follows from a line (a second one, say) is returned."""

    def __init__(self, chance: Chance, script: Script, rhythm: Rhythm, sales: Sequence[Line], numbered: bool) -> None:
        self.chance, self.script, self.rhythm, self.sales, self.numbered = chance, script, rhythm, sales, numbered

    def date_form(self, line: Line) -> None:
        """Written in another way than most."""
        assert line.day is not None
        line.cells[0] = self.script.date(line.day, self.chance.choice(self.script.other_forms()))
        line.kinds.add("date form")

    def date_missing(self, line: Line) -> None:
        """Left out."""
        line.cells[0] = self.chance.choice(self.script.locale.missing)
        line.kinds.add("date missing")

    def date_impossible(self, line: Line) -> None:
        """A day that there is not."""
        assert line.day is not None
        locale, year = self.script.locale, line.day.year
        first, second = ("31", "02") if locale.order == "dmy" else ("02", "31")
        figures = locale.separator.join((first, second, str(year)))
        line.cells[0] = self.chance.choice((figures, f"{year}-02-30", f"{year}-13-45"))
        line.kinds.add("date impossible")

    def year(self, line: Line) -> None:
        """A year mistyped so far that it lies outside of the file."""
        assert line.day is not None
        year = self.chance.choice((line.day.year + 10, line.day.year + 180, 1900 + line.day.year % 100))
        line.cells[0] = date(year, line.day.month, min(line.day.day, 28)).isoformat()
        line.kinds.add("year mistyped")

    def quantity_missing(self, line: Line) -> None:
        """Left out."""
        line.cells[2] = self.chance.choice(self.script.locale.missing)
        line.kinds.add("quantity missing")

    def unit(self, line: Line) -> None:
        """With its unit beside it."""
        text = self.script.number_text(line.quantity)
        line.cells[2] = f"{text} {self.chance.choice(self.script.locale.unit)}"
        line.kinds.add("unit")

    def product(self, line: Line) -> None:
        """Spelt in another way."""
        code = line.product
        variants = [
            code.lower(),
            f"{code} ",
            code.replace("-", "–"),
            code.replace(" ", "_"),
            f" {code}",
            code.swapcase(),
        ]
        if not code[0].isdigit():
            variants += [code.replace("-", " "), code.replace("-", "")]
        line.cells[1] = self.chance.choice([one for one in variants if one != code])
        line.kinds.add("product spelling")

    def product_mistyped(self, line: Line) -> None:
        """An O for a zero, or without the zeros in front, as spreadsheets leave them out; it has to be asked."""
        code = line.product
        mistyped = code.lstrip("0") if code.isdigit() else code.replace("0", "O")
        if mistyped != code and "-40" not in code:
            line.cells[1] = mistyped
            line.kinds.add("product mistyped")

    def product_missing(self, line: Line) -> None:
        """Left out."""
        line.cells[1] = ""
        line.kinds.add("product missing")

    def twice(self, line: Line) -> list[Line]:
        """The same row again."""
        kind = "duplicate" if not self.rhythm.orders or self.numbered else "duplicate, unnumbered"
        return [Line(line.day, line.product, line.quantity, {kind}, cells=list(line.cells))]

    def rewritten(self, line: Line) -> list[Line]:
        """The same sale once more, in another script; only where each sale has a row of its own."""
        assert line.day is not None
        if self.rhythm.orders:
            return []
        cells = [line.day.isoformat(), f"{line.product} ", line.cells[2]]
        return [Line(line.day, line.product, line.quantity, {"duplicate, rewritten"}, cells=cells)]

    def conflict(self, line: Line) -> list[Line]:
        """Another quantity for the same product and day; only where each sale has a row of its own."""
        if self.rhythm.orders:
            return []
        again = Line(line.day, line.product, self.rhythm.rounded(line.quantity * 1.2 + 1), {"conflict"})
        self.script.write(again)
        return [again]

    def returned(self, line: Line) -> list[Line]:
        """Some of it came back, in a row of its own, with a minus somewhere."""
        if line.quantity < 2:
            return []
        back = Line(line.day, line.product, -self.rhythm.rounded(max(line.quantity * 0.2, 1)), {"return"})
        self.script.write(back)
        if not self.script.typed:
            size = self.script.number_text(-back.quantity)
            back.cells[2] = self.chance.choice((f"-{size}", f"{size}-", f"({size})", f"−{size}"))
        return [back]

    def size(self, line: Line) -> None:
        """Mistyped by a factor."""
        if line.quantity <= 0:
            return
        wrong = self.rhythm.rounded(line.quantity * self.chance.choice((10, 50, 50, 100, 1000)))
        line.cells[2] = self.script.number(wrong)
        findable = far_beyond(line, wrong, self.sales, self.rhythm.name)
        (line.kinds if findable else line.hidden).add("mistyped size")


SPOILS: dict[str, Spoil] = {
    "date form": Spoiler.date_form,
    "date missing": Spoiler.date_missing,
    "date impossible": Spoiler.date_impossible,
    "year": Spoiler.year,
    "quantity missing": Spoiler.quantity_missing,
    "unit": Spoiler.unit,
    "product": Spoiler.product,
    "product mistyped": Spoiler.product_mistyped,
    "product missing": Spoiler.product_missing,
    "twice": Spoiler.twice,
    "rewritten": Spoiler.rewritten,
    "conflict": Spoiler.conflict,
    "returned": Spoiler.returned,
    "size": Spoiler.size,
}
IN_WIDE = ("quantity missing", "unit", "size")  # what can go wrong in a cell below a month

"""How one file writes its dates, products and numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sop_excel.domain.table import DateValue, Value
from tests.unit.demand.chance import Chance
from tests.unit.demand.dirty_words import Locale
from tests.unit.demand.true_sales import DAILY, MONTHLY, WEEKLY, Line, Rhythm

_DAY_0 = date(1899, 12, 30).toordinal()


class Script:
    """The script of one file: typed cells, or text in the way of its country."""

    def __init__(self, chance: Chance, locale: Locale, rhythm: Rhythm) -> None:
        self.locale, self.rhythm = locale, rhythm
        self.typed = chance.happens(0.15)
        self.grouped = chance.happens(0.4)
        self.as_floats = locale.decimal == "." and not rhythm.decimals and chance.happens(0.2)  # 32.0
        forms = ["numeric", "numeric", "iso", "short", "dashed"]
        forms += {DAILY: ["timed"], WEEKLY: ["week"], MONTHLY: ["month", "month in letters"]}[rhythm.name]
        self.main_form = chance.choice(forms)

    def other_forms(self) -> list[str]:
        """The forms of a date that are not the file's own."""
        forms = ["iso", "numeric", "short", "named", "compact", "serial", "timed"]
        forms += ["dotted"] if self.locale.order == "dmy" else []
        return [one for one in forms if one != self.main_form]

    def write(self, line: Line) -> None:
        """Write the cells of a line: date, product, quantity."""
        assert line.day is not None
        line.cells = [self.date(line.day, self.main_form), line.product, self.number(line.quantity)]

    def date(self, day: date, form: str) -> Value:
        """A date in one of the forms."""
        if self.typed and form == self.main_form:
            return DateValue(datetime(day.year, day.month, day.day), day.isoformat())
        year, week, _ = day.isocalendar()
        writers: dict[str, Callable[[], str]] = {
            "iso": day.isoformat,
            "numeric": lambda: self.locale.numeric(day),
            "short": lambda: self.locale.numeric(day, two_digits=True),
            "dashed": lambda: self.locale.numeric(day).replace(self.locale.separator, "-"),
            "named": lambda: self.locale.named(day),
            "compact": lambda: f"{day:%Y%m%d}",
            "serial": lambda: str(day.toordinal() - _DAY_0),
            "timed": lambda: f"{day.isoformat()} 00:00:00",
            "dotted": lambda: f"{day.day}.{day.month}.{day.year}",
            "week": lambda: f"{year}-W{week:02}",
            "month": lambda: f"{day:%Y-%m}",
            "month in letters": lambda: f"{self.locale.months[day.month - 1]} {day.year}",
        }
        return writers[form]()

    def number(self, quantity: float) -> Value:
        """A quantity, as number or text."""
        return quantity if self.typed else self.number_text(quantity)

    def number_text(self, quantity: float) -> str:
        """A quantity as text."""
        if self.as_floats:
            return f"{quantity:.1f}"
        return self.locale.number(quantity, self.rhythm.decimals, self.grouped)

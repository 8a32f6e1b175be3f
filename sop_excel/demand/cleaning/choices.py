"""What a planner may choose about cleaning, and what is decided by the file where nothing is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sop_excel.demand.history import MONTH
from sop_excel.domain.questions import Answers

NET, APART = "net", "apart"
REPLACE, FLAG = "replace", "flag"

DAY_ORDER, DECIMAL_SIGN, ALIKE = "day-order", "decimal-sign", "alike-products"
COLUMN_KEYS = {"Date": "date-column", "Product": "product-column", "Quantity": "quantity-column"}
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
COMMA, POINT = "comma", "point"
SAME, DIFFERENT = "same", "different"


@dataclass(frozen=True)
class Choices:
    """How a history is cleaned; None or an empty text leaves it to the file, which is asked about where it is unsure.

    ``day_first``: of ``03/04/2024`` the 3 is the day. ``decimal`` is the sign, a point or a comma. ``returns`` reduce
    the demand of their period (``net``) or are set aside (``apart``). ``outliers`` take the value expected
    (``replace``) or stay (``flag``). ``date``, ``product`` and ``quantity`` are headers of columns, ``period`` what
    the plan counts in, and ``alike`` whether codes that differ in what is easily mistyped are one product.
    """

    day_first: bool | None = None
    decimal: str | None = None
    returns: str = NET
    outliers: str = REPLACE
    date: str = ""
    product: str = ""
    quantity: str = ""
    period: str = MONTH
    alike: bool | None = None

    def column(self, role: str) -> str:
        """The header that was chosen for Date, Product or Quantity; empty where none was."""
        return {"Date": self.date, "Product": self.product, "Quantity": self.quantity}[role]

    def answered(self, answers: Answers) -> Choices:
        """These choices, with those that answers to our questions make.

        >>> Choices().answered({"day-order": "day-first", "decimal-sign": "comma"}).decimal
        ','
        """
        made = self
        if DAY_ORDER in answers:
            made = replace(made, day_first=answers[DAY_ORDER] == DAY_FIRST)
        if DECIMAL_SIGN in answers:
            made = replace(made, decimal="," if answers[DECIMAL_SIGN] == COMMA else ".")
        if ALIKE in answers:
            made = replace(made, alike=answers[ALIKE] == SAME)
        columns = {role: answers[key] for role, key in COLUMN_KEYS.items() if key in answers}
        return replace(
            made,
            date=columns.get("Date", made.date),
            product=columns.get("Product", made.product),
            quantity=columns.get("Quantity", made.quantity),
        )

"""Every reason for which a row of a history is flagged, changed or set aside, in the words of the audit."""

from __future__ import annotations

from sop_excel.demand.cleaning.ledger import CHANGED, FLAGGED, SET_ASIDE, Reason
from sop_excel.domain.said import say

ABOVE_HEADER = Reason(SET_ASIDE, "", say("a line above the headers"))
REPEATED_HEADER = Reason(SET_ASIDE, "", say("the headers once more"))
TOTAL = Reason(SET_ASIDE, "", say("a total, not a sale"))
TEXT_LINE = Reason(SET_ASIDE, "", say("a line of text, not a sale"))

DATE_MISSING = Reason(SET_ASIDE, "Date", say("the date is missing"))
DATE_UNREADABLE = Reason(SET_ASIDE, "Date", say("no date"))
DATE_IMPOSSIBLE = Reason(SET_ASIDE, "Date", say("a day that does not exist"))
DATE_FAR_OFF = Reason(SET_ASIDE, "Date", say("years away from all other dates"))
DATE_FORM = Reason(CHANGED, "Date", say("the date is written in another form than most"))
DATE_OTHER_ORDER = Reason(
    CHANGED, "Date", say("day and month read the other way round, the only way to a date"), "date unsure"
)
DATE_INFERRED = Reason(CHANGED, "Date", say("the date is missing and was inferred"), "date inferred")

PRODUCT_MISSING = Reason(SET_ASIDE, "Product", say("the product is missing"))
PRODUCT_SPELLING = Reason(CHANGED, "Product", say("another spelling of a product"))
PRODUCT_ALIKE = Reason(CHANGED, "Product", say("a code that is easily mistyped for that of a product"))
PRODUCT_FROM_ABOVE = Reason(CHANGED, "Product", say("the product stands in a line above"))

QUANTITY_MISSING = Reason(SET_ASIDE, "Quantity", say("the quantity is missing"))
QUANTITY_UNREADABLE = Reason(SET_ASIDE, "Quantity", say("no number"))
QUANTITY_FORM = Reason(CHANGED, "Quantity", say("the number is written in another form than most"))
QUANTITY_UNIT = Reason(FLAGGED, "Quantity", say("a unit that others do not have"), "other unit")

DUPLICATE = Reason(SET_ASIDE, "", say("the same row as another one"))
DUPLICATE_UNSURE = Reason(FLAGGED, "", say("the same as another row, which may be a second sale"), "may be a duplicate")
CONFLICT = Reason(
    FLAGGED, "", say("another row has this product and day, which otherwise occur once"), "same day twice"
)

RETURN = Reason(FLAGGED, "Quantity", say("a return, which reduces the demand of its period"), "return")
RETURN_APART = Reason(SET_ASIDE, "Quantity", say("a return"))
OUTLIER = Reason(FLAGGED, "Quantity", say("an outlier"), "outlier")
OUTLIER_LOW = Reason(FLAGGED, "Quantity", say("far less than usual"), "unusually low")
OUTLIER_REPLACED = Reason(CHANGED, "Quantity", say("an outlier, replaced by what was expected"), "outlier replaced")
PARTIAL = Reason(FLAGGED, "Date", say("its period is not complete"), "partial period")

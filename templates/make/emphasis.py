"""The conditional formats of each output table, over ranges that leave it room to grow."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from sop_excel.contract.output_forms import OutputForm
from sop_excel.contract.output_tables import SHARED_RESOURCES
from sop_excel.contract.units import is_money
from sop_excel.domain.capacity_use import WORTH
from sop_excel.domain.costs import PROFIT, REVENUE, TOTAL_COST
from sop_excel.domain.said import in_language, say
from sop_excel.sheets.checks import WARNING
from templates.make import cell_formats
from templates.make.cell_formats import COLUMNS, ROWS
from templates.make.page import SheetTable

TOTAL_COSTS = (TOTAL_COST, REVENUE, PROFIT)
_TOTALS = {"CostSummary": TOTAL_COSTS, "ProductSummary": (SHARED_RESOURCES,), "ProductChart": (SHARED_RESOURCES,)}
_LAST_COLUMN = str(get_column_letter(COLUMNS))


def add(table: SheetTable, form: OutputForm) -> None:
    """Give the table its conditional formats, the most telling first."""
    if form.name == "Checks":
        _checks(table)
    elif form.wide:
        _measures(table, form)
    else:
        _columns(table, form)


def _columns(table: SheetTable, form: OutputForm) -> None:
    """Totals stand out; whole quantities lose their decimals, while amounts and shares keep theirs."""
    for header in table.headers:
        for total in _TOTALS.get(form.name, ()):
            _column(table, header, cell_formats.total_if(f'{table.of_row(form.format_by)}="{total}"'))
        if form.unit_of(header) == "units":
            _column(table, header, cell_formats.whole_numbers(table.first(header)))


def _measures(table: SheetTable, form: OutputForm) -> None:
    """Shares are percent, and one that is used up stands out; whole quantities lose their decimals, amounts do not."""
    place, measure = table.first(table.periods[0]), table.of_row("Measure")
    shares = _one_of(measure, [one.name for one in form.measures if one.unit == "share"])
    money = _one_of(measure, [one.name for one in form.measures if is_money(one.unit)])
    if shares:
        _periods(table, cell_formats.full_if(f"AND({shares},ISNUMBER({place}),{place}>0.9999)"))
        _periods(table, cell_formats.percent_if(shares))
    _periods(table, cell_formats.whole_numbers(place, unless=money))
    if shares or money:
        _periods(table, cell_formats.quantity_if(f"ISNUMBER({place})"))


def _one_of(cell: str, measures: Sequence[str]) -> str:
    """The condition that a cell names one of these measures; "" where there is none."""
    begin = f'LEFT({cell},{len(WORTH)})="{WORTH}"'
    parts = list(dict.fromkeys(begin if name.startswith(WORTH) else f'{cell}="{name}"' for name in measures))
    return f"OR({','.join(parts)})" if len(parts) > 1 else "".join(parts)


def _checks(table: SheetTable) -> None:
    warning = in_language(say(WARNING, number=""), table.words.language)
    begins = f'LEFT({table.of_row("Check")},{len(warning)})="{warning}"'
    _column(table, "Check", cell_formats.warning_if(begins))
    for rule in cell_formats.result_rules(table.of_row("Result")):
        _column(table, "Result", rule)


def _column(table: SheetTable, header: str, rule: object) -> None:
    _over(table, header, table.letter(header), rule)


def _periods(table: SheetTable, rule: object) -> None:
    """Over the first period and everything to its right, however many there will be."""
    _over(table, table.periods[0], _LAST_COLUMN, rule)


def _over(table: SheetTable, header: str, last_letter: str, rule: object) -> None:
    area = f"{table.first(header)}:{last_letter}{table.header_row + ROWS}"
    table.sheet.conditional_formatting.add(area, rule)

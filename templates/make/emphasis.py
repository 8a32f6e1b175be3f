"""The conditional formats of each output table, over ranges that leave it room to grow."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from sop_excel.contract.forms import OutputForm
from sop_excel.contract.output_tables import SHARED_RESOURCES
from sop_excel.domain.costs import PROFIT, REVENUE, TOTAL_COST
from templates.make import cell_formats
from templates.make.cell_formats import COLUMNS, ROWS
from templates.make.page import SheetTable

TOTAL_COSTS = (TOTAL_COST, REVENUE, PROFIT)
_TOTALS = {"CostSummary": TOTAL_COSTS, "ProductSummary": (SHARED_RESOURCES,)}
_LAST_COLUMN = str(get_column_letter(COLUMNS))


def add(table: SheetTable, form: OutputForm) -> None:
    """Give the table its conditional formats, the most telling first."""
    if form.name == "CapacityUse":
        _capacity(table)
    elif form.name == "Checks":
        _checks(table)
    elif form.wide:
        _periods(table, cell_formats.whole_numbers(table.first(table.periods[0])))
    else:
        _columns(table, form)


def _columns(table: SheetTable, form: OutputForm) -> None:
    """Totals stand out; whole quantities lose their decimals, while amounts and shares keep theirs."""
    for header in table.headers:
        for total in _TOTALS.get(form.name, ()):
            _column(table, header, cell_formats.total_if(f'{table.of_row(form.format_by)}="{total}"'))
        if cell_formats.is_quantity(header):
            _column(table, header, cell_formats.whole_numbers(table.first(header)))


def _capacity(table: SheetTable) -> None:
    place, measure = table.first(table.periods[0]), table.of_row("Measure")
    share, money = f'{measure}="Utilisation"', f'LEFT({measure},9)="Value of "'
    _periods(table, cell_formats.full_if(f"AND({share},ISNUMBER({place}),{place}>0.9999)"))
    _periods(table, cell_formats.percent_if(share))
    _periods(table, cell_formats.whole_numbers(place, unless=money))
    _periods(table, cell_formats.quantity_if(f"ISNUMBER({place})"))


def _checks(table: SheetTable) -> None:
    _column(table, "Check", cell_formats.warning_if(f'LEFT({table.of_row("Check")},8)="Warning "'))
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

"""The conditional formats of each output table, over ranges that leave it room to grow."""

from __future__ import annotations

from sop_excel.contract.forms import OutputForm
from sop_excel.contract.output_tables import SHARED_RESOURCES
from sop_excel.domain.costs import PROFIT, REVENUE, TOTAL_COST
from templates.make import cell_formats
from templates.make.cell_formats import COLUMNS, ROWS
from templates.make.page import Block


def add(block: Block, form: OutputForm) -> None:
    """Give the block its conditional formats, the most telling first."""
    if form.name == "CapacityUse":
        _capacity(block, form)
    elif form.name == "Checks":
        _checks(block)
    elif form.wide:
        _area(block, len(form.lead), COLUMNS, cell_formats.whole_numbers(_place(block, len(form.lead))))
    else:
        _columns(block, _TOTALS.get(form.name, ()))


TOTAL_COSTS = (TOTAL_COST, REVENUE, PROFIT)
_TOTALS = {"CostSummary": TOTAL_COSTS, "ProductSummary": (SHARED_RESOURCES,)}


def _columns(block: Block, totals: tuple[str, ...]) -> None:
    """Totals stand out; whole quantities lose their decimals, while amounts and shares keep theirs."""
    for position, name in enumerate(block.headers):
        for total in totals:
            _area(block, position, position + 1, cell_formats.total_if(f'$A{block.first_row}="{total}"'))
        if cell_formats.is_quantity(name):
            _area(block, position, position + 1, cell_formats.whole_numbers(_place(block, position)))


def _capacity(block: Block, form: OutputForm) -> None:
    lead = len(form.lead)
    place, measure = _place(block, lead), f"$B{block.first_row}"
    share, money = f'{measure}="Utilisation"', f'LEFT({measure},9)="Value of "'
    _area(block, lead, COLUMNS, cell_formats.full_if(f"AND({share},ISNUMBER({place}),{place}>0.9999)"))
    _area(block, lead, COLUMNS, cell_formats.percent_if(share))
    _area(block, lead, COLUMNS, cell_formats.whole_numbers(place, unless=money))
    _area(block, lead, COLUMNS, cell_formats.quantity_if(f"ISNUMBER({place})"))


def _checks(block: Block) -> None:
    _area(block, 0, 1, cell_formats.warning_if(f'LEFT($A{block.first_row},8)="Warning "'))
    for rule in cell_formats.result_rules(f"$B{block.first_row}"):
        _area(block, 1, 2, rule)


def _place(block: Block, column: int) -> str:
    return f"{block.letter(column)}{block.first_row}"


def _area(block: Block, left: int, right: int, rule: object) -> None:
    last = f"{block.letter(right - 1)}{block.header_row + ROWS}"
    block.sheet.conditional_formatting.add(f"{_place(block, left)}:{last}", rule)

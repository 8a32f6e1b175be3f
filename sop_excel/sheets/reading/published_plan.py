"""Table PublishedPlan: production of the plan that was last published, whose products and periods may be gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sop_excel.contract import schema
from sop_excel.domain.cell_values import text_of
from sop_excel.domain.fields import Array
from sop_excel.domain.said import say
from sop_excel.domain.table import Table
from sop_excel.domain.vocabulary import as_typed, first_few, folded, quoted
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Findings, Spot
from sop_excel.sheets.reading.grid import read_grid
from sop_excel.sheets.reading.items import Items
from sop_excel.sheets.reading.known_names import KnownNames
from sop_excel.sheets.reading.matched_headers import header_spot
from sop_excel.sheets.reading.periods import Horizon
from sop_excel.sheets.reading.planning_settings import Settings, read_settings
from sop_excel.sheets.reading.wide_tables import Wide, WideHeaders, wide_headers, wide_numbers

PENALTY = next(setting for setting in schema.SETTINGS if setting.key == "change_penalty")
FEW = 5  # names that are told one by one


@dataclass(frozen=True)
class Published:
    """(I, T) the units of production that were published, nan where none were; what is told where they count."""

    units: Array
    notes: tuple[Issue, ...] = ()


def read_published(table: Table | None, products: Items, horizon: Horizon, found: Findings) -> Published:
    """What was published for the products and periods that are still planned; reports wrong cells.

    Products and periods that are gone are left out, and noted.
    """
    nothing = np.full((len(products.codes), len(horizon.position)), np.nan)
    layout = None if table is None else wide_headers(table, schema.PUBLISHED_PLAN, found)
    if layout is None:
        return Published(nothing)
    still = replace(products, names=products.names.lacking_any())
    wide = wide_numbers(layout, still, horizon.lacking_any(), found)
    return Published(wide.filled, tuple(_gone(layout, wide, products.names, horizon)))


def _gone(layout: WideHeaders, wide: Wide, products: KnownNames, horizon: Horizon) -> Iterator[Issue]:
    """The periods and the products of a table with rows that are planned no more."""
    grid, key = wide.grid, layout.form.columns[0].key
    periods = {name: column for column, name in layout.periods.items() if name not in horizon.position}
    if grid.rows and periods and horizon.complete:
        yield _left_out(header_spot(layout.table, next(iter(periods.values()))), horizon, list(periods))
    codes = [text_of(cell) or "" for cell in grid.cells(key)]
    gone = [n for n, code in enumerate(codes) if code and code not in products.position]
    if gone and products.complete:
        yield _left_out(grid.spot(gone[0], key), products, [codes[n] for n in gone])


def _left_out(spot: Spot, known: KnownNames, names: Sequence[str]) -> Issue:
    told = first_few(list(map(quoted, names)), FEW)
    advice = say("nothing to do: what was published of it is left out")
    return spot.issue(say("a {sort} of table {table}", sort=known.sort, table=known.table), told, advice)


def note_published(published: Published, settings: Settings, found: Findings) -> None:
    """Where a change has a price, what of the published plan is left out; and that there is nothing to change from."""
    penalty = settings.number(PENALTY.key)
    if not penalty:
        return
    for note in published.notes:
        found.warn(note)
    if np.isnan(published.units).all():
        expected = say(
            "a plan in table {table} beside {penalty}",
            table=schema.PUBLISHED_PLAN.name,
            penalty=PENALTY.name,
        )
        told = say("a penalty of {penalty}, and no such plan of these products and periods", penalty=as_typed(penalty))
        advice = say("it has no effect until a plan has been published")
        found.warn(settings.spots[PENALTY.key].issue(expected, told, advice))


def published_plan_counts(tables: Mapping[str, Table]) -> bool:
    """Whether table PublishedPlan is an input of the plan, or of a scenario: only where a change has a price.

    Else a plan may be published, which fills the table, and what stands in the workbook is still the plan of it.
    """
    if read_settings(tables.get(schema.SETTINGS_TABLE.name), Findings()).number(PENALTY.key):
        return True
    grid = read_grid(tables.get(schema.SCENARIOS_TABLE.name), schema.SCENARIOS_TABLE, Findings())
    fields = [] if grid is None else [folded(text_of(cell) or "") for cell in grid.cells("field")]
    return folded(PENALTY.name) in fields

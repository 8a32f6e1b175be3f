"""The command ``pull``: a forecast from a database or a web source into a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sop_excel.hosts.cli.before import BeforeHosts, take_step
from sop_excel.hosts.cli.declared import Typed
from sop_excel.running_step import doing, running

if TYPE_CHECKING:
    from sop_excel.planning import PlanningBook
    from sop_excel.preparing.prepared import Prepared


def pull(options: Typed, hosts: BeforeHosts) -> int:
    """Fill demand, or table Forecast, from the newest forecast."""
    from sop_excel.planning import named_tables
    from sop_excel.preparing.pull import TABLES_READ, PullOptions, prepare_pull
    from sop_excel.store.sources import forecast_source

    source = forecast_source(options.database, options.rest, options.table)
    asked = PullOptions(options.into, options.as_of, options.product, options.new_products, options.allow_gaps)

    def step(book: PlanningBook) -> Prepared:
        return prepare_pull(named_tables(book, TABLES_READ), source, asked, doing)

    return take_step(options, hosts, running("pulling")(step))

"""Where a forecast is pulled from: a web address if one is given, else the database."""

from __future__ import annotations

import os
from collections.abc import Mapping

from sop_excel.errors import InputError, Issue
from sop_excel.own_places import REST_KEY, choices
from sop_excel.preparing.pulled_rows import ForecastSource
from sop_excel.store.address import address
from sop_excel.store.kept_forecasts import TABLE, Database
from sop_excel.store.rest import rest_source
from sop_excel.store.secrets import KEY_OF_REST, kept_in_keyring


def forecast_source(database: str | None = None, rest: str | None = None, table: str | None = None) -> ForecastSource:
    """The source that was typed, as far as it was. Raises InputError for an address that is none."""
    if table and not rest:
        advice = f"add --rest, or make a view {TABLE} in the database"
        raise InputError([Issue("--table", "", "a web source with --rest", "none", advice)])
    if rest:
        return rest_source(rest, table or TABLE, rest_key())
    return Database(address(database))


def rest_key(environ: Mapping[str, str] = os.environ) -> str:
    """The key of the web source: from the environment, the keyring or the file of choices; "" where none says one."""
    return (environ.get(REST_KEY) or kept_in_keyring(KEY_OF_REST) or choices(environ).rest_key).strip()

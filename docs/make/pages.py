"""Which pages are written from the program, and by what; and which show commands with their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docs.make.api import api
from docs.make.commands import commands
from docs.make.errors import errors
from docs.make.model import model
from sop_excel.functions.function_reference import reference as functions
from sop_excel.sheets.table_reference import reference as tables

WRITTEN: Mapping[str, Callable[[], str]] = {
    "api.md": api,
    "commands.md": commands,
    "errors.md": errors,
    "functions.md": functions,
    "model.md": model,
    "tables.md": tables,
}
FOLLOWED = ("tutorial.md",)

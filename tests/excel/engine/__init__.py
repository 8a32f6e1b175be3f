"""An xlwings engine without Excel: it acts on real workbook files as classic Excel on Windows would.

xlwings' own classes (``Book``, ``Sheet``, ``Range``, ``Table`` ...) work on it unchanged. No Excel is run: how it
behaves is written down here from Excel's documentation and from xlwings' Windows engine, and is no more than that.
"""

from __future__ import annotations

from pathlib import Path

import xlwings as xw

from tests.excel.engine.app import Alert, App, Books, Engine
from tests.excel.engine.book import Book, Sheets
from tests.excel.engine.charts import Chart, Charts
from tests.excel.engine.com import say_what_is_missing
from tests.excel.engine.faults import ComError
from tests.excel.engine.looks import Font
from tests.excel.engine.names import Name, Names
from tests.excel.engine.ranges import Range
from tests.excel.engine.sheet import Note, Sheet
from tests.excel.engine.tableparts import TableFilter
from tests.excel.engine.tables import Table, Tables

__all__ = ["ENGINE", "Alert", "App", "ComError", "Engine", "excel", "open_book", "saved"]

for _kind in (
    App,
    Books,
    Book,
    Sheets,
    Sheet,
    Range,
    Table,
    TableFilter,
    Tables,
    Chart,
    Charts,
    Names,
    Name,
    Font,
    Note,
):
    say_what_is_missing(_kind)
ENGINE = Engine()
xw.engines.add(xw.main.Engine(impl=ENGINE))


def open_book(path: Path, *, beside: xw.Book | None = None, read_only: bool = False) -> xw.Book:
    """A workbook opened in an Excel of its own, or in the one where ``beside`` is open; Excels of before are quit."""
    if beside is not None:
        return beside.app.books.open(path, read_only=read_only)
    for app in ENGINE.apps:
        app.quit()
    xw.engines["headless"].activate()
    started = xw.App(add_book=False)
    started.impl.settings_log.clear()
    return started.books.open(path, read_only=read_only)


def excel(book: xw.Book) -> App:
    """The engine's own Excel behind a book, with what a user would have seen of it."""
    app = book.app.impl
    assert isinstance(app, App)
    return app


def saved(book: xw.Book, path: Path) -> Path:
    """The workbook saved to a file."""
    book.save(path)
    return path

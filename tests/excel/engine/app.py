"""The engine as xlwings knows it, and the running Excel with its open books."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import get_ident
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
from xlwings import base_classes

from tests.excel.engine.book import Book
from tests.excel.engine.com import Com
from tests.excel.engine.faults import RPC_E_CALL_REJECTED, RPC_E_WRONG_THREAD, ComError

if TYPE_CHECKING:
    from tests.excel.engine.clipboard import Clip

_COUNT = itertools.count(1001)
CELL_ERRORS = {  # the seven errors that classic xlwings knows by name
    -2146826288: "#NULL!",
    -2146826281: "#DIV/0!",
    -2146826273: "#VALUE!",
    -2146826265: "#REF!",
    -2146826259: "#NAME?",
    -2146826252: "#NUM!",
    -2146826246: "#N/A",
}


BUTTONS = {  # what each kind of message box can answer (win32 MessageBox, as xlwings calls it)
    "ok": ("ok",),
    "ok_cancel": ("ok", "cancel"),
    "yes_no": ("yes", "no"),
    "yes_no_cancel": ("yes", "no", "cancel"),
}


@dataclass(frozen=True)
class Alert:
    """A message box that a user would have seen."""

    prompt: str
    title: str
    mode: str | None
    buttons: str = "ok"


class App(base_classes.App):
    """One running Excel. Tests read ``alerts``, ``status_texts``, ``calculations`` and ``settings_log``."""

    __slots__ = ("path", "pid", "startup_path", "version")  # in place of the base's properties
    path: str
    pid: int
    startup_path: str
    version: str

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.pid = next(_COUNT)
        self.open_books: list[Book] = []
        self.active_book: Book | None = None
        self.clip: Clip | None = None
        self.copies = 0  # how often something was put on the clipboard
        self.selected: Any = None
        self.evaluate: Callable[[str, str, str], Any] | None = None  # sheet, address, formula -> its value
        self.alerts: list[Alert] = []
        self.answers: list[str] = []  # what the user will press, message by message; then the first button
        self.status_texts: list[str | bool] = []
        self.calculations = 0
        self.calls = 0  # how often somebody asked for what cells hold, or have in common
        self.settings_log: list[tuple[str, Any]] = []
        self._settings: dict[str, Any] = {
            "visible": True,
            "screen_updating": True,
            "display_alerts": True,
            "enable_events": True,
            "interactive": True,
            "calculation": "automatic",
        }
        self.is_editing = False  # a cell: every call is refused then
        self.threads: set[int] = set()  # whose the objects are: no other thread may use them; empty: any may
        self.calculating: Callable[[], None] = lambda: None  # what else happens while it calculates
        self.expands_tables = True  # and takes what is written beside a table into it: noted here, but not done
        self.fills_formulas = True  # AutoCorrect fills a table's column with a formula that one cell of it gets
        self.version = "16.0"
        self.path = "C:\\Program Files\\Microsoft Office\\root\\Office16"
        self.startup_path = "C:\\Users\\planner\\AppData\\Roaming\\Microsoft\\Excel\\XLSTART"

    @property
    def hwnd(self) -> int:
        """The window that is in front: each workbook has one of its own, and without any Excel has one itself."""
        return self.windows[0]

    @property
    def windows(self) -> list[int]:
        """All of its windows, the one in front first."""
        books = sorted(self.open_books, key=lambda book: book is not self.active_book)
        return [book.hwnd for book in books] or [self.pid * 16]

    def answer(self) -> None:
        """Refuses as COM does: while a cell is edited, and in a thread that has the objects from another one."""
        if self.threads and get_ident() not in self.threads:
            raise ComError("The application called an interface that was marshalled for a different thread.",
                           RPC_E_WRONG_THREAD)  # fmt: skip
        if self.is_editing:
            raise ComError("Call was rejected by callee.", RPC_E_CALL_REJECTED)

    def edit(self) -> None:
        """The planner begins to edit a cell; keys and clicks are not taken where Excel is not interactive."""
        if not self._settings["interactive"]:
            raise AssertionError("no key is taken while Interactive is False")
        self.is_editing = True

    @property
    def api(self) -> Com:
        members = {"Hwnd": "hwnd", "Version": "version", "StatusBar": "status_bar", "CutCopyMode": "cut_copy_mode"}
        members |= {"AutoCorrect": "auto_correct", "WorksheetFunction": "worksheet_function"}
        switches = {"ScreenUpdating": "screen_updating", "EnableEvents": "enable_events", "Calculate": "calculate",
                    "Interactive": "interactive"}  # fmt: skip
        return Com("Application", self, members | switches | {"DisplayAlerts": "display_alerts"})

    @property
    def auto_correct(self) -> Com:
        members = {"AutoFillFormulasInLists": "fills_formulas", "AutoExpandListRange": "expands_tables"}
        return Com("AutoCorrect", self, members)

    @property
    def worksheet_function(self) -> SimpleNamespace:
        """COUNTA counts what a filter hides as well (only SUBTOTAL does not), and formulas that give an empty text."""
        return SimpleNamespace(CountA=lambda cells: cells.Held)

    @property
    def selection(self) -> Any:
        """There is always one: in the beginning the first cell of the sheet that is shown; none without a workbook."""
        if self.selected is None and self.active_book is not None:
            return self.active_book.sheets.active.range((1, 1))
        return self.selected

    @property
    def books(self) -> Books:
        self.answer()
        return Books(self)

    @property
    def status_bar(self) -> str | bool:
        return self.status_texts[-1] if self.status_texts else False

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        self.answer()
        self.status_texts.append(value)

    @property
    def cut_copy_mode(self) -> str | None:
        return "copy" if self.clip else None

    @cut_copy_mode.setter
    def cut_copy_mode(self, value: bool) -> None:
        self.clip = None

    def calculate(self) -> None:
        self.calculations += 1

    def alert(self, prompt: Any, title: Any, buttons: Any, mode: Any, callback: Any) -> str:
        """As xlwings on Windows: other buttons and modes than its own are a KeyError."""
        pressable = BUTTONS[buttons or "ok"]
        if mode not in (None, "info", "critical"):
            raise KeyError(mode)
        self.alerts.append(Alert(str(prompt or ""), str(title or ""), mode, buttons or "ok"))
        asked = len(pressable) > 1
        pressed = self.answers.pop(0) if asked and self.answers else pressable[0]
        if pressed not in pressable:
            raise AssertionError(f"{pressed} cannot be pressed here: {prompt}")
        return pressed

    def activate(self, steal_focus: bool = False) -> None:
        self.engine.running.remove(self)
        self.engine.running.insert(0, self)

    def quit(self) -> None:
        self.open_books.clear()
        if self in self.engine.running:
            self.engine.running.remove(self)

    kill = quit


def _setting(name: str, allowed: tuple[Any, ...]) -> property:
    def get(app: App) -> Any:
        app.answer()
        return app._settings[name]

    def put(app: App, value: Any) -> None:
        app.answer()
        if value not in allowed:
            raise KeyError(value)
        app._settings[name] = value
        app.settings_log.append((name, value))
        if (name, value) == ("calculation", "automatic"):
            app.calculating()

    return property(get, put)


for _name in ("visible", "screen_updating", "display_alerts", "enable_events", "interactive"):
    setattr(App, _name, _setting(_name, (True, False)))
setattr(App, "calculation", _setting("calculation", ("automatic", "manual", "semiautomatic")))  # noqa: B010


class Books(base_classes.Books):
    """The open workbooks."""

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def active(self) -> Book:
        if self.app.active_book is None:
            raise ComError("No workbook is open.")
        return self.app.active_book

    def __call__(self, key: int | str) -> Book:
        if isinstance(key, int) and 1 <= key <= len(self):
            return self.app.open_books[key - 1]
        for book in self:
            if isinstance(key, str) and book.name.lower() == key.lower():
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.open_books)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self.app.open_books))

    def add(self) -> Book:
        names = {book.name for book in self}
        name = next(f"Book{count}" for count in itertools.count(1) if f"Book{count}" not in names)
        return self._opened(Book(self.app, openpyxl.Workbook(), None, name, read_only=False))

    def open(self, fullname: str, update_links: Any = None, read_only: bool | None = None, *rest: Any) -> Book:
        return self._opened(Book.of_file(self.app, Path(fullname), read_only=bool(read_only)))

    def _opened(self, book: Book) -> Book:
        self.app.open_books.append(book)
        book.activate()
        return book


class Apps(base_classes.Apps):
    """Every running Excel, the one used last first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        app = App(self.engine)
        self.engine.running.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def __iter__(self) -> Iterator[App]:
        return iter(list(self.engine.running))

    def __len__(self) -> int:
        return len(self.engine.running)

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError("Could not find an Excel instance with this PID.")


class Engine:
    """An engine for tests: classic Excel on Windows, as far as xlwings shows it, over openpyxl workbooks."""

    name = "headless"
    type = "desktop"

    def __init__(self) -> None:
        self.running: list[App] = []

    @property
    def apps(self) -> Apps:
        return Apps(self)

    @staticmethod
    def prepare_xl_data_element(x: Any, date_format: Any) -> Any:
        """A Python value as it goes to COM."""
        if isinstance(x, dt.datetime | dt.date | np.datetime64):
            return "" if pd.isna(x) else pd.Timestamp(x).tz_localize(None).to_pydatetime()
        if x is None or (np.ndim(x) == 0 and pd.isna(x)):
            return ""
        return float(x) if isinstance(x, np.number) else x

    @staticmethod
    def clean_value_data(data: Any, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: Any) -> Any:
        """Values from COM as xlwings gives them to Python."""

        def clean(value: Any) -> Any:
            if value in ("", None):
                return empty_as
            if isinstance(value, dt.datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            if isinstance(value, int) and value in CELL_ERRORS:
                return CELL_ERRORS[value] if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]

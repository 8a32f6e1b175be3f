"""Stand-ins for pywin32: xlwings registers and calls worksheet functions as on Windows, where there is none.

Only the way to Excel is replaced: ``xlwings.udfs`` and ``xlwings.com_server`` are the genuine modules, and ranges that
a formula hands over are read from real sheets of the headless engine.
"""

from __future__ import annotations

import datetime as dt
import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import get_ident
from types import ModuleType, SimpleNamespace
from typing import Any

import xlwings as xw

from sop_excel.functions.declare import Argument
from sop_excel.shipped import resource
from tests.addin.basic_in_python import functions
from tests.excel.engine import ENGINE, ComError

MISSING = -2147352572  # what arrives for an argument that the formula leaves out
_DECORATORS = {"func": "xlfunc", "arg": "xlarg", "ret": "xlret", "sub": "xlsub", "script": "xlsub"}
_GENUINE = ("xlwings.udfs", "xlwings.com_server")


class ComRange:
    """A range as Excel hands it to a worksheet function."""

    def __init__(self, range_: xw.Range) -> None:
        self.engine_range = range_.impl


class _Nowhere:
    """What xlwings takes for the calling cell when a function is called from VBA."""

    address = "$A$1"


def _engine_range(xl: Any) -> Any:
    return xl.engine_range if isinstance(xl, ComRange) else _Nowhere()


class _Wrapped:
    """An object of Python's as Excel holds it: it can only be handed back."""

    def __init__(self, obj: Any) -> None:
        self.held = obj


def _unwrap(given: Any) -> Any:
    if not isinstance(given, _Wrapped):
        raise TypeError(given)
    return given.held


class _Reached:
    """An Excel as xlwings reaches it: by one window, in which its messages are shown for as long as it is open."""

    def __init__(self, xl: Any) -> None:
        hwnd = xl if isinstance(xl, int) else xl.Hwnd
        app = next(app for app in ENGINE.apps if hwnd in app.windows)
        app.threads.add(get_ident())
        self.__dict__.update(hwnd=hwnd, app=app)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["app"], name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self.__dict__["app"], name, value)

    def alert(self, *given: Any) -> Any:
        """A message box of Windows, whose owner is the window."""
        if self.hwnd not in self.app.windows:
            raise ComError("Invalid window handle.")
        return self.app.alert(*given)


def _module(name: str, **members: Any) -> ModuleType:
    module = ModuleType(name)
    module.__dict__.update(members)
    return module


def _stand_ins() -> dict[str, ModuleType]:
    """Every module that xlwings imports on Windows alone."""
    identifier = "{00020400-0000-0000-C000-000000000046}"
    client = _module("win32com.client", Dispatch=lambda xl, **_: xl)
    parts = {name: _module(f"win32com.server.{name}") for name in ("dispatcher", "policy", "util")}
    parts["util"].__dict__.update(wrap=lambda obj, iid=None: _Wrapped(obj), unwrap=_unwrap)
    server = _module("win32com.server", __path__=[], **parts)
    modules = [
        _module("pythoncom", CoInitialize=lambda: None, IID_IDispatch=identifier, TypeIIDs={identifier: _Nowhere}),
        _module("pywintypes", com_error=ComError, TimeType=dt.datetime, IID=str),
        _module("win32api"),
        _module("win32event"),
        _module("win32com", __path__=[], client=client, server=server),
        _module("xlwings._xlwindows", Range=_engine_range, BOOK_CALLER=None, Book=None, App=_Reached),
        client,
        server,
        *parts.values(),
    ]
    modules[5].__dict__["is_range_instance"] = lambda xl: isinstance(xl, ComRange)
    return {module.__name__: module for module in modules}


@contextmanager
def windows(*fresh: str) -> Iterator[ModuleType]:
    """The genuine ``xlwings.udfs``, with ``xw.func`` and its like as on Windows.

    The modules named in ``fresh`` are imported anew within, so that xlwings registers their functions, and
    forgotten after.
    """
    names = [*_stand_ins(), *_GENUINE, *fresh]
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    attributes = {name: vars(xw).get(name) for name in (*_DECORATORS, "_xlwindows", "udfs", "com_server")}
    sys.modules.update(_stand_ins())
    xw.__dict__["_xlwindows"] = sys.modules["xlwings._xlwindows"]
    xw.engines.engines_by_name["excel"] = xw.main.Engine(impl=ENGINE)
    try:
        server = importlib.import_module("xlwings.com_server")
        udfs = importlib.import_module("xlwings.udfs")
        xw.__dict__.update({ours: getattr(udfs, theirs) for ours, theirs in _DECORATORS.items()})
        yield udfs
        server.loop.close()
        udfs.com_executor.shutdown()
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)
        del xw.engines.engines_by_name["excel"]
        for name, value in attributes.items():
            xw.__dict__.pop(name, None) if value is None else xw.__dict__.update({name: value})


def call(module: str, name: str, args: Sequence[Any], caller: xw.Range | None = None) -> Any:
    """What a formula gets from a function: the whole way of xlwings' COM server, within ``windows``.

    Ranges are given as ``xw.Range``; anything else goes as it is, ``MISSING`` for an argument that is left out.
    """
    given = tuple(ComRange(arg) if isinstance(arg, xw.Range) else arg for arg in args)
    server = sys.modules["xlwings.com_server"].XLPython()
    return server.CallUDF(module, name, given, None, ComRange(caller) if caller else None)


def handed(arguments: Sequence[Argument], args: Sequence[Any]) -> tuple[Any, ...]:
    """What our wrapper hands over of a formula's arguments: made by the macro's own text, on the engine's objects."""
    given = [arg.impl.api if isinstance(arg, xw.Range) else arg for arg in args]
    return tuple(_macros().SopGiven(argument.most_cells, arg) for argument, arg in zip(arguments, given, strict=True))


@cache
def _macros() -> SimpleNamespace:
    return functions(resource("addin/excel/vba/SopCells.bas").read_text(encoding="utf-8"))

"""Stand-ins for pywin32, which exists on Windows alone, so that the genuine ``xlwings.udfs`` can be imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


def _module(name: str, **contents: object) -> ModuleType:
    made = ModuleType(name)
    vars(made).update(contents)
    return made


@contextmanager
def xlwings_udfs() -> Iterator[ModuleType]:
    """The module ``xlwings.udfs``; afterwards everything is as if it had not been imported."""
    error = type("com_error", (Exception,), {})
    client = _module("win32com.client", Dispatch=lambda com_object: com_object)
    made = {
        "pythoncom": _module("pythoncom", CoInitialize=lambda: None, IID_IDispatch=None, com_error=error),
        "pywintypes": _module("pywintypes", com_error=error),
        "win32com": _module("win32com", client=client),
        "win32com.client": client,
    }
    names = [*made, "xlwings.udfs"]
    before = {name: sys.modules.pop(name) for name in names if name in sys.modules}
    sys.modules.update(made)
    try:
        yield importlib.import_module("xlwings.udfs")
    finally:
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)

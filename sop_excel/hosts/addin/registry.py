"""The values of keys in Windows' registry, read and never written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

USER, MACHINE = "HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE"

Registry = Callable[[str, str], Mapping[str, object]]  # (one of the two above, a key) -> its values by name


def values_of(hive: str, key: str) -> dict[str, object]:
    """The values of a key by their names; none where there is no such key, or no registry. Raises PermissionError."""
    try:
        winreg: Any = import_module("winreg")
    except ImportError:
        return {}
    found: dict[str, object] = {}
    try:
        # A 32 bit Python would be shown a part of its own otherwise.
        access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        with winreg.OpenKey(getattr(winreg, hive), key, 0, access) as opened, suppress(OSError):  # the end of the list
            while True:
                name, value, _ = winreg.EnumValue(opened, len(found))
                found[name] = value
    except FileNotFoundError:
        return {}
    return found

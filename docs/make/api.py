"""The names of the Python API, errors last, for mkdocstrings to describe."""

from __future__ import annotations

import inspect

import sop_excel
from sop_excel import errors


def api() -> str:
    """The whole page."""
    names = sorted((name for name in sop_excel.__all__ if not name.startswith("__")), key=_is_trouble)
    return "\n".join([_HEAD, *map(_described, names)])


def _is_trouble(name: str) -> bool:
    """What can go wrong comes last."""
    return str(getattr(sop_excel, name).__module__) == errors.__name__


def _described(name: str) -> str:
    """One name, where it really stands."""
    found = getattr(sop_excel, name)
    home, own = getattr(found, "__module__", "sop_excel"), getattr(found, "__qualname__", name)
    members = _MEMBERS if inspect.isclass(found) else ""
    return f"::: {home}.{own}\n{members}"


_MEMBERS = """    options:
      filters: ["!^_"]
"""

_HEAD = """# The Python API

What stands here is public: it is listed in `sop_excel.__all__`, typed, and tested. Everything else may change.
[How to use it](how_to/use_python.md) begins with an example. Importing `sop_excel` loads nothing heavy: each name is
loaded when it is first used. The descriptions are those of the code, taken by mkdocstrings when the site is built;
`make docs` writes the list.
"""

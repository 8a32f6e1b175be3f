"""The names of the Python API, in the order of ``sop_excel.__all__``, for mkdocstrings to describe."""

from __future__ import annotations

import inspect

import sop_excel


def api() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(_described(name) for name in sop_excel.__all__ if not name.startswith("__"))])


def _described(name: str) -> str:
    """One name, where it really stands."""
    found = getattr(sop_excel, name)
    home, own = getattr(found, "__module__", "sop_excel"), getattr(found, "__qualname__", name)
    members = _MEMBERS if inspect.isclass(found) else ""
    return f"::: {home}.{own}\n{members}"


_MEMBERS = """    options:
      filters: ["!^_"]
      members: true
"""

_HEAD = """# The Python API

What stands here is public: it is listed in `sop_excel.__all__`, typed, and tested. Everything else may change.
[How to use it](how_to/use_python.md) begins with an example. Importing `sop_excel` loads nothing heavy: each name is
loaded when it is first used. The descriptions are those of the code, taken by mkdocstrings when the site is built;
`make docs` writes the list.
"""

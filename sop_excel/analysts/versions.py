"""What a plan was made with, to be told with a question or kept beside a result."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

_PARTS = ("highspy", "pulp", "numpy", "pandas", "matplotlib", "xlwings")  # as far as they are installed


def versions() -> dict[str, str]:
    """The versions of sop-excel, Python, the solver (highspy) and the libraries that are installed, by name.

    >>> list(versions())[:3]
    ['sop-excel', 'python', 'highspy']
    """
    from sop_excel import __version__

    return {"sop-excel": __version__, "python": platform.python_version(), **_installed()}


def _installed() -> dict[str, str]:
    found = {}
    for name in _PARTS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an extra that was not asked for
            continue
    return found

"""Where the files are that come with the program, such as the workbooks that planners start from."""

from __future__ import annotations

from pathlib import Path

from sop_excel.errors import MachineError

_PACKAGE = Path(__file__).resolve().parent

# A built package carries the files inside itself; a working copy has them at its top.
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent)


def resource(name: str) -> Path:
    """The file of that name, such as ``templates/single_product.xlsx``.

    Raises MachineError if the installation lacks it.

    >>> resource("templates/single_product.xlsx").name
    'single_product.xlsx'
    """
    for place in _PLACES:
        if (place / name).is_file():
            return place / name
    raise MachineError(f"this installation of sop-excel lacks the file {name}; install sop-excel again")

"""The VBA module ``xlwings``: the parts of the installed xlwings that load its library and start its server.

xlwings is under the BSD 3-clause licence, whose text comes along. Taken are the declarations, whose names carry the
version, and three procedures; which interpreter runs is left to our own module ``SopServer``.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from sop_excel.errors import MachineError
from sop_excel.extras import EXTRAS, missing

MODULE = "xlwings"
PROCEDURES = ("NDims", "XLPy", "KillPy")
_SOURCE = "xlwings_custom_addin.bas"
_LICENCE = re.compile(
    r"^'xlwings is distributed under a BSD 3-clause license\.$.*?^'SOFTWARE, EVEN IF .*?$", re.M | re.S
)
_VERSION = re.compile(r'^Public Const XLWINGS_VERSION As String = "(.+)"$', re.M)
_DECLARATIONS = re.compile(r"^#If VBA7 Then$.*?^#End If$", re.M | re.S)
# Left out of the declarations: a call of the Mac's shell and a loader that our own module has, both unused here.
_UNUSED = re.compile(r"^ *#If Mac Then\n(?:.*\n)*? *#End If\n|^ *Private Declare .*LoadLibrary.*\n", re.M)
_HEAD = f"""Attribute VB_Name = "{MODULE}"
Option Explicit
Option Private Module

' Parts of xlwings, unchanged but for what is left out: its declarations and the procedures {", ".join(PROCEDURES)}.
'
"""


def installed_version() -> str:
    """The version of xlwings that is installed.

    Raises MissingPackageError if there is none.
    """
    try:
        return version("xlwings")
    except PackageNotFoundError:
        raise missing("xlwings") from None


def xlwings_module() -> str:
    """The text of the module.

    Raises MissingPackageError if xlwings is not installed, MachineError if it does not have the parts.
    """
    wanted = installed_version()
    spec = find_spec("xlwings")
    source = Path(spec.origin).with_name(_SOURCE) if spec and spec.origin else None
    if source is None or not source.is_file():
        raise _unknown(wanted, f"the file {_SOURCE}")
    return taken_from(source.read_text(encoding="utf-8"), wanted)


def taken_from(source: str, wanted: str) -> str:
    """The parts as a module, from the text of xlwings' own module for add-ins of that version.

    Raises MachineError if a part is missing or the text is of another version.
    """
    found = _part(_VERSION, source, "its version", wanted)
    if f'"{wanted}"' not in found:
        raise _unknown(wanted, f"the version {wanted} ({found})")
    declarations = _UNUSED.sub("", _part(_DECLARATIONS, source, "its declarations", wanted))
    if f'Lib "xlwings64-{wanted}.dll"' not in declarations:
        raise _unknown(wanted, "declarations of its own version")
    licence = _part(_LICENCE, source, "its licence", wanted)
    procedures = [_procedure(name, source, wanted) for name in PROCEDURES]
    return _HEAD + "\n\n".join([licence, declarations, found, *procedures]) + "\n"


def _procedure(name: str, source: str, wanted: str) -> str:
    pattern = re.compile(rf"^(?:Public )?(Function|Sub) {name}\(.*?^End \1$", re.M | re.S)
    return _part(pattern, source, f"the procedure {name}", wanted)


def _part(pattern: re.Pattern[str], source: str, what: str, wanted: str) -> str:
    found = pattern.search(source)
    if not found:
        raise _unknown(wanted, what)
    return found[0]


def _unknown(wanted: str, what: str) -> MachineError:
    return MachineError(
        f"the add-in file cannot be built from xlwings {wanted}: its {_SOURCE} lacks {what}; "
        f"install the version that sop-excel names: pip install {EXTRAS['xlwings'].requirement}"
    )

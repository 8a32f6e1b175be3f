"""The user's settings file, in the form that VBA's ``Input #`` reads: one ``"KEY","value"`` a line."""

from __future__ import annotations

import csv
from collections.abc import Mapping

from sop_excel import __version__
from sop_excel.errors import MachineError
from sop_excel.hosts.addin.locations import WINDOWS, AddinPlaces, Machine
from sop_excel.session_log import folder
from sop_excel.shipped import resource

_NEVER = '"\r\n'
_RISKY = _NEVER + "%|<>*?$`"  # with a meaning to some program on the way to Python; the add-in refuses them, too
INTERPRETER, TEMPLATES, HELP, LOGS, VERSION = "INTERPRETER", "TEMPLATES", "HELP", "LOGS", "VERSION"


def settings(machine: Machine, places: AddinPlaces) -> dict[str, str]:
    """What the add-in must know to find this installation."""
    return {
        INTERPRETER: str(machine.interpreter),
        TEMPLATES: str(resource("templates/single_product.xlsx").parent),
        HELP: str(places.help),
        LOGS: str(folder(machine.platform, machine.home, machine.environ)),
        VERSION: __version__,
    }


def encoded(values: Mapping[str, str], machine: Machine) -> bytes:
    """The bytes of the file. Raises MachineError for a value that VBA could not read back."""
    for key, value in values.items():
        _refuse_unreadable(value, _RISKY if key == INTERPRETER else _NEVER, machine.encoding)
    newline = "\r\n" if machine.platform == WINDOWS else "\n"
    text = "".join(f'"{key}","{value}"{newline}' for key, value in values.items())
    return text.encode(machine.encoding)


def decoded(content: bytes, machine: Machine) -> dict[str, str]:
    """The settings in a file's bytes. Raises MachineError if it is not such a file."""
    try:
        rows = list(csv.reader(content.decode(machine.encoding).splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise MachineError("the settings file holds something else than settings") from None
    return {row[0]: row[1] for row in rows if len(row) == 2}


def _refuse_unreadable(value: str, refused: str, encoding: str) -> None:
    """VBA reads one byte a letter, ends a text at a quotation mark, and a line at its end."""
    advice = "make an environment in a folder without such letters, install sop-excel there and run it again"
    for letter in value:
        if letter in refused or not _has(encoding, letter):
            raise MachineError(f"Excel's macros cannot read the letter {letter!r} in the path {value}; {advice}")


def _has(encoding: str, letter: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True

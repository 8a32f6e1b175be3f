"""The file of the journal, which is the database too where no other one was chosen: its user's alone."""

from __future__ import annotations

from pathlib import Path

from sop_excel.errors import MachineError
from sop_excel.own_places import HOME, JOURNAL, own_folder


def journal_file() -> Path:
    """Where the journal is, whether there is one or not."""
    return own_folder() / JOURNAL


def make_private() -> None:
    """Make folder and file, if they are not there, such that no other user can read them. Raises MachineError."""
    file = journal_file()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as fault:
        advice = f"name a folder in which you may write in the variable {HOME}"
        raise MachineError(f"{file} cannot be made: {fault.strerror}; {advice}") from None

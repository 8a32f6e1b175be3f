"""The record of an installation: what was written, so that exactly that can be removed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sop_excel.errors import MachineError

AS_INSTALLED, CHANGED, MISSING = "as installed", "changed since", "missing"


@dataclass(frozen=True)
class Record:
    """The versions, the Python, the digest of every file that was written, and the folders that were made for them."""

    version: str
    xlwings: str
    interpreter: str
    files: Mapping[str, str] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    def state(self, path: Path) -> str:
        """Whether a file is still as it was installed."""
        if not path.is_file():
            return MISSING
        return AS_INSTALLED if digest(content(path)) == self.files.get(str(path)) else CHANGED

    def encoded(self) -> bytes:
        """The record's file."""
        return (json.dumps(asdict(self), indent=2) + "\n").encode()


def content(path: Path) -> bytes:
    """The content of an installed file. Raises MachineError where Excel lets nobody else read it."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise MachineError(f"{path} cannot be read ({error.strerror}); close Excel and run it again") from error


def digest(data: bytes) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()


def load(path: Path) -> Record | None:
    """The record in a file, or None where nothing is installed. Raises MachineError if it cannot be understood."""
    if not path.is_file():
        return None
    try:
        return _record(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        raise MachineError(
            f"{path} should say what is installed but cannot be read; "
            "delete it and the add-in's file by hand, then run 'sop-excel addin install'"
        ) from None


def _record(told: dict[str, Any]) -> Record:
    files = {str(path): str(sha) for path, sha in told["files"].items()}
    folders = tuple(str(folder) for folder in told["folders"])
    return Record(str(told["version"]), str(told["xlwings"]), str(told["interpreter"]), files, folders)

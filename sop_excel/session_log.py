"""What a session did, step by step, in a file of its own in the user's folder: for whoever is asked for help."""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

LOGGER = logging.getLogger("sop_excel")
KEPT = 20  # files; those of the oldest sessions are deleted
_FORMAT = "%(asctime)s %(levelname)s %(message)s"


def folder(system: str, home: Path, environ: Mapping[str, str]) -> Path:
    """Where the files are on a system (as ``sys.platform`` names it).

    >>> folder("win32", Path("C:/Users/a"), {"LOCALAPPDATA": "C:/Users/a/AppData/Local"}).as_posix()
    'C:/Users/a/AppData/Local/sop-excel/logs'
    """
    if system == "win32":
        local = environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "sop-excel" / "logs"
    if system == "darwin":
        return home / "Library" / "Logs" / "sop-excel"
    state = environ.get("XDG_STATE_HOME")
    return (Path(state) if state else home / ".local" / "state") / "sop-excel" / "logs"


def start(session: str) -> Path | None:
    """Begin the file of this session, if none is begun yet, and return where it is; None where it cannot be written."""
    if (begun := where()) is not None:
        return begun
    home = folder(sys.platform, Path.home(), os.environ)
    try:
        home.mkdir(parents=True, exist_ok=True)
        _delete_old(home)
        handler = _Private(
            home / f"{datetime.now():%Y-%m-%d_%H-%M-%S}_{os.getpid()}.log", encoding="utf-8", delay=False
        )
    except OSError:  # a full or a locked disk must not keep a plan from being made
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False
    LOGGER.info(
        "%s: sop-excel %s, Python %s, %s", session, version("sop-excel"), platform.python_version(), sys.executable
    )
    return where()


def start_anew(session: str) -> Path | None:
    """Begin a file for this session, in a process that has had others."""
    stop()
    return start(session)


def where() -> Path | None:
    """The file of this session, if it is begun."""
    handler = next((one for one in LOGGER.handlers if isinstance(one, _Private)), None)
    return None if handler is None else Path(handler.baseFilename)


def stop() -> None:
    """End the file of this session."""
    for handler in [one for one in LOGGER.handlers if isinstance(one, _Private)]:
        LOGGER.removeHandler(handler)
        handler.close()


class _Private(logging.FileHandler):
    """A file for the user alone: what is said of a cell may be nobody else's business."""

    def _open(self):  # type: ignore[no-untyped-def]  # as in the standard library
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=_for_me)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Nothing: a disk that is full now must not end the session."""


def _for_me(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _delete_old(home: Path) -> None:
    for path in sorted(home.glob("*.log"))[: 1 - KEPT or None]:
        with suppress(OSError):  # that of a session which is still running, on Windows
            path.unlink()

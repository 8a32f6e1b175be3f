"""The folder of the program's own data, and what its user has chosen in the file ``config.toml`` there.

Environment variables go before the file: ``SOP_EXCEL_HOME`` names another folder, ``SOP_EXCEL_DATABASE`` the database,
``SOP_EXCEL_REST_KEY`` the key of a web source, ``SOP_EXCEL_KEEP_RUNS`` and ``SOP_EXCEL_KEEP_COPIES`` switch off, with
``no``, what is kept of runs and workbooks, and ``SOP_EXCEL_FORMULA_SECONDS`` limits the search of a worksheet formula.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from sop_excel.errors import InputError, Issue

HOME, DATABASE, REST_KEY = "SOP_EXCEL_HOME", "SOP_EXCEL_DATABASE", "SOP_EXCEL_REST_KEY"
KEEP_RUNS, KEEP_COPIES = "SOP_EXCEL_KEEP_RUNS", "SOP_EXCEL_KEEP_COPIES"
FORMULA_SECONDS = "SOP_EXCEL_FORMULA_SECONDS"
CONFIG = "config.toml"
JOURNAL = "plans.sqlite"  # the runs of this user, and the database where no other one is chosen
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
_KINDS: dict[str, type] = {
    "database": str, "keep_runs": bool, "keep_copies": bool, "rest_key": str, "formula_seconds": float,
}  # fmt: skip
_WORDS = {bool: "true or false", str: "a text", float: "a number of seconds"}


@dataclass(frozen=True)
class Choices:
    """What the user has chosen: the URL of the database ("" for the file in the program's own folder), whether runs are
    kept there, and copies of workbooks before they are written, the key of a web source ("" for none), and how many
    seconds a worksheet formula may search for whole numbers, as Excel stands still meanwhile."""

    database: str = field(default="", repr=False)  # with its password
    keep_runs: bool = True
    keep_copies: bool = True
    rest_key: str = field(default="", repr=False)
    formula_seconds: float = 2.0


def own_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder of this user's data; nobody has made it yet.

    >>> own_folder({"SOP_EXCEL_HOME": "/data/plans"}).as_posix()
    '/data/plans'
    """
    if named := environ.get(HOME):
        return Path(os.path.expanduser(named))  # noqa: PTH111 - which raises nothing where nobody has a home
    from platformdirs import user_data_path

    return user_data_path("sop-excel", appauthor=False)


def choices(environ: Mapping[str, str] = os.environ) -> Choices:
    """What the environment says, else the file, else what is usual. Raises InputError for what neither may say.

    >>> choices({"SOP_EXCEL_HOME": "/nowhere", "SOP_EXCEL_KEEP_RUNS": "no"})
    Choices(keep_runs=False, keep_copies=True, formula_seconds=2.0)
    """
    file = own_folder(environ) / CONFIG
    written = _written(file)
    usual = Choices()
    return Choices(
        environ.get(DATABASE) or str(written.get("database", usual.database)),
        _switch(environ, KEEP_RUNS, bool(written.get("keep_runs", usual.keep_runs))),
        _switch(environ, KEEP_COPIES, bool(written.get("keep_copies", usual.keep_copies))),
        environ.get(REST_KEY) or str(written.get("rest_key", usual.rest_key)),
        _seconds(environ, FORMULA_SECONDS, float(str(written.get("formula_seconds", usual.formula_seconds)))),
    )


def _written(file: Path) -> dict[str, object]:
    """What the file says; nothing where there is none. Its values are never repeated: one may be a password."""
    try:
        with file.open("rb") as opened:
            found: dict[str, object] = tomllib.load(opened)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "no TOML"
        raise InputError(
            [Issue(str(file), "", "a file of choices in TOML", str(why), "correct or delete it")]
        ) from None
    if issues := [_wrong(file, key) for key, value in found.items() if not _is_of(value, _KINDS.get(key))]:
        raise InputError(issues)
    return found


def _wrong(file: Path, key: str) -> Issue:
    if key not in _KINDS:
        return Issue(str(file), "", f"a key among {', '.join(_KINDS)}", f"'{key}'", "delete the line")
    return Issue(str(file), "", f"{key} = {_WORDS[_KINDS[key]]}", "another kind", "correct it")


def _is_of(value: object, kind: type | None) -> bool:
    """Whether a value is of its kind; a whole number is a number, and true and false are none."""
    if kind is float:
        return type(value) in (int, float)
    return kind is not None and isinstance(value, kind)


def _seconds(environ: Mapping[str, str], name: str, usual: float) -> float:
    word = environ.get(name, "").strip()
    try:
        seconds = float(word) if word else usual
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < inf:
        place, found = (f"the variable {name}", word) if word else ("formula_seconds", f"{usual:g}")
        raise InputError([Issue(place, "", "a number of seconds > 0", f"'{found}'", "correct it")])
    return seconds


def _switch(environ: Mapping[str, str], name: str, usual: bool) -> bool:
    word = environ.get(name, "").strip().lower()
    if word and word not in (*_YES, *_NO):
        raise InputError([Issue(f"the variable {name}", "", "yes or no", f"'{word}'", "correct or unset it")])
    return word in _YES if word else usual

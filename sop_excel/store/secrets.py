"""What is kept for the user and shown to nobody: the URL of the database and the key of a web source.

They stand in the system's keyring, or where there is none in the file of choices, which only the user may read.
"""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from sop_excel.errors import InputError, Issue, MachineError
from sop_excel.extras import EXTRAS
from sop_excel.files.together import replace
from sop_excel.own_places import CONFIG, choices, own_folder

SERVICE = "sop-excel"
URL_OF_DATABASE, KEY_OF_REST = "database", "rest_key"  # their names in the keyring and in the file of choices
KEYRING = "the system's keyring"
_OWN = 0o600


def kept_in_keyring(name: str) -> str:
    """What the keyring holds under this name; "" where it holds nothing or is none."""
    keyring = _keyring()
    if keyring is None:
        return ""
    try:
        return keyring.get_password(SERVICE, name) or ""
    except Exception:  # whatever a desktop's service fails with: a locked or broken keyring holds nothing for us
        return ""


def keep(name: str, secret: str) -> tuple[str, str]:
    """Keep it; where it was put, and what is to be known of that ("" for nothing). Raises MachineError."""
    keyring = _keyring()
    why = f"no keyring is installed: pip install {EXTRAS['keyring'].requirement}"
    if keyring is not None:
        try:
            keyring.set_password(SERVICE, name, secret)
        except Exception as fault:
            why = f"{KEYRING} is missing or locked ({type(fault).__name__})"
        else:
            if kept_in_keyring(name) == secret:
                _write(name, None)  # an older one in the file would only confuse
                return KEYRING, ""
            why = f"{KEYRING} is switched off"  # it takes everything and keeps nothing
    _write(name, secret)
    file = str(own_folder() / CONFIG)
    return file, f"it stands in {file} in plain text, which only you may read: {why}"


def forget(name: str) -> tuple[str, ...]:
    """Take it out of the keyring and the file of choices; from where it was taken. Raises MachineError."""
    places = []
    keyring = _keyring()
    if keyring is not None and kept_in_keyring(name):
        try:
            keyring.delete_password(SERVICE, name)
        except Exception as fault:
            raise MachineError(f"{KEYRING} does not let go of it ({type(fault).__name__})") from None
        places.append(KEYRING)
    if _write(name, None):
        places.append(str(own_folder() / CONFIG))
    return tuple(places)


def open_to_others(file: Path) -> bool:
    """Whether others on this machine may read the file, as far as the system tells."""
    try:
        return os.name == "posix" and bool(file.stat().st_mode & 0o077)
    except FileNotFoundError:
        return False


def _keyring() -> Any | None:
    try:
        import keyring
    except ImportError:
        return None
    return keyring


def _others(text: str, name: str) -> dict[str, object] | None:
    """What the file of choices says besides; None where it cannot be read."""
    try:
        return {key: value for key, value in tomllib.loads(text).items() if key != name}
    except ValueError:
        return None


def _write(name: str, secret: str | None) -> bool:
    """Change one line of the file of choices, or take it out; whether anything was changed."""
    file = own_folder() / CONFIG
    choices()  # refuses a file that holds anything else than choices, a line each
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip().strip("\"'") != name]
    if secret is None and len(kept) == len(lines):
        return False
    if secret is not None:
        kept.insert(0, f"{name} = {json.dumps(secret, ensure_ascii=False)}")  # so a text of JSON is one of TOML
    text = "\n".join([*kept, ""])
    if _others(text, name) != _others("\n".join(lines), name):  # a text of several lines, say
        expected, advice = f"choices of a line each, to change {name} among them", "change it there by hand"
        raise InputError([Issue(str(file), "", expected, "another form", advice)])
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(_OWN)
        file.chmod(_OWN)
    except OSError as fault:
        raise MachineError(f"{file} cannot be written: {fault.strerror}") from None
    replace(file, text.encode())
    return True

"""The command ``database``: the URL of the database kept and forgotten, and what the database is like."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Any

from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes


def database(options: Typed, hosts: object) -> int:
    """Do what was asked about the database."""
    actions = {"set": _set, "show": _show, "forget": _forget, "check": _check}
    actions[options.action](options)
    return 0


def _set(options: Typed) -> None:
    from sop_excel.store.secrets import KEY_OF_REST, URL_OF_DATABASE, keep

    secret, told = _asked("Key of the web source: " if options.rest_key else "URL of the database: "), "the key"
    if not options.rest_key:
        secret, told = _whole(secret)
    where, note = keep(KEY_OF_REST if options.rest_key else URL_OF_DATABASE, secret)
    tell_notes(filter(None, [note]))
    say(f"Kept in {where}: {told}")


def _whole(typed: str) -> tuple[str, str]:
    """The URL as it means the same database from every folder, and how it is shown. Raises InputError."""
    from sop_excel.store.address import parsed

    named = parsed(typed, "what was typed")
    kept = named.to_keep(typed)
    if parsed(kept, "what was typed").url != named.url:
        expected, advice = "a path without a ?, after which a URL has options", "choose another folder"
        raise InputError([Issue("what was typed", "", expected, named.file, advice)])
    return kept, str(named)


def _asked(question: str) -> str:
    """What is typed without being shown, or the first line of standard input. Raises InputError for nothing."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    try:
        typed = getpass.getpass(question) if at_terminal else sys.stdin.readline() if sys.stdin else ""
    except EOFError:
        typed = ""
    if not typed.strip():
        expected = "a line at the terminal or on standard input"
        raise InputError([Issue("sop-excel database set", "", expected, "nothing", "nothing was changed")])
    try:
        typed.encode()
    except UnicodeEncodeError:  # which would repeat it
        raise InputError(
            [Issue("sop-excel database set", "", "a line in UTF-8", "other bytes", "correct it")]
        ) from None
    return typed.strip()


def _show(options: Typed) -> None:
    from sop_excel.own_places import CONFIG, own_folder
    from sop_excel.store.address import address
    from sop_excel.store.secrets import open_to_others
    from sop_excel.store.sources import rest_key

    found, has_key = address(), bool(rest_key())
    if open_to_others(file := own_folder() / CONFIG):
        tell_notes([f"other users of this machine may read {file}; take that right away: chmod 600"])
    told = {"status": "ok", "database": str(found), "named_by": found.source, "rest_key": has_key}
    kept = "one is kept" if has_key else "none"
    _tell(options, told, f"Database: {found} (named by {found.source})\nKey of the web source: {kept}")


def _forget(options: Typed) -> None:
    from sop_excel.store.secrets import KEY_OF_REST, URL_OF_DATABASE, forget

    places = forget(KEY_OF_REST if options.rest_key else URL_OF_DATABASE)
    what = "the key of the web source" if options.rest_key else "the URL of the database"
    say(f"Forgotten: {what}, in {' and in '.join(places)}" if places else f"Nothing to forget: {what} was not kept")


def _check(options: Typed) -> None:
    from sop_excel.store.address import address
    from sop_excel.store.checking import check

    found = check(address(options.database))
    _tell(options, found.as_answer(), "\n".join(found.lines()))


def _tell(options: Typed, answer: dict[str, Any], lines: str) -> None:
    say(json.dumps(answer) if options.json else lines)

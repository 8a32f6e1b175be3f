"""Where the database is: what was typed, else the environment, the system's keyring, the file of choices, the journal.

A URL may hold a password. It is never shown: an address shows who and where, and what a driver says is told without.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

from sqlalchemy.engine import URL, make_url

from sop_excel.domain.vocabulary import listed
from sop_excel.errors import InputError, Issue
from sop_excel.own_places import CONFIG, DATABASE, JOURNAL, choices, own_folder
from sop_excel.store.secrets import URL_OF_DATABASE, kept_in_keyring

OPTION = "--database"
SQLITE, POSTGRESQL = "sqlite", "postgresql+psycopg"
_SCHEMES = {"sqlite": SQLITE, "postgres": POSTGRESQL, "postgresql": POSTGRESQL, POSTGRESQL: POSTGRESQL}
_FORMS = "postgresql://USER:PASSWORD@HOST:PORT/NAME or sqlite:///FILE"
_HOST = re.compile(r"[A-Za-z0-9_.-]*|[0-9A-Fa-f:.]+")
# Of those of the driver what says how to connect; none of them is a password.
_QUERY = (
    "application_name", "channel_binding", "connect_timeout", "gssencmode", "host", "hostaddr", "options", "sslcert",
    "sslkey", "sslmode", "sslrootcert", "target_session_attrs",
)  # fmt: skip
_SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
_OF_OTHERS = ("pgbouncer", "connection_limit", "pool_timeout")  # which a copied URL has for programs in other languages
_PLACEHOLDER = re.compile(r"\[.*PASSWORD.*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Address:
    """A database: ``url`` with its password, for the driver alone, and ``source``, what has named it."""

    url: URL = field(repr=False)
    source: str

    def __str__(self) -> str:
        """Who and where, without a password."""
        return self.file if self.is_file else _shown(self.url)

    @property
    def is_file(self) -> bool:
        """Whether it is a file of SQLite."""
        return self.url.drivername == SQLITE

    def to_keep(self, typed: str) -> str:
        """What was typed in a form that means the same database from every folder: of a file its whole path."""
        return f"{SQLITE}:///{self.file}" if self.is_file else typed

    @property
    def file(self) -> str:
        """The path of that file."""
        return self.url.database or ""

    def without_secrets(self, text: str) -> str:
        """The text on one line, as a driver or a library says it, without the password in any of its spellings.

        >>> parsed("postgresql://anna:s%40x@db.example/plans", "a test").without_secrets("no:\\ns@x, s%40x")
        'no: ***, ***'
        """
        for secret in self._secrets():
            text = text.replace(secret, "***")
        return " ".join(text.split())

    def _secrets(self) -> list[str]:
        password = str(self.url.password or "")
        spellings = {password, unquote(password), quote(password, safe=""), quote_plus(password)}
        return sorted(filter(None, spellings), key=len, reverse=True)


def address(typed: str | None = None, environ: Mapping[str, str] = os.environ) -> Address:
    """The database to use; ``typed`` is what the option says. Raises InputError for a URL that is none of ours."""
    if typed:
        return parsed(typed, f"the option {OPTION}")
    if named := environ.get(DATABASE):
        return parsed(named, f"the variable {DATABASE}")
    if kept := kept_in_keyring(URL_OF_DATABASE):
        return parsed(kept, "the system's keyring")
    if written := choices(environ).database:
        return parsed(written, str(own_folder(environ) / CONFIG), own_folder(environ))
    return journal(environ)


def journal(environ: Mapping[str, str] = os.environ) -> Address:
    """The file in the program's own folder, which nobody has made yet."""
    return Address(URL.create(SQLITE, database=str(own_folder(environ) / JOURNAL)), "the program's own folder")


def parsed(text: str, source: str, folder: Path = Path()) -> Address:
    """The address that a URL says; a file without a folder lies in ``folder``, else in the one that one works in.

    Raises InputError, which never repeats the URL.

    >>> str(parsed("postgres://anna:secret@db.example:6543/plans?sslmode=require", "a test"))
    'postgresql://anna@db.example:6543/plans'
    """
    scheme = text.strip().partition(":")[0].lower()
    if scheme not in _SCHEMES or "://" not in text:
        raise _wrong(source, f"a URL such as {_FORMS}", "another scheme or none", "correct it")
    try:
        url = make_url(text.strip()).set(drivername=_SCHEMES[scheme])
    except Exception:  # SQLAlchemy's own among them: each may repeat the URL, or a part of it
        raise _wrong(source, _FORMS, "a URL that cannot be taken apart", _ENCODE) from None
    return Address(_checked_file(url, source, folder) if url.drivername == SQLITE else _checked(url, source), source)


_ENCODE = "in user and password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F and % as %25"


def _wrong(source: str, expected: str, found: str, advice: str) -> InputError:
    return InputError([Issue(source, "", expected, found, advice)])


def _checked_file(url: URL, source: str, folder: Path) -> URL:
    if not url.database or url.host or url.query:
        found = "no file" if not url.database else "a host or options"
        raise _wrong(source, "sqlite:/// and the path of a file", found, "such as sqlite:///plans.sqlite")
    return url.set(database=str((folder / Path(url.database).expanduser()).absolute()))


def _checked(url: URL, source: str) -> URL:
    """The URL of a server, if driver and messages can take all that it says."""
    if not _HOST.fullmatch(url.host or "") or "@" in (url.database or ""):
        raise _wrong(source, _FORMS, "an @ or another sign in the host", _ENCODE)
    if _PLACEHOLDER.fullmatch(str(url.password or "")):
        raise _wrong(source, "the password of the database", "a placeholder", "put the password in its place")
    if not url.database:
        raise _wrong(source, "the name of a database at the end", "none", "such as /postgres")
    url = url.difference_update_query(_OF_OTHERS)
    if set(url.query) - set(_QUERY):
        raise _wrong(source, f"after ? {listed(_QUERY, 'or')}", "another option", "take it out of the URL")
    mode = url.query.get("sslmode", "prefer")
    if mode not in _SSL_MODES:
        raise _wrong(source, f"sslmode {listed(_SSL_MODES, 'or')}", "another one", "such as ?sslmode=require")
    return url


def _shown(url: URL) -> str:
    user, port = f"{url.username}@" if url.username else "", f":{url.port}" if url.port else ""
    host = f"[{url.host}]" if ":" in (url.host or "") else url.host or ""
    return f"postgresql://{user}{host}{port}/{url.database}"

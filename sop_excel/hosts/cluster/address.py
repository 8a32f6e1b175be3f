"""Where a cluster is, as it is typed, and whether this machine can speak with any."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

from sop_excel.errors import InputError, Issue
from sop_excel.extras import missing

SCHEMES = ("tcp", "tls")


def checked(address: str) -> str:
    """The address of a scheduler; InputError where it is none, MissingPackageError without the
    package that speaks with it."""
    if not _is_address(address):
        advice = "give the address that 'dask scheduler' prints when it starts"
        raise InputError(
            [Issue("--cluster", "", "an address such as tcp://planning.local:8786", f"'{address}'", advice)]
        )
    if find_spec("distributed") is None:  # it takes long to load, and may never be asked
        raise missing("distributed")
    return address


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in SCHEMES and bool(parts.hostname and parts.port) and not (parts.path or parts.query)
    except ValueError:  # a port that is none
        return False

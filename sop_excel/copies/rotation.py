"""Which copies stay: the newest of each workbook, and of all workbooks together as many as there is room for."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from sop_excel.copies.history import Index
from sop_excel.copies.places import MARK

OF_EACH = 10  # copies of a workbook
OF_ALL = 200  # copies
BYTES = 2**30  # of all copies together; the newest stays however large it is
_ABANDONED = 3600.0  # seconds; a draft as old as that belongs to nobody


def rotate(index: Index, place: Path) -> None:
    """Delete the copies that are too many, those first that were needed the longest time ago."""
    here = _files(place)
    known = [(name, workbook) for name, workbook in index.copies() if name in here]
    names = {name for name, _ in known}
    strange = sorted((name for name in here if name not in names), key=lambda name: here[name].st_mtime, reverse=True)
    sizes = {name: status.st_size for name, status in here.items()}
    gone = set(too_many([*known, *((name, name) for name in strange)], sizes))
    index.drop(gone | {name for name, _ in index.copies() if name not in here})
    for name in gone:
        with suppress(OSError):  # that a spreadsheet program has open, on Windows
            (place / name).unlink()


def too_many(copies: Sequence[tuple[str, str]], sizes: Mapping[str, int]) -> Iterator[str]:
    """The names of the copies to be deleted, of pairs of name and workbook from the newest to the oldest.

    >>> list(too_many([("c", "x"), ("b", "x"), ("a", "x")], {"a": 1, "b": 2**30, "c": 1}))
    ['b']
    """
    of_each: Counter[str] = Counter()
    count, room = 0, BYTES
    for name, workbook in copies:
        fits = not count or (of_each[workbook] < OF_EACH and count < OF_ALL and sizes[name] <= room)
        if not fits:
            yield name
            continue
        count += 1
        of_each[workbook] += 1
        room -= sizes[name]


def _files(place: Path) -> dict[str, os.stat_result]:
    """The copies in the folder; drafts of runs that were killed are swept away."""
    found = {}
    for path in place.iterdir():
        with suppress(OSError):
            status = path.stat()
            if path.suffix == ".tmp":
                if time.time() - status.st_mtime > _ABANDONED:
                    path.unlink()
            elif MARK in path.name:
                found[path.name] = status
    return found

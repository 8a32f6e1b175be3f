"""Damaged files of other forms, each read in a process of its own with limits of time and memory.

``python -m tests.unit.sources.damaged KIND FIRST COUNT`` writes a line of JSON for every seed.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from sop_excel.errors import InputError
from sop_excel.hosts.sources import binary_workbook, old_workbook, open_document  # noqa: F401 - before the forks
from sop_excel.hosts.sources.read import read_sheets
from tests.unit.sources.documents import cell, content, packed, row, table

SECONDS, BYTES = 10, 2**30  # of processor time, of address space
SALES = Path(__file__).parent / "books" / "sales.xls"


def old_book() -> bytes:
    return SALES.read_bytes()


def document() -> bytes:
    """A spreadsheet with all that the reader looks at."""
    cells = cell("float", "1.5", "1,5 €") + cell("date", "2026-01-01", "Jan 26") + cell("string", "", "a<text:s/>b")
    more = cell("time", "PT1H2M3S", "1:02", 'table:number-columns-repeated="3"') + cell("boolean", "true", "WAHR")
    merged = cell("string", "", "T", 'table:number-columns-spanned="3" table:number-rows-spanned="2"')
    names = '<table:named-range table:name="N" table:cell-range-address="$Data.$A$1:.$C$3"/>'
    return packed(content(table(row(merged) + row(cells + more, 40)) + table(row(cells), "B"), names=names))


def text() -> bytes:
    return ("Code;Menge;Notiz\n" + '00123;1,5;"zwei\nZeilen"\nMünze;7;5" Rohr\n' * 30).encode("cp1252")


def binary() -> bytes:
    return SALES.with_suffix(".xlsb").read_bytes()


def slow() -> bytes:
    """Long values that are nearly numbers, over which a pattern that is careless goes again and again."""
    return ("A;B\n1" + ", " * 60_000 + "é" * 9 + ";2\n").encode()


def slow_document() -> bytes:
    """A number that shows such a text."""
    return packed(content(table(row(cell("float", "1", '\'<text:s text:c="9"/>' * 6_000 + "x")))))


def page() -> bytes:
    cells = "<tr><td colspan=2>A&amp;B<td rowspan=3>C</tr><tr><td>1,5</td><td><b>x</b><br>y</td></tr>"
    return f"<html><style>td {{}}</style><table><tr><th>a<th>b</tr>{cells * 9}</table><table><tr><td>z</table>".encode()


BASES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "xls": ("b.xls", old_book), "xlsb": ("b.xlsb", binary), "ods": ("b.ods", document), "fods": ("b.fods", document),
    "csv": ("b.csv", text), "html": ("b.xls", page),
    "xml": ("b.xml", SALES.with_suffix(".xml").read_bytes),
}  # fmt: skip


def damaged(kind: str, seed: int) -> bytes:
    """The file damaged; of a packed one also a part of it, packed again, since a zip file tells damage by its sums."""
    chance = random.Random(seed)  # noqa: S311
    data = BASES[kind][1]()
    if kind == "fods":
        return _damaged(chance, _parts(data)["content.xml"])
    if kind in ("xlsb", "ods") and chance.random() < 0.8:
        parts = _parts(data)
        name = chance.choice([name for name in parts if name.endswith((".bin", "content.xml"))])
        parts[name] = _damaged(chance, parts[name])
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for part, held in parts.items():
                package.writestr(part, held)
        return file.getvalue()
    return _damaged(chance, data)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _damaged(chance: random.Random, content: bytes) -> bytes:
    """With bytes changed, cut out, doubled or cut off."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at, length = chance.randrange(len(data)), chance.choice((1, 2, 4, 60))
        action = chance.randrange(5)
        if action == 0:
            data[at : at + length] = chance.randbytes(length)
        elif action == 1:
            data[at : at + length] = bytes([chance.choice((0, 255, 0x30, 0x39))]) * length
        elif action == 2:
            del data[at : at + length]
        elif action == 3:
            data[at:at] = data[at : at + length] * chance.choice((1, 3))
        else:
            data[at] ^= 1 << chance.randrange(8)
        data = data or bytearray(b"x")
    return bytes(data[: chance.randrange(1, len(data))] if len(data) > 1 and chance.random() < 0.1 else data)


SLOW = {"csv": slow, "ods": slow_document}


def judged(kind: str, seed: int, folder: Path) -> dict[str, object]:
    """How a process ends that reads the file of this seed: ``read``, ``refused`` or what went wrong.

    That of seed -1 is sound, and long.
    """
    path = folder / BASES[kind][0]
    path.write_bytes(damaged(kind, seed) if seed >= 0 else SLOW[kind]())
    said = folder / "said"
    child = os.fork()
    if not child:
        _read_limited(path, said)
    _, ended, used = os.wait4(child, 0)
    status = os.waitstatus_to_exitcode(ended)
    outcome = said.read_text() if status == 0 else f"ended with {status}"
    return {"seed": seed, "outcome": outcome, "seconds": round(used.ru_utime + used.ru_stime, 2)}


def _read_limited(path: Path, said: Path) -> None:
    status = 99
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
        said.write_text(_outcome(path))
        status = 0
    finally:
        os._exit(status)


def _outcome(path: Path) -> str:
    try:
        read_sheets(path)
    except InputError as fault:
        (issue,) = fault.issues
        return "refused" if issue.place == path.name and issue.advice else f"a refusal without its file: {issue}"
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return "read"


def main(kind: str, first: int, count: int) -> None:
    """Judge the seeds from ``first`` on."""
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            sys.stdout.write(json.dumps(judged(kind, seed, Path(folder))) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

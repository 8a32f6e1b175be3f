"""The good workbook that every damage starts from, as parts and as bytes."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from sop_excel.hosts.xlsx.plans import optimize
from tests.unit.xlsx.books import contents
from tests.workbooks import Rows, make_workbook

Parts = dict[str, bytes]
Make = Callable[[], Parts]

TABLES: dict[str, Rows] = {
    "Products": [
        ["Product", "Production cost", "Holding cost", "Initial inventory", "Safety stock", "Max production"],
        ["Fan", 5, 1, 0, 2, 40],
        ["Heater", 7, 2, 5, 0, None],
    ],
    "Demand": [["Product", "2026-01", "2026-02", "2026-03"], ["Fan", 10, 20, 30], ["Heater", 4, None, 6]],
    "Settings": [["Setting", "Value"], ["Currency", "USD"]],
    "Resources": [["Resource", "Kind", "Capacity"], ["Line 1", "production", 90]],
    "Routings": [["Product", "Resource", "Usage"], ["Fan", "Line 1", 1], ["Heater", "Line 1", 2]],
    "Capacity": [["Resource", "2026-02"], ["Line 1", 80]],
    "Receipts": [["Product", "2026-01"], ["Fan", 3]],
    "FirmProduction": [["Product", "2026-01"], ["Heater", 1]],
    "PeriodData": [["Field", "Item", "Period", "Value"], ["Production cost", "Fan", "2026-02", 6]],
}


SHARED = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_INLINE = re.compile(rb't="inlineStr"><is><t>([^<]*)</t></is>')


def workbook(tables: Mapping[str, Rows]) -> Parts:
    """The parts of a workbook with these tables, each at A1 of a sheet of its name."""
    with tempfile.TemporaryDirectory() as folder:
        return contents(make_workbook(Path(folder) / "book.xlsx", tables))


def _with_shared_strings(parts: Parts) -> Parts:
    """Texts where Excel puts them: in a part that all sheets share."""
    texts: dict[bytes, int] = {}

    def share(found: re.Match[bytes]) -> bytes:
        return b't="s"><v>%d</v>' % texts.setdefault(found[1], len(texts))

    sheets = {name: _INLINE.sub(share, part) for name, part in parts.items() if name.startswith("xl/worksheets/sheet")}
    items = b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/{SHARED}" ContentType="{kind}"/></Types>'
    relation = f'<Relationship Type="{OFFICE}/sharedStrings" Target="/{SHARED}" Id="rIdS"/></Relationships>'
    parts = parts | sheets | {SHARED: f'<sst xmlns="{MAIN}">'.encode() + items + b"</sst>"}
    parts = swapped(parts, "[Content_Types].xml", "</Types>", override)
    return swapped(parts, "xl/_rels/workbook.xml.rels", "</Relationships>", relation)


@cache
def _fresh() -> Parts:
    return _with_shared_strings(workbook(TABLES))


@cache
def _planned() -> Parts:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        book.write_bytes(packed(_fresh()))
        optimize(book)
        return contents(book)


def fresh() -> Parts:
    """The good workbook before its first plan: inputs only."""
    return dict(_fresh())


def planned() -> Parts:
    """The good workbook with a plan in it: inputs and all output sheets."""
    return dict(_planned())


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def part_of(parts: Mapping[str, bytes], table: str) -> str:
    """The table part of this table."""
    return next(name for name, content in parts.items() if f'displayName="{table}"'.encode() in content)


def sheet_of(parts: Mapping[str, bytes], table: str) -> str:
    """The sheet part that holds this table."""
    name = part_of(parts, table).rpartition("/")[2].encode()
    rels = next(rels for rels, content in parts.items() if "worksheets/_rels" in rels and b"/" + name in content)
    return rels.replace("_rels/", "").removesuffix(".rels")


def swapped(parts: Parts, part: str, old: str | bytes, new: str | bytes) -> Parts:
    """The parts with the first ``old`` in one of them replaced; an error if there is none."""
    old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
    if old not in parts[part]:
        raise ValueError(f"{old!r} is not in {part}")
    return parts | {part: parts[part].replace(old, new, 1)}


def swapping(part: str | Callable[[Parts], str], old: str, new: str | Callable[[], str], base: Make = fresh) -> Make:
    """Makes the good workbook with the first ``old`` in one of its parts replaced.

    What is found among the parts, or is so large that nobody should carry it about, is a function of theirs or of none.
    """

    def make() -> Parts:
        parts = base()
        return swapped(
            parts, part if isinstance(part, str) else part(parts), old, new if isinstance(new, str) else new()
        )

    return make


def adding(name: str, content: bytes, base: Make = fresh) -> Make:
    """Makes the good workbook with one part more, or with this content of a part that it has."""
    return lambda: base() | {name: content}


def lacking(*names: str, base: Make = fresh) -> Make:
    """Makes the good workbook without some of its parts."""
    return lambda: {name: content for name, content in base().items() if name not in names}

"""Files that unpack to more than a machine can hold, or that take long to read."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from functools import cache, partial

from tests.damaged.archives import CENTRAL, END, FILE, LOCAL, entry
from tests.damaged.books import (
    MAIN,
    OFFICE,
    SHARED,
    Parts,
    fresh,
    packed,
    part_of,
    planned,
    sheet_of,
    swapped,
    swapping,
)
from tests.damaged.case import Case
from tests.damaged.outputs import of_plan


def cases() -> list[Case]:
    """All of them."""
    return [*_bombs(), *_formulas()]


def _bombs() -> Iterator[Case]:
    kind = "bomb"
    much = "too much for a workbook"
    zeros = 400 * 2**20
    yield Case(kind, "a part of zeros", lambda: _bomb({"xl/media/zeros.bin": zeros}), (FILE, much))
    yield Case(kind, "a sheet of zeros", lambda: _bomb({"xl/worksheets/sheet2.xml": zeros}), (FILE, much))
    many = partial(_bomb, {f"xl/media/{k}.bin": 40 * 2**20 for k in range(60)})
    yield Case(kind, "many parts of zeros", many, (FILE, much))
    yield Case(kind, "30,000 parts", lambda: _entries(30_000), (FILE, much))
    yield Case(kind, "5,000 parts", lambda: _entries(5_000))
    yield Case(kind, "overlapping entries", _overlapping, (FILE, much))
    sheet = "xl/worksheets/sheet2.xml"
    yield Case(kind, "a sheet that says it is small", lambda: _bomb({sheet: zeros}, claimed=1000), (FILE, sheet))
    yield Case(kind, "a bomb within, which nobody opens", _nested)
    yield Case(kind, "60 MB of zeros, below every limit", lambda: fresh() | {"xl/media/zeros.bin": bytes(60 * 2**20)})
    wide = swapping(sheet_of(fresh(), "Demand"), "<sheetData>", lambda: "<sheetData>" + " " * 50_000_000)
    yield Case(kind, "50 MB of blanks in a sheet", wide)
    tall = swapping(sheet_of(fresh(), "Demand"), "</sheetData>", _empty_rows)
    yield Case(kind, "a million empty rows", tall)
    yield from _bloat(kind)
    quotes = swapping("xl/workbook.xml", "</definedNames>", _long_name, planned)
    yield Case(kind, "a name with a formula of 5 MB", quotes)


_LONG_NAMES = (
    "'", "'a", "Plan[", "Plan['", "Plan!", "&quot;a", "a[", "a", "a:", "a.a:", "INDIRECT(", "A1:B2,", "Plan!E5+", "$",
)  # fmt: skip


def rolled(parts: Parts) -> Parts:
    """The periods roll on by one: a column of the plan is about to vanish, and whatever refers to it is looked for."""
    demand = part_of(parts, "Demand")
    parts = swapped(parts, SHARED, "<t>2026-03</t>", "<t>2026-04</t>")
    return swapped(parts, demand, '"2026-03"', '"2026-04"')


def _rolled() -> Parts:
    return rolled(planned())


def _many_names(text: str, count: int) -> Parts:
    names = "".join(f'<definedName name="own{k}">{text}</definedName>' for k in range(count))
    return swapped(_rolled(), "xl/workbook.xml", "</definedNames>", names + "</definedNames>")


def _shared_texts(kind: str) -> Iterator[Case]:
    """Millions of texts that no cell needs; in a part with a comment, which patterns do not see, as well."""
    for name, more in (("texts", ""), ("texts with a comment", "<!-- <si> -->")):
        texts = swapping(SHARED, "</sst>", partial(_texts, more))
        yield Case(kind, f"12,000,000 shared {name}", texts)


def _texts(more: str) -> str:
    return "<si/>" * 12_000_000 + f"{more}</sst>"


def _formulas() -> Iterator[Case]:
    """Fifty of the longest formulas that Excel allows: in twice their length there would be no end of looking."""
    kind = "bomb"
    for text in _LONG_NAMES:
        times = 8191 // len(text.replace("&quot;", "x"))
        refused = ("name own0: expected no reference to Plan",) if text == "Plan!E5+" else ()
        yield Case(kind, f"50 names of {text!r}", partial(_many_names, text * times, 50), refused)


def _bloat(kind: str) -> Iterator[Case]:
    """What years of copying leave in workbooks of large firms, and what nobody has but an attacker."""
    for count in (45_001, 65_000):
        yield Case(kind, f"{count:,} cell formats", partial(_formats, count))
    full = (FILE, "65,420 cell formats, which leave no room for those of the output sheets")
    yield Case(kind, "as many cell formats as there may be, and none of ours", partial(_formats, 65_420), full)
    many = (FILE, "more than 65,430 cell formats", "part xl/styles.xml")
    yield Case(kind, "more cell formats than Excel opens", partial(_formats, 65_431), many)
    yield Case(kind, "a million cell formats", partial(_formats, 1_000_000, short=True), many)
    yield Case(kind, "60,000 fonts", swapping("xl/styles.xml", "</fonts>", _fonts))
    names = swapping("xl/workbook.xml", "</definedNames>", _names, _rolled)
    yield Case(kind, "200,000 names", names)
    yield Case(kind, "100,000 merged cells", swapping(of_plan, "</sheetData>", _merged, _rolled))
    yield Case(kind, "a chart with a formula of 1 MB", _long_formula)
    yield from _shared_texts(kind)
    yield Case(kind, "60,000 content types", swapping("[Content_Types].xml", "</Types>", _gone))
    yield Case(kind, "40,000 links on the sheet of the plan", partial(_links, 40_000))
    yield Case(kind, "1,500 tables", partial(_tables, 1_500))
    yield Case(kind, "2,000 cells that share a formula of 6,600 characters", partial(_sharing, 2_000))


def _empty_rows() -> str:
    return "".join(f'<row r="{k}"/>' for k in range(10, 1_000_010)) + "</sheetData>"


def _fonts() -> str:
    return "".join(f'<font><sz val="{size}"/></font>' for size in range(60_000)) + "</fonts>"


def _names() -> str:
    return "".join(f'<definedName name="a{k}">Plan!$A$1</definedName>' for k in range(200_000)) + "</definedNames>"


def _merged() -> str:
    cells = "".join(f'<mergeCell ref="ZA{k}:ZB{k}"/>' for k in range(1, 100_001))
    return f"</sheetData><mergeCells>{cells}</mergeCells>"


def _gone() -> str:
    return "".join(f'<Override PartName="/xl/gone{k}.xml" ContentType="a/b"/>' for k in range(60_000)) + "</Types>"


def _formats(count: int, short: bool = False) -> Parts:
    """So many cell formats in all, as Excel writes them, or in short."""
    parts = fresh()
    new = count - parts["xl/styles.xml"].partition(b"<cellXfs")[2].partition(b"</cellXfs>")[0].count(b"<xf ")
    inside = "/>" if short else '><alignment horizontal="left"/><protection locked="0"/></xf>'
    formats = "".join(
        f'<xf numFmtId="{k % 160}" fontId="0" fillId="0" borderId="0" xfId="0"{inside}' for k in range(new)
    )
    return swapped(parts, "xl/styles.xml", "</cellXfs>", formats + "</cellXfs>")


def _long_formula() -> Parts:
    parts = planned()
    chart = next(name for name in parts if "charts/chart" in name)
    return parts | {chart: re.sub(rb"<f>[^<]*</f>", b"<f>" + b"a" * 1_000_000 + b"</f>", parts[chart], count=1)}


def _links(count: int) -> Parts:
    parts = _rolled()
    sheet = sheet_of(parts, "Plan").rpartition("/")[2]
    links = "".join(
        f'<Relationship Id="h{k}" Type="{OFFICE}/hyperlink" Target="http://x/{k}" TargetMode="External"/>'
        for k in range(count)
    )
    return swapped(parts, f"xl/worksheets/_rels/{sheet}.rels", "</Relationships>", links + "</Relationships>")


def _sharing(count: int) -> Parts:
    """A long formula of the planner's over a plan whose periods roll on, filled down."""
    parts = _rolled()
    text = "SUM(Plan[Total])+A1+" * 330 + "1"
    cell = '<row r="{0}"><c r="H{0}"><f t="shared" si="0"{1}</f><v>1</v></c></row>'
    rows = [cell.format(10, f' ref="H10:H{count + 10}">{text}'), *(cell.format(k, ">") for k in range(11, count + 10))]
    return swapped(parts, sheet_of(parts, "Settings"), "</sheetData>", "".join(rows) + "</sheetData>")


def _tables(count: int) -> Parts:
    """Tables of the planner's beside a plan whose periods roll on."""
    parts = _rolled()
    sheet = sheet_of(parts, "Settings").rpartition("/")[2]
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
    related = announced = ""
    for k in range(count):
        name = f"xl/tables/own{k}.xml"
        parts[name] = (
            f'<table xmlns="{MAIN}" id="{1000 + k}" name="T{k}" displayName="T{k}" ref="H{3 * k + 1}:H{3 * k + 2}">'
            '<tableColumns count="1"><tableColumn id="1" name="a"/></tableColumns></table>'
        ).encode()
        related += f'<Relationship Id="t{k}" Type="{OFFICE}/table" Target="/{name}"/>'
        announced += f'<Override PartName="/{name}" ContentType="{kind}"/>'
    parts = swapped(parts, f"xl/worksheets/_rels/{sheet}.rels", "</Relationships>", related + "</Relationships>")
    return swapped(parts, "[Content_Types].xml", "</Types>", announced + "</Types>")


def _long_name() -> str:
    return f'<definedName name="Long">{"&quot;a" * 900_001}</definedName></definedNames>'


def _bomb(sizes: Mapping[str, int], claimed: int | None = None) -> bytes:
    """The good file with parts of that many zeros; packed chunk by chunk, so that making it costs nothing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in fresh().items():
            if name not in sizes:
                package.writestr(name, content)
    start = buffer.getvalue()
    directory = start.index(CENTRAL)
    body, central = bytearray(start[:directory]), bytearray(start[directory : start.rindex(END)])
    count = len(fresh()) - len(fresh().keys() & sizes.keys())
    for name, size in sizes.items():
        squeezed, crc = _zeros(size)
        told, raw = size if claimed is None else claimed, name.encode()
        fields = struct.pack("<HHHHIIIHH", 0, 8, 0, 33, crc, len(squeezed), told, len(raw), 0)
        central += CENTRAL + struct.pack("<HH", 20, 20) + fields
        central += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw
        body += LOCAL + struct.pack("<H", 20) + fields + raw + squeezed
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(central), len(body), 0)
    return bytes(body + central + END + end)


@cache
def _zeros(size: int) -> tuple[bytes, int]:
    packer, chunk = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(2**20)
    pieces, crc = [], 0
    for _ in range(size // 2**20):
        pieces.append(packer.compress(chunk))
        crc = zlib.crc32(chunk, crc)
    return b"".join([*pieces, packer.flush()]), crc


def _entries(count: int) -> bytes:
    return packed(fresh() | {f"xl/media/{k}": b"" for k in range(count)}, zipfile.ZIP_STORED)


def _overlapping() -> bytes:
    """One packed part that a thousand entries claim as theirs."""
    data = packed(fresh() | {"xl/media/00000": bytes(random.Random(1).randbytes(20_000))})  # noqa: S311
    start, end = data.index(CENTRAL), data.rindex(END)
    one = data[entry(data, "xl/media/00000")[2] : end]
    copies = b"".join(one.replace(b"xl/media/00000", b"xl/media/%05d" % k) for k in range(1, 1000))
    count = len(fresh()) + 1000
    tail = struct.pack("<HHHHIIH", 0, 0, count, count, end - start + len(copies), start, 0)
    return data[:end] + copies + END + tail


def _nested() -> Parts:
    return fresh() | {"xl/media/a.zip": packed({"b.zip": _bomb({"c.bin": 400 * 2**20})})}

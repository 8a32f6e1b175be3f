"""Random damages of a package: of its zip entries, of the text of its parts, and of what the parts say."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random

Parts = dict[str, bytes]
Change = Callable[[Random, Parts], None]

_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'\s([\w:.-]+)="([^"]*)"')
_ELEMENT = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)")
_TEXT = re.compile(rb">([^<>]+)</")
_VALUES = [
    "", "0", "-1", "1", "2", "99999999999", "²", "1_0", " 1 ", "rId1", "rId2", "../x.xml", "/xl/workbook.xml", "A1",
    "xl/worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "A1:XFD1048576", "B2:A1", "$A$1:$C$3", "ZZZ1", "A0",
    "Plan", "PLAN", "Demand", "true", "TRUE", "s", "str", "b", "e", "d", "inlineStr", "External", "#REF!", "x" * 300,
    "application/xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", "a&amp;b", "&#9;",
]  # fmt: skip
_TEXTS = [
    "", "0", "1", "-1", "10", "1_000", "NaN", "inf", "1e999", " 5", "0x10", "１２", "twelve", "true", "#N/A", "_x0041_",
    "a&#13;b", "Plan!$E$5", "Plan[2026-02]", "'" * 200, "SUM(", "2026-01", "Fan", "Total", "46023", "1E+2",
    "x" * 40_000,
]  # fmt: skip
_ENCODINGS = ["utf-8", "utf-16", "utf-16-le", "latin-1", "utf-8-sig", "utf-32", "utf-7"]
_DECLARED = ["UTF-8", "utf-16", "ISO-8859-1", "x-secret", "utf-7", "windows-1252", "us-ascii"]


def damaged(random: Random, parts: Parts) -> bytes:
    """The package with one to three damages."""
    parts = dict(parts)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        random.choice(_CHANGES)(random, parts)
    return _packed(random, parts)


def _packed(random: Random, parts: Parts) -> bytes:
    """The parts as a file; now and then in another order, unpacked, cut off or with a bit flipped."""
    names, how = list(parts), random.random()
    if how < 0.05:
        random.shuffle(names)
    buffer = io.BytesIO()
    method = zipfile.ZIP_STORED if how > 0.9 else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w", method) as package:
        for name in names:
            package.writestr(_entry(random, name, method), parts[name])
    data = bytearray(buffer.getvalue())
    if 0.05 < how < 0.08:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data[: random.randrange(len(data))] if 0.08 < how < 0.09 else data)


def _entry(random: Random, name: str, method: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980 + random.randrange(60), 1, 1, 0, 0, 0))
    entry.compress_type, entry.external_attr = method, random.choice((0, 0o644 << 16, 0x10))
    entry.create_system, entry.comment = random.choice((0, 3)), random.choice((b"", b"by hand"))
    return entry


def _part(random: Random, parts: Parts) -> str:
    """A part that is read, more often than one that is not."""
    read = [name for name in parts if re.search(r"rels$|Types|workbook|sheet|table|styles|sharedS|chart", name)]
    return random.choice(read if read and random.random() < 0.9 else list(parts))


def _renamed(random: Random, parts: Parts) -> None:
    name = random.choice(list(parts))
    new = random.choice(
        (name.upper(), name.title(), name.replace("/", "\\"), "/" + name, name + "/", name.replace("1", "9"))
    )
    parts[new] = parts.pop(name)


def _doubled(random: Random, parts: Parts) -> None:
    """Another part of the name in another case, or a number further."""
    name = random.choice(list(parts))
    new = random.choice((name.upper(), re.sub(r"\d", lambda found: str(int(found[0]) + 1), name), f"{name}.bak"))
    parts.setdefault(new, parts[random.choice(list(parts))])


def _dropped(random: Random, parts: Parts) -> None:
    del parts[_part(random, parts)]


def _exchanged(random: Random, parts: Parts) -> None:
    one, other = _part(random, parts), _part(random, parts)
    parts[one], parts[other] = parts[other], parts[one]


def _spliced(data: bytes, span: tuple[int, int], new: bytes) -> bytes:
    return data[: span[0]] + new + data[span[1] :]


def _found(random: Random, parts: Parts, pattern: re.Pattern[bytes]) -> tuple[str, re.Match[bytes]] | None:
    name = _part(random, parts)
    found = list(pattern.finditer(parts[name]))
    return (name, random.choice(found)) if found else None


def _attribute(random: Random, parts: Parts) -> None:
    """An attribute with another value, that of another place, away, or twice."""
    if place := _found(random, parts, _ATTRIBUTE):
        name, found = place
        others = [other[2] for other in _ATTRIBUTE.finditer(parts[name])]
        value = random.choice((random.choice(_VALUES).encode(), random.choice(others)))
        new = b' %b="%b"' % (found[1], value)
        new = random.choice((new, new, new, b"", found[0] + b" " + found[1].title() + b'="1"', found[0] * 2))
        parts[name] = _spliced(parts[name], found.span(), new)


def _text(random: Random, parts: Parts) -> None:
    if place := _found(random, parts, _TEXT):
        name, found = place
        new = random.choice(_TEXTS).encode()
        new = random.choice((new, new, b"<!-- c -->" + found[1], b"<![CDATA[" + found[1] + b"]]>", b"<?pi?>" + new))
        parts[name] = _spliced(parts[name], found.span(1), new)


def _element(random: Random, parts: Parts) -> None:
    """An element away, twice, or behind another."""
    if place := _found(random, parts, _ELEMENT):
        name, found = place
        other = random.choice(list(_ELEMENT.finditer(parts[name])))
        new = random.choice((b"", found[0] * 2, found[0] + other[0], other[0], b"<a>" + found[0] + b"</a>"))
        parts[name] = _spliced(parts[name], found.span(), new)


def _tag(random: Random, parts: Parts) -> None:
    """A tag away, or something between the tags."""
    if place := _found(random, parts, _TAG):
        name, found = place
        extra = random.choice(
            (b"", b"<!-- -->", b"<?pi?>", b"\n\t ", b"&amp;", b"&x;", b"<a/>", b"\0", b"\xff", b"<!DOCTYPE a>")
        )
        parts[name] = _spliced(parts[name], found.span(), extra + (found[0] if extra else b""))


def _encoded(random: Random, parts: Parts) -> None:
    """A part in an encoding, and a declaration that says which, or does not."""
    name = _part(random, parts)
    text = re.sub(r"\A<\?xml[^>]*\?>", "", parts[name].decode("utf-8", "replace"))
    said = random.choice(_DECLARED)
    head = random.choice(
        ("", f'<?xml version="1.0" encoding="{said}"?>', f"<?xml version='1.0' encoding = '{said}' ?>")
    )
    parts[name] = (head + text).encode(random.choice(_ENCODINGS), "xmlcharrefreplace")


def _prefixed(random: Random, parts: Parts) -> None:
    """Every element of the main namespace with a prefix, or with another namespace."""
    name = _part(random, parts)
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    if random.random() < 0.2:
        parts[name] = parts[name].replace(main, b'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"')
    else:
        prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])([^:\s<>]+(?=[\s/>]))", rb"<\1x:\2", parts[name])
        parts[name] = prefixed.replace(main, main.replace(b"xmlns", b"xmlns:x"))


def _announced(random: Random, parts: Parts) -> None:
    """Names that are announced or pointed at, whether or not there is a part."""
    kind = random.choice(("worksheets/sheet", "tables/table", "charts/chart", "drawings/drawing"))
    target = random.choice(("/xl/", "/XL/", "")) + f"{kind}{random.randrange(1, 30)}.xml"
    types, rels = "[Content_Types].xml", "xl/_rels/workbook.xml.rels"
    if random.random() < 0.5 and types in parts:
        new = f'<Override PartName="{target}" ContentType="{random.choice(_VALUES[-4:-2])}"/></Types>'
        parts[types] = parts[types].replace(b"</Types>", new.encode())
    elif rels in parts:
        new = (
            f'<Relationship Id="x{random.randrange(9)}" Type="x/{random.choice(("table", "worksheet", "calcChain"))}" '
        )
        parts[rels] = parts[rels].replace(b"</Relationships>", f'{new}Target="{target}"/></Relationships>'.encode())


def _named(random: Random, parts: Parts) -> None:
    book = "xl/workbook.xml"
    if b"</sheets>" in parts.get(book, b""):
        scope = random.choice(("", ' localSheetId="0"', ' localSheetId="99"'))
        name = random.choice(("own", "Plan", "plan_chart_product", "_xlnm.Print_Area", "Demand"))
        new = f'<definedName name="{name}"{scope}>{random.choice(_TEXTS[-13:])}</definedName>'.encode()
        if b"<definedNames>" in parts[book]:
            parts[book] = parts[book].replace(b"<definedNames>", b"<definedNames>" + new)
        else:
            parts[book] = parts[book].replace(b"</sheets>", b"</sheets><definedNames>" + new + b"</definedNames>")


_CHANGES: list[Change] = [
    _attribute, _attribute, _attribute, _attribute, _text, _text, _element, _element, _tag, _encoded, _prefixed,
    _announced, _named, _renamed, _doubled, _dropped, _exchanged,
]  # fmt: skip

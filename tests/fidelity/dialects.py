"""The same workbook in the ways in which writers of the format differ."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.fidelity.parts import MAIN, OFFICE, Parts

Dialect = Callable[[Parts], Parts]
INLINE = r'<c r="(\w+)"((?: s="\d+")?) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>'
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def as_written(parts: Parts) -> Parts:
    """By openpyxl: texts inline, targets from the root."""
    return parts


def shared_strings(parts: Parts) -> Parts:
    """Every text once, in a part of its own, as Excel writes it."""
    return _shared(parts, "<t>{0}</t>")


def rich_strings(parts: Parts) -> Parts:
    """Shared texts in two runs, one of them bold, and with a phonetic reading."""
    return _shared(
        parts, '<r><rPr><b/></rPr><t>{1}</t></r><r><t xml:space="preserve">{2}</t></r><rPh sb="0" eb="1"><t>x</t></rPh>'
    )


def _shared(parts: Parts, text: str) -> Parts:
    """Texts out of the cells; ``text`` is made of a text, its first character and the others."""
    strings: list[str] = []

    def move(found: re.Match[str]) -> str:
        strings.append(found[3])
        return f'<c r="{found[1]}"{found[2]} t="s"><v>{len(strings) - 1}</v></c>'

    for sheet in parts.sheets().values():
        parts.change(sheet, INLINE, move)
    body = "".join(f"<si>{text.format(string, string[:1], string[1:])}</si>" for string in strings)
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{body}</sst>'.encode()
    parts.announce("xl/sharedStrings.xml", f"{SHEET_TYPE}.sharedStrings+xml")
    parts.relate("xl/workbook.xml", "sharedStrings", "xl/sharedStrings.xml", "rIdT")
    return parts


def prefixed(parts: Parts) -> Parts:
    """Every element of the main namespace with a prefix."""
    for name, content in parts.items():
        text = content.decode("utf-8", "replace")
        if name.endswith(".xml") and f'xmlns="{MAIN}"' in text:
            text = re.sub(r"<(/?)(?=[A-Za-z][\w]*[\s/>])", r"<\1x:", text)
            parts[name] = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"').encode()
    return parts


def absolute_targets(parts: Parts) -> Parts:
    """Every target from the package's root."""
    return _with_targets(parts, "/")


def relative_targets(parts: Parts) -> Parts:
    """Every target from the part's own folder."""
    return _with_targets(parts, "")


def _with_targets(parts: Parts, root: str) -> Parts:
    for rels in [name for name in parts if name.endswith(".rels")]:
        folder, _, file = rels.rpartition("_rels/")
        for key, target in parts.targets(folder + file.removesuffix(".rels")).items():
            new = root + ("" if root else "../" * folder.count("/")) + target
            parts.change(rels, rf'(?<=Target=")[^"]*(?="[^>]*Id="{key}")', new)
    return parts


def other_case(parts: Parts) -> Parts:
    """Names of parts in capitals where entries have them, as stated where they are referred to."""
    return Parts({name if name.startswith("[") else name.upper(): content for name, content in parts.items()})


def backslashes(parts: Parts) -> Parts:
    """Folders apart by backslashes, as some writers on Windows have them."""
    return Parts({name.replace("/", "\\"): content for name, content in parts.items()})


def utf_16(parts: Parts) -> Parts:
    """Every part in UTF-16 with a byte order mark."""
    declared = re.compile(r"\A<\?xml[^>]*\?>\s*")
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            text = declared.sub("", content.decode())
            parts[name] = f'<?xml version="1.0" encoding="UTF-16"?>\n{text}'.encode("utf-16")
    return parts


def spread_out(parts: Parts) -> Parts:
    """With comments, line breaks between elements, single quotes and a byte order mark."""
    for name, content in parts.items():
        if name.startswith(("xl/worksheets/sheet", "xl/tables/", "xl/workbook.xml")):
            text = re.sub(r'="([^"\']*)"', r"='\1'", content.decode())
            text = re.sub(r">(?=<(?:row|c|sheet|table|col|definedName)\b)", "><!-- a > b -->\n\t", text)
            parts[name] = b"\xef\xbb\xbf" + text.encode()
    return parts


def without_addresses(parts: Parts) -> Parts:
    """Rows and cells that do not say where they stand, since they follow one another."""
    for sheet in parts.sheets().values():
        parts.change(sheet, r'<(row|c) r="\w+"', r"<\1")
    return parts


def since_1904(parts: Parts) -> Parts:
    """Dates counted from 1904: the same days have smaller numbers."""
    parts.change("xl/workbook.xml", r"<workbookPr ?/?>", '<workbookPr date1904="1"/>')
    sheet = parts.sheet_of("PeriodData")
    parts.change(sheet, r"<v>(4\d{4})</v>", lambda m: f"<v>{int(m[1]) - 1462}</v>")
    return parts


def with_empty_shells(parts: Parts) -> Parts:
    """Without styles, theme and document properties, which are all optional."""
    for word in ("styles", "theme", "docProps/core", "docProps/app"):
        name = next(name for name in parts if word in name and name.endswith(".xml"))
        del parts[name]
        parts.change("[Content_Types].xml", f'<Override [^>]*PartName="/{name}"[^>]*/>', "")
        rels = "_rels/.rels" if name.startswith("docProps") else "xl/_rels/workbook.xml.rels"
        parts.change(rels, f"<Relationship [^>]*{word.rpartition('/')[2]}[^>]*/>", "")
    for sheet in parts.sheets().values():
        parts[sheet] = re.sub(rb' s="\d+"', b"", parts[sheet])
    return parts


def strict(parts: Parts) -> Parts:
    """The strict variant of the format, whose namespaces are others."""
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
            text = content.decode()
            for transitional, other in STRICT.items():
                text = text.replace(transitional, other)
            parts[name] = text.encode()
    return parts


DIALECTS: list[Dialect] = [
    as_written, shared_strings, rich_strings, prefixed, absolute_targets, relative_targets, other_case, backslashes,
    utf_16, spread_out, without_addresses, since_1904,
]  # fmt: skip

"""Packages taken apart and put together again, apart from the code under test: zip entries and plain text."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
RELS = "application/vnd.openxmlformats-package.relationships+xml"
X14 = f"{MICROSOFT}/spreadsheetml/2009/9/main"
XM = f"{MICROSOFT}/excel/2006/main"
# What newer versions of Excel keep at the end of a sheet: a sparkline, a rule and a drop-down.
SHEET_TAIL = (
    f'<extLst><ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" xmlns:x14="{X14}" xmlns:xm="{XM}">'
    "<x14:sparklineGroups><x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Plan!C5:E5</xm:f><xm:sqref>A2"
    "</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>"
    f'<ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" xmlns:x14="{X14}" xmlns:xm="{XM}">'
    '<x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule type="expression" priority="99" '
    'id="{AAAAAAAA-0000-0000-0000-000000000002}"><xm:f>Plan!$A$1=1</xm:f></x14:cfRule><xm:sqref>A1:B2</xm:sqref>'
    "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
EMPTY_RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'


def entries(path: Path) -> dict[str, bytes]:
    """Every entry of a package, in order."""
    with zipfile.ZipFile(path) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def loaded(path: Path, **options: Any) -> Any:
    """The workbook as openpyxl reads it, without its warnings about what it could not save itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(path, **options)


def filled(path: Path, **options: Any) -> Iterator[tuple[tuple[str, str], Any, str]]:
    """Each cell that holds something: its sheet and address, what it holds, and its format.

    As openpyxl reads them by themselves, without charts and whatever else stands on a sheet, in a third of the time.
    """
    book = loaded(path, read_only=True, **options)
    for sheet in book:
        sheet.reset_dimensions()
        for row in sheet.iter_rows():
            yield from (
                ((sheet.title, cell.coordinate), cell.value, cell.number_format)
                for cell in row
                if cell.value is not None
            )
    book.close()


def rels_of(part: str) -> str:
    """The name of the part with the relationships of a part (of the package: an empty name)."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


class Parts(dict[str, bytes]):
    """The entries of a workbook, to be added to by hand."""

    @classmethod
    def of(cls, path: Path) -> Parts:
        """The entries of a file."""
        return cls(entries(path))

    def save(self, path: Path) -> Path:
        """Write them as a package."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in self.items():
                package.writestr(name, content)
        return path

    def announce(self, part: str, content_type: str) -> None:
        """State a part's content type."""
        self.edit("[Content_Types].xml", "</Types>", f'<Override PartName="/{part}" ContentType="{content_type}"/>')

    def relate(self, owner: str, kind: str, target: str, name: str) -> None:
        """State a relationship from one part to another; ``kind`` is the whole type, or its last word."""
        rels = rels_of(owner)
        self.setdefault(rels, EMPTY_RELS)
        full = kind if "://" in kind else f"{OFFICE}/{kind}"
        xml = f'<Relationship Id="{name}" Type="{full}" Target="/{target}"/>'
        self.edit(rels, "</Relationships>", xml)

    def edit(self, part: str, before: str, xml: str) -> None:
        """Insert text in front of the last occurrence of another."""
        text = self[part].decode()
        at = text.rindex(before)
        self[part] = (text[:at] + xml + text[at:]).encode()

    def change(self, part: str, pattern: str, new: str | Callable[[re.Match[str]], str]) -> None:
        """Replace what the pattern finds, which must be there."""
        text, count = re.subn(pattern, new, self[part].decode(), flags=re.DOTALL)
        assert count, (part, pattern)
        self[part] = text.encode()

    def put_row(self, sheet: str, number: int, cells: str) -> None:
        """Give a sheet this row, in the place of one that it has."""
        rows = {int(k): row for row, k in re.findall(r'(<row r="(\d+)".*?</row>)', _closed(self[sheet]), re.DOTALL)}
        rows[number] = f'<row r="{number}">{cells}</row>'
        body = "".join(rows[k] for k in sorted(rows))
        self.change(sheet, r"<sheetData>.*</sheetData>", lambda _: f"<sheetData>{body}</sheetData>")

    def without_tables(self, sheet: str) -> None:
        """Turn the tables of a sheet into plain cells."""
        self.change(sheet, r"<tableParts.*</tableParts>", "")
        self.change(rels_of(sheet), r'<Relationship [^>]*/table"[^>]*/>', "")

    def sheets(self) -> dict[str, str]:
        """The part of each sheet by the sheet's name."""
        targets = self.targets("xl/workbook.xml")
        text = self["xl/workbook.xml"].decode()
        found = re.findall(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"', text)
        return {name: targets[relation] for name, relation in found}

    def targets(self, owner: str) -> dict[str, str]:
        """What a part refers to within the package, by the relationship's id."""
        folder = owner.rpartition("/")[0]
        found = {}
        for node in re.findall(r"<Relationship [^>]*>", self.get(rels_of(owner), EMPTY_RELS).decode()):
            named = dict(re.findall(r'(\w+)="([^"]*)"', node))
            if named.get("TargetMode") != "External":
                found[named["Id"]] = _joined(folder, named["Target"])
        return found

    def table_parts(self) -> Iterator[tuple[str, str, str]]:
        """Each table: its name, its part and the part of its sheet."""
        for sheet in self.sheets().values():
            for target in self.targets(sheet).values():
                if b"<table " in self[target][:300]:
                    found = re.search(r'displayName="([^"]*)"', self[target].decode())
                    yield found[1] if found else "", target, sheet

    def sheet_of(self, table: str) -> str:
        """The part of the sheet that holds a table."""
        return next(sheet for name, _, sheet in self.table_parts() if name == table)

    def table(self, name: str) -> str:
        """The part of a table."""
        return next(part for found, part, _ in self.table_parts() if found == name)


def _closed(sheet: bytes) -> str:
    """The sheet with an end tag for each row."""
    return re.sub(r"<row ([^>]*)/>", r"<row \1></row>", sheet.decode())


def _joined(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/")
    for step in target.split("/"):
        if step == "..":
            steps.pop()
        else:
            steps.append(step)
    return "/".join(steps)

"""The zip package of a workbook: its parts by name, how they relate, and what we refuse to open."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from urllib.parse import unquote
from xml.parsers.expat import ExpatError

from sop_excel.errors import InputError
from sop_excel.hosts.xlsx.faults import BrokenPartError, machine, reading, refused, within
from sop_excel.hosts.xlsx.markup import Markup, Node, escaped_attribute

# No planning workbook comes near these; what exceeds them is meant to exhaust the machine.
MAX_FILE = 512 * 2**20
MAX_PART = 2**30
MAX_TOTAL = 2 * 2**30
MAX_PARTS = 20_000
MAX_RATIO, RATIO_FROM = 250, 64 * 2**20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others unpack without a bound, and no workbook has them

TYPES = "[Content_Types].xml"
_WRONG_HEADER = (ValueError, OverflowError, struct.error)  # what zipfile raises for places outside the file
_NO_MEMORY = f"Error {-4} "  # Z_MEM_ERROR, of which zlib makes no error of its own
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Relation:
    """One relationship of a part; ``kind`` is the last word of its type, ``target`` a part's name."""

    id: str
    kind: str
    type: str
    target: str
    external: bool


def folded(name: str) -> str:
    """A part's name as names are compared: ignoring case, slash or backslash, escapes.

    >>> folded("XL\\\\Worksheets/Sheet%201.xml")
    'xl/worksheets/sheet 1.xml'
    """
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def relations_name(part: str) -> str:
    """The part that holds the relationships of a part.

    >>> relations_name("xl/workbook.xml")
    'xl/_rels/workbook.xml.rels'
    """
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def source_of(name: str) -> str | None:
    """The part whose relationships this part holds (empty: the package); None if it holds none.

    >>> source_of("xl/_rels/workbook.xml.rels"), source_of("_rels/.rels"), source_of("xl/workbook.xml")
    ('xl/workbook.xml', '', None)
    """
    folder, last = posixpath.split(name.replace("\\", "/"))
    folder, rels = posixpath.split(folder)
    if rels.lower() != "_rels" or not last.lower().endswith(".rels"):
        return None
    return posixpath.join(folder, last[: -len(".rels")])


class Package:
    """The entries of a workbook file, read at once and checked; parts are unpacked when asked for.

    With ``data`` it is a workbook that no file holds yet, and ``path`` is what it will be called; its digest is None.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        self.data = _bytes_of(path) if data is None else data
        self.digest = hashlib.sha256(self.data).digest() if data is None else None
        _refuse_other_formats(path, self.data)
        with reading(path):
            self.zip = _opened(self.data)
            self.entries = _checked(path, self.zip, len(self.data))

    def names(self) -> list[str]:
        """The names of all entries, in order."""
        return [info.filename for info in self.entries.values()]

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""
        return folded(part) in self.entries

    def read(self, part: str) -> bytes:
        """Content of a part."""
        entry = self.entries.get(folded(part))
        if entry is None:
            raise BrokenPartError(f"no part {part}, which other parts refer to")
        return self.content(entry)

    def content(self, entry: zipfile.ZipInfo) -> bytes:
        """Content of an entry, never more of it than the size that was checked when the file was opened."""
        try:
            with self.zip.open(entry) as file:
                return file.read(entry.file_size + 1)
        except zlib.error as fault:
            if str(fault).startswith(_NO_MEMORY):
                raise MemoryError from fault
            raise zipfile.BadZipFile(f"part {entry.filename[:60]}: {fault}") from fault
        except (EOFError, zipfile.BadZipFile, *_WRONG_HEADER) as fault:
            raise zipfile.BadZipFile(f"part {entry.filename[:60]}: {fault}") from fault

    def relations(self, part: str) -> Sequence[Relation]:
        """The relationships of a part (of the package itself, if the part is empty)."""
        name = relations_name(part)
        return parse_relations(part, self.read(name)) if self.has(name) else ()

    @cached_property
    def reserved(self) -> frozenset[str]:
        """Folded names that no new part may have: of parts, of announced ones, and of both ends of relationships.

        A part that is gone may still be announced or pointed at; a new one of its name would get what was meant for it.
        """
        found = {*self.entries, *self.types.overrides}
        for name in self.names():
            source = source_of(name)
            if source is not None:
                found.add(folded(source))
                with suppress(BrokenPartError, ExpatError):  # of a part that we do not need to read
                    found |= {folded(one.target) for one in self.relations(source) if not one.external}
        return frozenset(found)

    @cached_property
    def types(self) -> ContentTypes:
        """What kind each part is."""
        with within(f"part {TYPES}"):
            return ContentTypes(self.read(TYPES))


@lru_cache(maxsize=64)
def parse_relations(part: str, data: bytes) -> Sequence[Relation]:
    """The relationships in a ``.rels`` part that belongs to ``part``; a sheet may have many, and is asked often."""
    folder, found = posixpath.dirname(part), []
    with within(f"part {relations_name(part)}"):
        root = Markup(data).root
    for node in root.all("Relationship"):
        external = node.get("TargetMode").lower() == "external"
        target = node.get("Target").replace("\\", "/")
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0]))).lstrip("/")
        kind = node.get("Type")
        found.append(Relation(node.get("Id"), kind.rpartition("/")[2], kind, target, external))
    if len({relation.id for relation in found}) < len(found):
        raise BrokenPartError(f"two relationships with one id, in part {relations_name(part)}")
    return tuple(found)


def relation_xml(relation: Relation, prefix: str = "") -> str:
    """The element that states the relationship; targets are written from the package's root."""
    target = relation.target if relation.external else "/" + relation.target
    mode = ' TargetMode="External"' if relation.external else ""
    return (
        f'<{prefix}Relationship Id="{escaped_attribute(relation.id)}" Type="{escaped_attribute(relation.type)}" '
        f'Target="{escaped_attribute(target)}"{mode}/>'
    )


class ContentTypes:
    """``[Content_Types].xml``: a type for each extension, and exceptions by part."""

    def __init__(self, data: bytes) -> None:
        self.markup = Markup(data)
        root = self.markup.root
        self._nodes: dict[str, list[Node]] = {}
        self.defaults = {node.get("Extension").lower(): node.get("ContentType") for node in root.all("Default")}
        self.overrides: dict[str, str] = {}
        for node in root.all("Override"):
            name, kind = folded(node.get("PartName")), node.get("ContentType")
            self._nodes.setdefault(name, []).append(node)
            if self.overrides.setdefault(name, kind) != kind:
                raise BrokenPartError(f"two content types for part {name[:60]}")

    def of(self, part: str) -> str:
        """Content type of a part, or empty."""
        return self.overrides.get(folded(part)) or self.defaults.get(part.rpartition(".")[2].lower(), "")

    def announce(self, part: str, kind: str) -> None:
        """State a part's content type: in the place where it is stated, by itself, or for its extension."""
        if self.of(part) == kind and not part.endswith(".xml"):
            return
        root, extension = self.markup.root, part.rpartition(".")[2]
        prefix, told = self.markup.prefix(root), f'ContentType="{escaped_attribute(kind)}"'
        if folded(part) in self.overrides:
            for node in self._nodes[folded(part)]:
                self.markup.set(node, ContentType=kind)
            self.overrides[folded(part)] = kind
        elif extension == "xml" or extension.lower() in self.defaults:
            self.markup.append(root, f'<{prefix}Override PartName="{escaped_attribute("/" + part)}" {told}/>')
            self.overrides[folded(part)] = kind
        else:
            self._add_default(f'<{prefix}Default Extension="{extension}" {told}/>')
            self.defaults[extension.lower()] = kind

    def withdraw(self, part: str) -> None:
        """State no longer what kind a part is."""
        for node in self._nodes.pop(folded(part), ()):
            self.markup.replace(node, b"")
        self.overrides.pop(folded(part), None)

    def _add_default(self, xml: str) -> None:
        if defaults := self.markup.root.all("Default"):
            self.markup.insert_after(defaults[-1], xml)
        else:
            self.markup.append(self.markup.root, xml)


def _bytes_of(path: Path) -> bytes:
    with machine(path, "read"):
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise refused(path, "no such file", "check the name and the folder") from fault
        if not stat.S_ISREG(status.st_mode):
            raise refused(path, "a folder or device", "name the workbook file itself")
        if status.st_size > MAX_FILE:
            raise refused(path, f"a file of {status.st_size / 2**20:.0f} MB", "keep the workbook below 512 MB")
        return path.read_bytes()


def _refuse_other_formats(path: Path, data: bytes) -> None:
    if not data:
        raise refused(path, "an empty file", "get an undamaged copy, for example from a backup")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise refused(path, "a workbook encrypted with a password", "save it without a password and run again")
        raise refused(path, "an old .xls workbook, or one encrypted with a password", _adopt(path))
    if not data.startswith((b"PK\3\4", b"PK\5\6")):
        raise refused(path, "a file of another kind", _adopt(path))


def _adopt(path: Path) -> str:
    """The way in for tables of other forms."""
    target = f"{path.stem}-new.xlsx" if path.suffix.lower() == ".xlsx" else f"{path.stem}.xlsx"
    source, target = (f'"{name}"' if " " in name else name for name in (str(path), target))
    return (
        f"if it holds tables (.csv, .ods, .xls), run sop-excel adopt {source} -o {target}; "
        "or save it as .xlsx in the spreadsheet program and run again"
    )


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _WRONG_HEADER as fault:
        raise zipfile.BadZipFile(str(fault)) from fault


def _checked(path: Path, package: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    """The entries by folded name, or an error for what no spreadsheet program writes."""
    infos = package.infolist()
    _refuse_bombs(path, infos, size)
    entries: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        if info.flag_bits & 1:
            raise refused(path, "a zip file with a password", "save it without a password and run again")
        if info.compress_type not in _METHODS:
            raise refused(path, f"a part packed in a way that no spreadsheet program uses ({info.filename[:60]!r})")
        if _tricky(info.orig_filename):  # as it stands in the file: zipfile cuts it off at a NUL
            raise refused(path, f"a part with the name {info.orig_filename[:60]!r}, which leads out of the package")
        if folded(info.filename) in entries:
            raise refused(path, f"two parts with the name {info.filename[:60]!r}")
        entries[folded(info.filename)] = info
    if folded(TYPES) not in entries:
        raise _not_a_workbook(path, entries)
    return entries


def _refuse_bombs(path: Path, infos: list[zipfile.ZipInfo], size: int) -> None:
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    absurd = (
        len(infos) > MAX_PARTS
        or total > MAX_TOTAL
        or any(info.file_size > MAX_PART for info in infos)
        or packed > size  # entries that overlap
        or (total > RATIO_FROM and total > MAX_RATIO * packed)
    )
    if absurd:
        raise refused(path, f"{len(infos)} parts that unpack to {total / 2**20:.0f} MB, too much for a workbook")


def _tricky(name: str) -> bool:
    plain = unquote(name).replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or bool(re.match(r"[A-Za-z]:", plain)) or "\0" in plain


def _not_a_workbook(path: Path, entries: dict[str, zipfile.ZipInfo]) -> InputError:
    if "mimetype" in entries:
        return refused(path, "an OpenDocument file", _adopt(path))
    return refused(path, "a zip file of another kind", "save it as .xlsx in the spreadsheet program and run again")

"""A package with pending changes: parts replaced, added and dropped, and the entries that announce them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence

from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.markup import Markup
from sop_excel.hosts.xlsx.package import (
    TYPES,
    ContentTypes,
    Package,
    Relation,
    folded,
    parse_relations,
    relation_xml,
    relations_name,
)

_RELATIONS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_TYPES = folded(TYPES)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class Revision:
    """What the package will be; nothing is written before ``entries`` are."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.told: list[str] = []  # sentences on what could not stay as it was
        self._new: dict[str, bytes] = {}
        self._added: list[str] = []
        self._dropped: set[str] = set()
        self._numbers: dict[str, int] = {}  # by stem, up to which they are taken
        self._book: Book | None = None
        self._types: ContentTypes | None = None  # while parts are announced: their part may have tens of thousands

    def names(self) -> list[str]:
        """The names of all entries there will be, in order."""
        return [name for _, name in self._entries()]

    def changed(self) -> Iterator[tuple[str, bytes]]:
        """The parts that will be new or other than they were, by folded name."""
        self._settle()
        return ((name, content) for name, content in self._new.items() if name not in self._dropped)

    def size(self) -> int:
        """How many bytes the parts have that will be new or other than they were."""
        return sum(len(content) for _, content in self.changed())

    def has(self, part: str) -> bool:
        """Whether there will be a part of that name."""
        name = folded(part)
        return name not in self._dropped and (name in self._new or self.package.has(part))

    def read(self, part: str) -> bytes:
        """Content of a part, with its changes."""
        name = folded(part)
        if name == _TYPES:
            self._settle()
        return self._new[name] if name in self._new else self.package.read(part)

    def relations(self, part: str) -> Sequence[Relation]:
        """The relationships of a part."""
        name = relations_name(part)
        return parse_relations(part, self.read(name)) if self.has(name) else ()

    def book(self) -> Book:
        """The workbook as it stands now: the same as before, with its tables read, while no part has changed."""
        if self._book is None:
            self._book = Book(self)
        return self._book

    def put(self, part: str, content: bytes) -> None:
        """Replace or add a part; one that stays the same counts as untouched."""
        name = folded(part)
        if name == _TYPES:
            self._settle()
        if name not in self._new and not self.package.has(part):
            self._added.append(part)
        if name in self._new or not self.package.has(part) or content != self.package.read(part):
            self._new[name] = content
            self._book = None

    def add(self, part: str, content: bytes, content_type: str) -> None:
        """Add a part and announce its content type."""
        self.put(part, content)
        if self._types is None:
            self._types = ContentTypes(self.read(TYPES))
        self._types.announce(part, content_type)

    def drop(self, part: str) -> None:
        """Take a part out, with its content type."""
        self._dropped.add(folded(part))
        self._book = None
        types = ContentTypes(self.read(TYPES))
        types.withdraw(part)
        self.put(TYPES, types.markup.result())

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relationship of a part and return its id."""
        name = relations_name(part)
        if not self.has(name):
            empty = f'{_XML}<Relationships xmlns="{_RELATIONS_SPACE}"></Relationships>'
            self.add(name, empty.encode(), _RELATIONS_TYPE)
        markup = Markup(self.read(name))
        taken = {node.get("Id") for node in markup.root.children}
        new = next(f"rId{k}" for k in range(1, len(taken) + 2) if f"rId{k}" not in taken)
        relation = Relation(new, kind.rpartition("/")[2], kind, target, False)
        markup.append(markup.root, relation_xml(relation, markup.prefix(markup.root)))
        self.put(name, markup.result())
        return new

    def put_relations(self, part: str, relations: list[Relation]) -> None:
        """State all relationships of a new part."""
        body = "".join(map(relation_xml, relations))
        xml = f'{_XML}<Relationships xmlns="{_RELATIONS_SPACE}">{body}</Relationships>'
        self.add(relations_name(part), xml.encode(), _RELATIONS_TYPE)

    def unrelate(self, part: str, relation: Relation) -> None:
        """Take a relationship of a part out."""
        name = relations_name(part)
        markup = Markup(self.read(name))
        for node in markup.root.children:
            if node.get("Id") == relation.id:
                markup.replace(node, b"")
        self.put(name, markup.result())

    def free(self, part: str) -> str:
        """The part's name with the first number that nothing has: no part, no announcement and no relationship."""
        root, dot, extension = part.rpartition(".")
        stem = (root if dot else part).rstrip("0123456789")
        number = self._numbers.get(stem, 0) + 1
        while self._taken(name := f"{stem}{number}{dot}{extension if dot else ''}"):
            number += 1
        self._numbers[stem] = number
        return name

    def _settle(self) -> None:
        """Put the content types as announced so far into the part that states them."""
        types, self._types = self._types, None
        if types:
            self.put(TYPES, types.markup.result())

    def _taken(self, part: str) -> bool:
        return folded(part) in self.package.reserved or self.has(part) or self.has(relations_name(part))

    def entries(self) -> Iterator[tuple[zipfile.ZipInfo | None, str, bytes]]:
        """All entries in order: the old one if there is one, the name, the content; nothing may change any more."""
        self._settle()
        return self._contents()

    def _contents(self) -> Iterator[tuple[zipfile.ZipInfo | None, str, bytes]]:
        for info, name in self._entries():
            key = folded(name)
            yield info, name, self._new[key] if info is None or key in self._new else self.package.content(info)

    def _entries(self) -> Iterator[tuple[zipfile.ZipInfo | None, str]]:
        yield from ((info, info.filename) for name, info in self.package.entries.items() if name not in self._dropped)
        yield from ((None, name) for name in self._added)

"""What holds of every package that we write: a draft that breaks it is never saved.

A planner's workbook may be faulty in ways that no program minds, such as a relationship whose part was deleted. What
was so before stays so; a fault that a draft has and the file did not have is a mistake of ours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial
from typing import Protocol, TypeVar
from xml.parsers.expat import ExpatError

from sop_excel.errors import DraftError
from sop_excel.hosts.xlsx.book import Book, Parts
from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import Markup, parse, parser, utf8
from sop_excel.hosts.xlsx.package import TYPES, Package, folded, source_of
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.spreadsheet.areas import NotationError
from sop_excel.spreadsheet.placed_tables import PlacedTable


class Whole(Parts, Protocol):
    """A package of which every part is known."""

    def names(self) -> list[str]:
        """The names of all entries, in order."""


W = TypeVar("W", bound=Whole)


def refuse_broken(package: Package, draft: Revision) -> None:
    """Raise DraftError if the draft has a fault that the package does not have."""
    found = broken(draft)
    if found:
        found -= broken(package)
    found |= {*_guarded(_unsound, draft), *_guarded(partial(_reordered, package), draft)}
    if found:
        raise DraftError(
            f"{package.path.name} would not have come out sound ({'; '.join(sorted(found)[:3])}); nothing was written. "
            "Please report it, with the workbook if you may."
        )


def broken(parts: Whole) -> set[str]:
    """The rules of packages that this one breaks, each as a phrase that is the same before and after a plan."""
    return {fault for check in (_names, _types, _relationships, _sheets, _tables) for fault in _guarded(check, parts)}


def _guarded(check: Callable[[W], Iterator[str]], parts: W) -> Iterator[str]:
    """What a check finds; what it cannot read is a fault too."""
    try:
        yield from check(parts)
    except (NotationError, ExpatError) as fault:
        yield str(fault)


def _twice(what: str, values: Iterable[Hashable]) -> Iterator[str]:
    seen: set[Hashable] = set()
    for value in values:
        if value in seen:
            yield f"{what} {value} twice"
        seen.add(value)


def _names(parts: Whole) -> Iterator[str]:
    yield from _twice("part", map(folded, parts.names()))


def _types(parts: Whole) -> Iterator[str]:
    root = Markup(parts.read(TYPES)).root
    defaults = [node.get("Extension").lower() for node in root.all("Default")]
    overrides = [folded(node.get("PartName")) for node in root.all("Override")]
    yield from _twice("the content type of extension", defaults)
    yield from _twice("the content type of part", overrides)
    known, announced = set(defaults), set(overrides)
    for name in map(folded, parts.names()):
        if name.rpartition(".")[2] not in known and name not in announced and name != folded(TYPES):
            yield f"part {name} without a content type"


def _relationships(parts: Whole) -> Iterator[str]:
    for name in parts.names():
        source = source_of(name)
        if source is not None:
            yield from _guarded(partial(_relationships_of, source), parts)


def _relationships_of(source: str, parts: Whole) -> Iterator[str]:
    for relation in parts.relations(source):  # their ids are unique, or they are not read at all
        if not relation.external and not parts.has(relation.target):
            yield f"part {source} with a relationship to {relation.target}, which is missing"


def _sheets(parts: Whole) -> Iterator[str]:
    book = Book(parts)
    nodes = book.sheet_nodes
    yield from _twice("sheet", (node.get("name").lower() for node in nodes))
    yield from _twice("sheet number", (node.get("sheetId") for node in nodes))
    yield from _twice("sheet relationship", (node.related() for node in nodes if node.related()))
    scopes = [(node.get("localSheetId"), node.get("name").lower()) for node in book.names]
    yield from _twice("name", (f"{name} of sheet {scope}" if scope else name for scope, name in scopes))
    known = {"", *map(str, range(len(nodes)))}
    yield from (f"name {name} on sheet {scope}, which is missing" for scope, name in scopes if scope not in known)


def _tables(parts: Whole) -> Iterator[str]:
    book = Book(parts)
    tables, ids = book.tables, []
    names = [node.get("name").lower() for node in book.names if not node.get("localSheetId")]
    yield from _twice("name or table", [*dict.fromkeys(names), *(table.name.lower() for table in tables)])
    on_sheets: dict[str, list[PlacedTable]] = {}
    for table in tables:
        on_sheets.setdefault(folded(table.sheet.part), []).append(table)
        root = Markup(book.parts.read(table.part)).root
        ids.append(root.get("id"))
        yield from _twice(f"table {table.name}: column", (header.lower() for header in table.headers))
        columns = root.find("tableColumns")
        numbers = [node.get("id") for node in (columns.children if columns else ())]
        yield from _twice(f"table {table.name}: column number", numbers)
        if table.data.bottom < table.data.top:
            yield f"table {table.name} without room for a row"
    yield from _twice("table number", ids)
    yield from _twice("second table name", (table.alias.lower() for table in tables))
    for same in on_sheets.values():
        for one, other in _neighbours(same):
            if one.area.meets(other.area):
                yield f"tables {one.name} and {other.name} on the same cells"


def _neighbours(tables: list[PlacedTable]) -> Iterator[tuple[PlacedTable, PlacedTable]]:
    """Pairs of tables that may overlap, from top to bottom: each with those beside it that go on as far down."""
    open_: list[PlacedTable] = []  # from left to right
    for table in sorted(tables, key=lambda one: one.area.top):
        at = bisect_left(open_, table.area.left, key=lambda one: one.area.left)
        for side in (at, at - 1):
            while 0 <= side < len(open_) and open_[side].area.bottom < table.area.top:
                del open_[side]
                at, side = (at, side) if side == at else (at - 1, side - 1)
            if 0 <= side < len(open_):
                yield open_[side], table
        open_.insert(at, table)


def _unsound(draft: Revision) -> Iterator[str]:
    """What we have written must be well-formed, whatever stood around it."""
    for name, content in draft.changed():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                parse(parser(), utf8(content))
            except (BrokenPartError, ExpatError) as fault:
                yield f"part {name}: {fault}"


def _reordered(package: Package, draft: Revision) -> Iterator[str]:
    """Sheets, by their place as names know them, stay where they are; new ones stand behind them."""
    old, new = (
        [(node.get("name"), node.get("sheetId"), node.related()) for node in Book(parts).sheet_nodes]
        for parts in (package, draft)
    )
    yield from (f"sheet {before[0]} moved" for before, after in zip(old, new, strict=False) if before != after)
    yield from (f"sheet {gone[0]} lost" for gone in old[len(new) :])

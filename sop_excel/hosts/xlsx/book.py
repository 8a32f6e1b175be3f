"""What the workbook part says: sheets, defined names, calculation; and which tables its sheets hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from sop_excel.hosts.xlsx.faults import BrokenPartError, within
from sop_excel.hosts.xlsx.markup import MAIN, STRICT, Markup, Node, decoded
from sop_excel.hosts.xlsx.package import Relation, folded
from sop_excel.spreadsheet.areas import parse_area, whole_number
from sop_excel.spreadsheet.placed_tables import PlacedTable, Sheet

_SHEETS = ("worksheet", "chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")


class Parts(Protocol):
    """Where parts are read from: a package, or one with pending changes."""

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""

    def read(self, part: str) -> bytes:
        """Content of a part."""

    def relations(self, part: str) -> Sequence[Relation]:
        """The relationships of a part."""


class Book:
    """The workbook part and its surroundings, read when asked for."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        main = [r for r in parts.relations("") if r.kind == "officeDocument" and not r.external]
        if not main:
            raise BrokenPartError("a package without a workbook")
        self.part = main[0].target
        if self.part.lower().endswith(".bin"):
            raise BrokenPartError("a binary workbook (.xlsb)")
        with within(f"part {self.part}"):
            self.root = Markup(parts.read(self.part)).root
        if self.root.tag != "workbook" or self.root.uri not in (MAIN, STRICT):
            raise BrokenPartError("an Office document that is no workbook")
        self.relations = parts.relations(self.part)

    @property
    def strict(self) -> bool:
        """Whether it is written in the strict variant of the format."""
        return self.root.uri == STRICT

    @cached_property
    def sheets(self) -> list[Sheet]:
        """All sheets, in order. Macro and dialog sheets of very old versions have an empty id, and no part."""
        by_id = {r.id: r for r in self.relations}
        found: list[Sheet] = []
        owners: dict[str, str] = {}
        for index, node in enumerate(self.sheet_nodes):
            name = node.get("name")
            part = "" if node.related() == "" else self._sheet_part(name, by_id.get(node.related() or ""))
            if part and owners.setdefault(folded(part), name) != name:
                raise BrokenPartError(f"sheets '{owners[folded(part)]}' and '{name}' with one part")
            found.append(Sheet(name, part, index))
        return found

    def _sheet_part(self, name: str, relation: Relation | None) -> str:
        """The part of a worksheet, empty for a sheet of another kind; there must be one for either."""
        if relation is None:
            raise BrokenPartError(f"sheet '{name}' without its part")
        if relation.kind not in _SHEETS:
            raise BrokenPartError(f"sheet '{name}' of the unknown kind '{relation.kind[:20]}'")
        if relation.external or not self.parts.has(relation.target):
            raise BrokenPartError(f"no part {relation.target}, which sheet '{name}' refers to")
        return relation.target if relation.kind == "worksheet" else ""

    @cached_property
    def tables(self) -> list[PlacedTable]:
        """All tables of all sheets, in order."""
        return [table for sheet in self.sheets if sheet.part for table in self.tables_on(sheet)]

    def tables_on(self, sheet: Sheet) -> Iterator[PlacedTable]:
        """The tables of one sheet."""
        for relation in self.parts.relations(sheet.part):
            if relation.kind == "table" and not relation.external:
                data = self.parts.read(relation.target)
                with within(f"part {relation.target} of sheet '{sheet.name}'"):
                    table = parse_table(sheet, relation.target, data)
                yield table

    def named(self, name: str) -> list[PlacedTable]:
        """The tables of that name in any case; more than one only if the file is damaged."""
        return [table for table in self.tables if table.name.lower() == name.lower()]

    @property
    def sheet_nodes(self) -> Sequence[Node]:
        """The sheets as the workbook part lists them."""
        return self._children("sheets")

    @property
    def names(self) -> Sequence[Node]:
        """The defined names."""
        return self._children("definedNames")

    def setting(self, element: str, attribute: str) -> bool:
        """Whether a yes/no attribute of a child of the workbook part is set."""
        node = self.root.find(element)
        return node is not None and node.get(attribute).strip() in ("1", "true")

    @property
    def asks_for_calculation(self) -> bool:
        """Whether saved values of formulas may be old.

        We too ask for a calculation on load, since formulas elsewhere may use our cells; then ``calcCompleted`` says
        that the values beside it were calculated when the planner saved them.
        """
        return self.setting("calcPr", "fullCalcOnLoad") and not self.setting("calcPr", "calcCompleted")

    def related(self, kind: str) -> str:
        """The part of that kind that belongs to the workbook (styles, shared strings), or empty."""
        return next((r.target for r in self.relations if r.kind == kind and not r.external), "")

    def _children(self, element: str) -> Sequence[Node]:
        node = self.root.find(element)
        return node.children if node else ()


def parse_table(sheet: Sheet, part: str, data: bytes) -> PlacedTable:
    """What a table part says."""
    root = Markup(data).root
    if root.tag != "table":
        raise BrokenPartError("no table where one should be")
    columns = root.find("tableColumns")
    headers = tuple(decoded(node.get("name")) for node in columns.children) if columns else ()
    area = parse_area(root.get("ref"))
    if len(headers) != area.width:
        name = root.get("displayName")
        raise BrokenPartError(f"table {name} with {len(headers)} column names for {area.width} columns")
    return PlacedTable(
        root.get("displayName") or root.get("name"),
        sheet,
        part,
        area,
        headers,
        _count(root.get("headerRowCount", "1")),
        _count(root.get("totalsRowCount", "0")),
        root.get("name"),
    )


def _count(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise BrokenPartError(f"'{text[:20]}' where a number of rows belongs")
    return number

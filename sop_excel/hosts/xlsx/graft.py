"""Sheets of the template for output tables that the workbook lacks, with all that hangs on them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop_excel.errors import Issue
from sop_excel.hosts.xlsx.book import Book
from sop_excel.hosts.xlsx.markup import RELATIONS, Markup, Node, escaped, escaped_attribute
from sop_excel.hosts.xlsx.package import Package, folded
from sop_excel.hosts.xlsx.revision import Revision
from sop_excel.hosts.xlsx.sheet_cells import cell_xml
from sop_excel.hosts.xlsx.strings import SharedStrings
from sop_excel.hosts.xlsx.styles import MINIMAL, StyleGraft
from sop_excel.hosts.xlsx.table_part import next_table_id
from sop_excel.spreadsheet.areas import whole_number
from sop_excel.spreadsheet.placed_tables import Sheet, taken_name
from sop_excel.spreadsheet.references import sheets_named, with_sheets
from sop_excel.spreadsheet.sheet_names import free_sheet_name

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_FORMULAS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "sqref")
_NOT_COPIED = ("worksheet", "officeDocument", "person")


class Graft:
    """Copies the sheets of ``donor`` that hold the missing tables to the end of the draft's workbook."""

    def __init__(self, draft: Revision, donor: Package, missing: list[str]) -> None:
        self.draft, self.donor = draft, donor
        self.book, self.donor_book = draft.book(), Book(donor)
        tables = {name: self.donor_book.named(name) for name in missing}
        if absent := [name for name, found in tables.items() if not found]:
            raise ValueError(f"the template {donor.path.name} has no table {', '.join(absent)}")
        wanted = {found[0].sheet.index for found in tables.values()}
        self.sheets = [sheet for sheet in self.donor_book.sheets if sheet.index in wanted]
        self.tables = [table for table in self.donor_book.tables if table.sheet.index in wanted]
        self.renamed = self._names()

    def issues(self) -> list[Issue]:
        """Names that the workbook uses for something else."""
        names = {node.get("name").lower(): node for node in self.book.names}
        found = []
        for table in self.tables:
            if table.name.lower() in names:
                found.append(taken_name(f"name {names[table.name.lower()].get('name')}", table.name))
            others = (one for one in self.book.tables if table.name.lower() in (one.name.lower(), one.alias.lower()))
            found += [taken_name(f"table {other.name}", table.name) for other in others]
        for node in self._global_names():
            other = names.get(node.get("name").lower())
            if other and not _dead(other) and with_sheets(node.text, self.renamed) != other.text:
                found.append(_clash(other))
        return found

    def apply(self) -> None:
        """Copy parts, styles and names, and enter the sheets into the workbook."""
        styles_part = self._styles_part()
        donor_styles = self.donor.read(self.donor_book.related("styles"))
        styles = StyleGraft(self.draft.read(styles_part), donor_styles)
        strings_part = self.donor_book.related("sharedStrings")
        strings = SharedStrings(self.donor.read(strings_part)) if strings_part else []
        copier = PartCopier(self.draft, self.donor, styles, strings, self.renamed, next_table_id(self.book))
        added = [(sheet, copier.copy(sheet.part)) for sheet in self.sheets]
        self.draft.put(styles_part, styles.result())
        kind = f"{RELATIONS}/worksheet"
        entered = [(sheet, self.draft.relate(self.book.part, kind, part)) for sheet, part in added]
        self._enter(entered)

    def _names(self) -> dict[str, str]:
        """What the donor's sheets are called in the workbook: the grafted ones, and those of tables it has."""
        taken = {sheet.name.lower() for sheet in self.book.sheets}
        found = {}
        for table in self.donor_book.tables:
            same = self.book.named(table.name)
            if same:
                found[table.sheet.name.lower()] = same[0].sheet.name
        for sheet in self.sheets:
            found[sheet.name.lower()] = free_sheet_name(sheet.name, taken)
            taken.add(found[sheet.name.lower()].lower())
        return found

    def _styles_part(self) -> str:
        part = self.book.related("styles")
        if not part:
            part = self.draft.free("xl/styles.xml") if self.draft.has("xl/styles.xml") else "xl/styles.xml"
            self.draft.add(part, MINIMAL, _STYLES_TYPE)
            self.draft.relate(self.book.part, f"{RELATIONS}/styles", part)
        return part

    def _enter(self, added: list[tuple[Sheet, str]]) -> None:
        """The sheets and their names, at the end of the workbook part's lists."""
        markup = Markup(self.draft.read(self.book.part))
        sheets = markup.root.find("sheets")
        if sheets is None:  # the book was read before, so it has sheets
            return
        ids = [number for node in sheets.children if (number := whole_number(node.get("sheetId")))]
        for number, (sheet, relation) in enumerate(added, max(ids, default=0) + 1):
            markup.append(sheets, self._sheet_xml(markup, sheet, number, relation))
        self._enter_names(markup, len(sheets.children))
        self.draft.put(self.book.part, markup.result())

    def _sheet_xml(self, markup: Markup, sheet: Sheet, number: int, relation: str) -> str:
        node = self.donor_book.sheet_nodes[sheet.index]
        state = f' state="{node.get("state")}"' if node.get("state") not in ("", "visible") else ""
        head = markup.data[markup.root.start : markup.root.head_end].decode()
        bound = re.search(rf"""\sxmlns:(\w+)\s*=\s*["']{re.escape(RELATIONS)}["']""", head)
        space = "" if bound else f' xmlns:r="{RELATIONS}"'
        name = escaped_attribute(self.renamed[sheet.name.lower()])
        prefix, r = markup.prefix(markup.root), bound[1] if bound else "r"
        return f'<{prefix}sheet{space} name="{name}" sheetId="{number}"{state} {r}:id="{relation}"/>'

    def _enter_names(self, markup: Markup, first: int) -> None:
        prefix = markup.prefix(markup.root)
        places = {str(sheet.index): first + k for k, sheet in enumerate(self.sheets)}
        taken = {node.get("name").lower() for node in self._living(markup)}
        new = [self._name_xml(prefix, n, places.get(n.get("localSheetId"))) for n in self._local_names()]
        new += [self._name_xml(prefix, n, None) for n in self._global_names() if n.get("name").lower() not in taken]
        if not new:
            return
        if names := markup.root.find("definedNames"):
            markup.append(names, "".join(new))
        else:
            last = [node for node in markup.root.children if node.tag in _BEFORE_NAMES][-1]
            markup.insert_after(last, f"<{prefix}definedNames>{''.join(new)}</{prefix}definedNames>")

    def _living(self, markup: Markup) -> list[Node]:
        """The workbook's names, without those of the template whose sheet was deleted: these return with the sheet."""
        wanted = {node.get("name").lower() for node in self._global_names()}
        names = markup.root.find("definedNames")
        kept = []
        for node in names.children if names else ():
            if _dead(node) and node.get("name").lower() in wanted:
                markup.replace(node, b"")
            else:
                kept.append(node)
        return kept

    def _name_xml(self, prefix: str, node: Node, place: int | None) -> str:
        kept = {name: value for name, value in node.attributes.items() if " " not in name and name != "localSheetId"}
        if place is not None:
            kept["localSheetId"] = str(place)
        attributes = "".join(f' {name}="{escaped_attribute(value)}"' for name, value in kept.items())
        text = escaped(with_sheets(node.text, self.renamed))
        return f"<{prefix}definedName{attributes}>{text}</{prefix}definedName>"

    def _local_names(self) -> list[Node]:
        wanted = {str(sheet.index) for sheet in self.sheets}
        return [node for node in self.donor_book.names if node.get("localSheetId") in wanted]

    def _global_names(self) -> list[Node]:
        """Names for the whole workbook that the grafted sheets use."""
        texts = "".join(self.donor.read(sheet.part).decode("utf-8", "replace") for sheet in self.sheets)
        return [
            node
            for node in self.donor_book.names
            if not node.get("localSheetId") and re.search(rf"(?<![\w.]){re.escape(node.get('name'))}(?![\w.])", texts)
        ]


def _dead(name: Node) -> bool:
    return "#REF!" in name.text and not name.get("localSheetId")


def _clash(node: Node) -> Issue:
    name = node.get("name")
    return Issue(name, "", f"the name {name} free", f"a name for {node.text[:60]}", "rename it; output sheets need it")


class PartCopier:
    """Copies parts of the donor into the draft, each once."""

    def __init__(
        self,
        draft: Revision,
        donor: Package,
        styles: StyleGraft,
        strings: Sequence[str],
        renamed: Mapping[str, str],
        table_id: int,
    ) -> None:
        self.draft, self.donor, self.styles = draft, donor, styles
        self.strings, self.renamed, self.table_id = strings, renamed, table_id
        self.copied: dict[str, str] = {}

    def copy(self, part: str) -> str:
        """Copy a part and all that it refers to; the copy's name."""
        key = folded(part)
        if key in self.copied:
            return self.copied[key]
        new = self.copied[key] = self.draft.free(part)
        self.draft.add(new, self._content(part), self.donor.types.of(part))
        relations = [
            relation if relation.external else replace(relation, target=self.copy(relation.target))
            for relation in self.donor.relations(part)
            if relation.kind not in _NOT_COPIED
        ]
        if relations:
            self.draft.put_relations(new, relations)
        return new

    def _content(self, part: str) -> bytes:
        data = self.donor.read(part)
        if not part.lower().endswith(".xml"):
            return data
        markup = Markup(data)
        kind = markup.root.tag
        if kind == "worksheet":
            self._sheet(markup)
        elif kind == "table":
            markup.set(markup.root, id=str(self.table_id))
            self.table_id += 1
            self._common(markup)
        elif kind == "chartSpace":
            self._common(markup)
        return markup.result()

    def _is_at_home(self, formula: str) -> bool:
        """Whether the workbook will have every sheet of the template that the formula names.

        No program opens a file in which a formula names a sheet that is not there.
        """
        return all(name.lower() in self.renamed for name in sheets_named(formula))

    def _common(self, markup: Markup) -> None:
        """Formulas and conditional styles, wherever they stand."""
        for node in markup.root.walk():
            for name, value in node.attributes.items():
                if name == "dxfId" or name.endswith("DxfId"):
                    markup.set(node, **{name: self.styles.dxf(value)})
            if node.tag in _FORMULAS and (text := with_sheets(node.text, self.renamed)) != node.text:
                markup.set_text(node, text)

    def _sheet(self, markup: Markup) -> None:
        self._common(markup)
        for node in markup.root.walk():
            if node.tag == "c":
                self._cell(markup, node)
            elif node.tag in ("row", "col"):
                name = "s" if node.tag == "row" else "style"
                if node.get(name):
                    markup.set(node, **{name: self.styles.xf(node.get(name))})
            elif node.tag == "sheetView":
                markup.set(node, tabSelected=None)
            elif node.tag == "sheetPr":
                markup.set(node, codeName=None)

    def _cell(self, markup: Markup, node: Node) -> None:
        style = self.styles.xf(node.get("s")) if node.get("s") else None
        formula = node.find("f")
        if formula and not self._is_at_home(formula.text):
            markup.replace(node, cell_xml(markup.prefix(node), node.get("r"), style, None))
            return
        if node.get("t") == "s" and (value := node.find("v")):
            text = self.strings[int(value.text)]
            markup.replace(node, cell_xml(markup.prefix(node), node.get("r"), style, text))
        else:
            markup.set(node, s=style, cm=None, vm=None)

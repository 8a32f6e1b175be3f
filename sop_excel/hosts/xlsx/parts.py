"""Copying the parts of a grafted sheet: under free names, with the workbook's style, table and sheet names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sop_excel.hosts.xlsx.draft import Draft
from sop_excel.hosts.xlsx.markup import Markup, Node
from sop_excel.hosts.xlsx.package import Package, folded
from sop_excel.hosts.xlsx.styles import StyleGraft
from sop_excel.hosts.xlsx.values import cell_xml
from sop_excel.spreadsheet.references import with_sheets

_FORMULAS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "sqref")
_NOT_COPIED = ("worksheet", "officeDocument", "person")


class PartCopier:
    """Copies parts of the donor into the draft, each once."""

    def __init__(
        self,
        draft: Draft,
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
        if node.get("t") == "s" and (value := node.find("v")):
            text = self.strings[int(value.text)]
            markup.replace(node, cell_xml(markup.prefix(node), node.get("r"), style, text))
        else:
            markup.set(node, s=style, cm=None, vm=None)

"""Cell formats: what those of a workbook show, and those of a template brought into it."""

from __future__ import annotations

from functools import lru_cache

from sop_excel.hosts.xlsx.faults import BrokenPartError
from sop_excel.hosts.xlsx.markup import MAIN, Markup, Node, escaped_attribute, parse, parser, refuse_many, utf8
from sop_excel.spreadsheet.areas import whole_number
from sop_excel.spreadsheet.number_formats import BUILT_IN, BUILT_IN_NUMBERS, Converter, converter
from sop_excel.spreadsheet.unit_formats import GENERAL

MAX_FORMATS = 65_430  # of cells, in a file: the limit of Excel's reader, [MS-OI29500] 2.1.727
_ITEM = 3  # how deep the entries of a family of styles stand
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles")
_PLAIN = {0: GENERAL, 9: "0%", 10: "0.00%", 49: "@"}  # built in too, and no dates
_FIRST_CUSTOM = 164  # number formats below are built in
# A family starts with entries that programs take for granted.
_SEEDS = {
    "fonts": "<font/>",
    "fills": '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
}
MINIMAL = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    f'<fills count="2">{_SEEDS["fills"]}</fills><borders count="1">{_SEEDS["borders"]}</borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()


@lru_cache(maxsize=2)
def converters(styles: bytes, epoch_1904: bool) -> dict[str, Converter]:
    """What becomes of a number in a cell, by style id as sheets write it; ids of plain numbers are left out."""
    run = _FormatRun()
    parse(run.parser, utf8(styles))
    custom = run.codes
    by_number: dict[str, Converter | None] = {}
    made: dict[str, Converter] = {}
    for style, number in enumerate(run.numbers):
        if number not in by_number:
            code = custom.get(number)
            if code is None:
                code = BUILT_IN.get(whole_number(number) or 0, "")
            by_number[number] = converter(code, epoch_1904)
        if of_style := by_number[number]:
            made[str(style)] = of_style
    return made


def number_codes(styles: bytes) -> dict[str, str]:
    """The number format codes by style id as sheets write it; the ids of General are left out."""
    run = _FormatRun()
    parse(run.parser, utf8(styles))
    known = {str(number): code for number, code in {**BUILT_IN, **BUILT_IN_NUMBERS}.items()} | run.codes
    codes = ((str(style), known.get(number, GENERAL)) for style, number in enumerate(run.numbers))
    return {style: code for style, code in codes if code != GENERAL}


class _FormatRun:
    """One pass over a styles part, which may have tens of thousands of formats, for what tells dates."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.numbers: list[str] = []
        self.elements, self.depth, self.family = 0, 0, ""
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        refuse_many(self.elements, self.depth)
        if self.depth == _ITEM:
            self.item(attributes)
        elif self.depth < _ITEM:
            self.family = name.rpartition(" ")[2]
            if self.depth == 1 and self.family != "styleSheet":
                raise BrokenPartError("a styles part that holds no styles")

    def item(self, attributes: dict[str, str]) -> None:
        if self.family == "cellXfs":
            self.numbers.append(attributes.get("numFmtId", "0"))
            if len(self.numbers) > MAX_FORMATS:
                raise BrokenPartError(f"more than {MAX_FORMATS:,} cell formats, which no spreadsheet program opens")
        elif self.family == "numFmts":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")

    def end(self, _: str) -> None:
        self.depth -= 1


class Item:
    """A style element apart from its document: comparable, and writable with any prefix."""

    def __init__(self, tag: str, attributes: dict[str, str], children: list[Item]) -> None:
        self.tag, self.attributes, self.children = tag, attributes, children

    @classmethod
    def of(cls, node: Node) -> Item:
        """The element without what belongs to other namespaces."""
        attributes = {name: value for name, value in node.attributes.items() if " " not in name}
        children = [cls.of(child) for child in node.children if child.uri == node.uri and child.tag != "extLst"]
        return cls(node.tag, attributes, children)

    def xml(self, prefix: str = "") -> str:
        """The element as text; equal elements give equal texts."""
        attributes = "".join(
            f' {name}="{escaped_attribute(self.attributes[name])}"' for name in sorted(self.attributes)
        )
        head = f"<{prefix}{self.tag}{attributes}"
        if not self.children:
            return head + "/>"
        return head + ">" + "".join(child.xml(prefix) for child in self.children) + f"</{prefix}{self.tag}>"


class _Family:
    """One list of the target's styles, such as its fonts."""

    def __init__(self, node: Node | None, tag: str) -> None:
        self.node, self.tag = node, tag
        known = node.children if node else []
        self.seeds = _SEEDS.get(tag, "") if node is None or not node.children else ""
        if self.seeds:
            known = Markup(f"<a>{self.seeds}</a>".encode()).root.children
        self.places: dict[str, int] = {}  # of the first of equal elements; workbooks with 60,000 styles exist
        for place, child in enumerate(known):
            self.places.setdefault(Item.of(child).xml(), place)
        self.count = len(known)
        self.new: list[Item] = []

    def index(self, item: Item) -> int:
        """Position of an equal element, which is appended if there is none."""
        text = item.xml()
        if text not in self.places:
            self.places[text] = self.count
            self.count += 1
            self.new.append(item)
        return self.places[text]


class StyleGraft:
    """Brings styles of a donor into a target, one by one as they are asked for."""

    def __init__(self, target: bytes, donor: bytes) -> None:
        self.markup = Markup(target)
        root = self.markup.root
        self.families = {tag: _Family(root.find(tag), tag) for tag in ("fonts", "fills", "borders", "cellXfs", "dxfs")}
        self.parents = root.find("cellStyleXfs") is not None
        self.formats = _Family(root.find("numFmts"), "numFmts")
        self.codes = _codes(root)
        self.donor = Markup(donor).root
        self.donor_codes = {number: code for code, number in _codes(self.donor).items()}
        self._xfs: dict[str, str] = {}
        self._codes_of: dict[str | None, str] = {}
        self._shown: dict[tuple[str | None, str], str] = {}

    def xf(self, style: str) -> str:
        """The target's id for a cell style of the donor."""
        if style in ("", "0"):
            return "0"
        if style not in self._xfs:
            self._xfs[style] = str(self._xf(int(style)))
        return self._xfs[style]

    def code_of(self, style: str | None) -> str:
        """The number format of a style of the target's; General where it is built in and none that matters here."""
        if style not in self._codes_of:
            self._codes_of[style] = self._code_of(style)
        return self._codes_of[style]

    def _code_of(self, style: str | None) -> str:
        family = self.markup.root.find("cellXfs")
        if family is None or not family.children:
            return GENERAL
        number = family.children[_place(style, len(family.children))].get("numFmtId", "0")
        known = {**BUILT_IN, **_PLAIN}
        own = next((code for code, custom in self.codes.items() if custom == number), None)
        return own if own is not None else known.get(whole_number(number) or 0, GENERAL)

    def shown_as(self, style: str | None, code: str) -> str:
        """The id of a style of the target's with another number format."""
        if (style, code) not in self._shown:
            self._shown[style, code] = self._shown_as(style, code)
        return self._shown[style, code]

    def _shown_as(self, style: str | None, code: str) -> str:
        family = self.markup.root.find("cellXfs")
        item = Item("xf", {}, []) if family is None else Item.of(family.children[_place(style, len(family.children))])
        built_in = (str(number) for number, known in {**_PLAIN, **BUILT_IN}.items() if known == code)
        item.attributes.pop("quotePrefix", None)  # which says that the cell is text
        item.attributes |= {"numFmtId": next(built_in, None) or self._format(code), "applyNumberFormat": "1"}
        return str(self.families["cellXfs"].index(item))

    def dxf(self, style: str) -> str:
        """The target's id for a conditional style of the donor."""
        item = Item.of(self._donor("dxfs", int(style)))
        for child in item.children:
            if child.tag == "numFmt":
                child.attributes["numFmtId"] = self._format(child.attributes["formatCode"])
        return str(self.families["dxfs"].index(item))

    def result(self) -> bytes:
        """The styles part with what was asked for."""
        for family in (self.formats, *self.families.values()):
            if family.new:
                self._extend(family)
        return self.markup.result()

    def _donor(self, tag: str, index: int) -> Node:
        family = self.donor.find(tag)
        if family is None or index >= len(family.children):
            raise ValueError(f"the template has no {tag} number {index}")
        return family.children[index]

    def _xf(self, style: int) -> int:
        item = Item.of(self._donor("cellXfs", style))
        named = item.attributes
        for key, tag in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            part = Item.of(self._donor(tag, int(named.get(key, "0"))))
            named[key] = str(self.families[tag].index(part))
        number = named.get("numFmtId", "0")
        named["numFmtId"] = self._format(self.donor_codes[number]) if number in self.donor_codes else number
        named |= dict.fromkeys(("applyFont", "applyFill", "applyBorder", "applyNumberFormat"), "1")
        named.pop("xfId", None)
        if self.parents:
            named["xfId"] = "0"
        return self.families["cellXfs"].index(item)

    def _format(self, code: str) -> str:
        if code not in self.codes:
            number = max((number for n in self.codes.values() if (number := whole_number(n))), default=0) + 1
            self.codes[code] = str(max(number, _FIRST_CUSTOM))
            self.formats.index(Item("numFmt", {"numFmtId": self.codes[code], "formatCode": code}, []))
        return self.codes[code]

    def _extend(self, family: _Family) -> None:
        root = self.markup.root
        prefix = self.markup.prefix(root)
        body = "".join(item.xml(prefix) for item in family.new)
        if family.seeds:
            body = family.seeds.replace("</", f"\0{prefix}").replace("<", f"<{prefix}").replace("\0", "</") + body
        if family.tag == "cellXfs" and family.count > MAX_FORMATS:
            old = family.count - len(family.new)
            raise BrokenPartError(f"{old:,} cell formats, which leave no room for those of the output sheets")
        count = str(family.count)
        if family.node:
            self.markup.set(family.node, count=count)
            self.markup.append(family.node, body)
            return
        xml = f'<{prefix}{family.tag} count="{count}">{body}</{prefix}{family.tag}>'
        earlier = [n for n in root.children if n.tag in _ORDER[: _ORDER.index(family.tag)]]
        if earlier:
            self.markup.insert_after(earlier[-1], xml)
        else:
            self.markup.insert_first(root, xml)


def _codes(root: Node) -> dict[str, str]:
    formats = root.find("numFmts")
    return {node.get("formatCode"): node.get("numFmtId") for node in (formats.children if formats else ())}


def _place(style: str | None, count: int) -> int:
    """Where a style stands among so many; that of plain cells for an id that there is not, as spreadsheets take it."""
    known = style is not None and style.isascii() and style.isdigit() and int(style) < count
    return int(style) if known and style is not None else 0

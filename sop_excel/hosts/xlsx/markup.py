"""XML parts as bytes: parsed to know where everything stands, changed by splicing, never written anew."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from xml.parsers import expat

from sop_excel.hosts.xlsx.faults import BrokenPartError

# Those that writers use: Python knows others, some of which take forever or are no encodings of text.
_KNOWN = re.compile(
    r"iso-?8859-?\d+|latin-?\d|(windows|cp)-?\d+|koi8-[ru]"
    r"|gb(2312|k|18030)|big5(-hkscs)?|shift[-_]?jis|euc-(jp|kr|cn)|mac[a-z-]*"
)
_UTF8, _UTF16 = re.compile("utf-?8"), re.compile("utf-?16(-?(le|be))?")
_ASCII = re.compile("(us-)?ascii")
_ENCODING = re.compile(rb"""\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')""")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATION_SPACES = (RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
MAX_DEPTH, MAX_ELEMENTS = 200, 1_000_000  # of the parts that are parsed as a whole; sheets are not
_MANY = 10_000  # elements from which on a part must not take more memory than it needs
_KEPT = 500_000  # elements of parts that are remembered, the last ones used
_NAME_IN_TAG = re.compile(rb"<([^\s/>]+)")
_HEAD = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_ATTRIBUTE = re.compile(rb"""(?<!\s)\s++([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_CODED = re.compile("(?:_x[0-9A-Fa-f]{4}_)+")


def utf8(data: bytes) -> bytes:
    """The part in UTF-8 without a byte order mark; unchanged if it is so already.

    Raises BrokenPartError for an encoding that no writer uses, and for text that is not in the one that it claims.
    """
    if data.startswith(BOM_UTF8):
        return _declaring(data[len(BOM_UTF8) :], _UTF8)
    for mark, start, encoding in ((BOM_UTF16_LE, b"<\0", "utf-16-le"), (BOM_UTF16_BE, b"\0<", "utf-16-be")):
        if data.startswith((mark, start)):
            return _declaring(_in_utf8(data.removeprefix(mark), encoding, "UTF-16"), _UTF16)
    span = _declared(data)
    name = data[slice(*span)].decode("ascii", "replace").lower() if span else "utf-8"
    if _UTF8.fullmatch(name) or (_ASCII.fullmatch(name) and data.isascii()):
        return data
    if not _KNOWN.fullmatch(name) and not _UTF16.fullmatch(name) and not _ASCII.fullmatch(name):
        raise BrokenPartError(f"a part in the unknown encoding '{name[:20]}'")
    if not _KNOWN.fullmatch(name):
        raise _another(name)
    return _declared_utf8(_in_utf8(data, name, name))


def _declared(part: bytes) -> tuple[int, int] | None:
    """Where the XML declaration names the encoding, if it does."""
    if not part.startswith(b"<?xml") or not part[5:6].isspace():
        return None
    found = _ENCODING.search(part, 5, max(part.find(b"?>"), 0))
    return found.span(found.lastindex or 0) if found else None


def _declaring(part: bytes, names: re.Pattern[str]) -> bytes:
    """A part whose first bytes show its encoding; its declaration must not name another."""
    span = _declared(part)
    name = part[slice(*span)].decode("ascii", "replace").lower() if span else ""
    if span and not names.fullmatch(name):
        raise _another(name)
    return _declared_utf8(part)


def _declared_utf8(part: bytes) -> bytes:
    span = _declared(part)
    return part[: span[0]] + b"UTF-8" + part[span[1] :] if span else part


def _in_utf8(data: bytes, encoding: str, said: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except (LookupError, ValueError) as fault:
        raise _another(said) from fault


def _another(encoding: str) -> BrokenPartError:
    return BrokenPartError(f"text that is not in its declared encoding ({encoding[:20]})")


def parser() -> expat.XMLParserType:
    """A parser of UTF-8 that knows namespaces (names are ``uri local``) and refuses document types, hence entities."""
    made = expat.ParserCreate("utf-8", " ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = _no_document_type
    return made


def parse(made: expat.XMLParserType, data: bytes) -> None:
    """Run a parser over a whole part. Raises ExpatError if it is not well-formed, and MemoryError."""
    try:
        made.Parse(data, True)
    except expat.ExpatError as fault:
        if fault.code == _NO_MEMORY:
            raise MemoryError from fault
        raise


def _no_document_type(*_: object) -> None:
    raise BrokenPartError("a part with a document type, which workbooks never have")


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[str, str]:
    """Namespace and tag, the same two texts for every element of that name: a part may have a million."""
    space, _, tag = name.rpartition(" ")
    return space, tag


class Node:
    """An element of a small part and the bytes where it stands; ``tail`` is where its end tag begins."""

    __slots__ = ("attributes", "children", "end", "head_end", "start", "tag", "tail", "text", "uri")

    def __init__(self, name: str, attributes: dict[str, str], start: int, head_end: int) -> None:
        self.uri, self.tag = _split(name)
        self.attributes = attributes
        self.start, self.head_end = start, head_end
        self.tail = self.end = head_end
        self.children: Sequence[Node] = ()
        self.text = ""

    def get(self, attribute: str, default: str = "") -> str:
        """Value of an attribute without a namespace."""
        return self.attributes.get(attribute, default)

    def related(self) -> str | None:
        """Value of the attribute ``r:id``; None without one."""
        return next((v for space in RELATION_SPACES if (v := self.attributes.get(f"{space} id")) is not None), None)

    def find(self, tag: str) -> Node | None:
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> list[Node]:
        """The children of that name."""
        return [child for child in self.children if child.tag == tag]

    def walk(self) -> Iterator[Node]:
        """The element and everything below it, in document order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


class _Builder:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters
        self.stack: list[Node] = []
        self.texts: list[list[str]] = []
        self.children: list[list[Node]] = []
        self.values: dict[str, str] = {}  # of attributes: one text for all that are equal, in a part with many
        self.root: Node | None = None
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        self.count += 1
        if self.count > _MANY or len(self.stack) > MAX_DEPTH:
            refuse_many(self.count, len(self.stack))
            shared = self.values.setdefault
            attributes = {key: shared(value, value) for key, value in attributes.items()}
        node = Node(name, attributes, at, head_end(self.data, at))
        if self.stack:
            self.children[-1].append(node)
        else:
            self.root = node
        self.stack.append(node)
        self.texts.append([])
        self.children.append([])

    def end(self, _: str) -> None:
        node = self.stack.pop()
        node.text = "".join(self.texts.pop())
        node.children = self.children.pop() or ()
        if self.data[node.head_end - 2] != 0x2F:  # not <closed/>
            node.tail = self.parser.CurrentByteIndex
            node.end = self.data.index(b">", node.tail) + 1

    def characters(self, text: str) -> None:
        self.texts[-1].append(text)


def refuse_many(elements: int, depth: int) -> None:
    """Raise BrokenPartError for more elements, or deeper ones, than a part has that is parsed as a whole."""
    if elements > MAX_ELEMENTS or depth > MAX_DEPTH:
        raise BrokenPartError(f"more than {MAX_ELEMENTS:,} elements, or elements more than {MAX_DEPTH} deep")


def head_end(data: bytes, start: int) -> int:
    """Where the start tag that begins at ``start`` ends."""
    found = _HEAD.match(data, start)
    if not found:
        raise BrokenPartError("a start tag without an end")
    return found.end()


def prefix_in(data: bytes, start: int) -> str:
    """The prefix of the element whose start tag begins at ``start``, colon included, or empty."""
    name = _NAME_IN_TAG.match(data, start)
    space, colon, _ = name[1].partition(b":") if name else (b"", b"", b"")
    return (space + colon).decode() if colon else ""


class _Trees:
    """The elements of parts: nothing changes them, so a part that is needed again need not be parsed again."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, tuple[Node, int]] = OrderedDict()
        self._elements = 0

    def root(self, data: bytes) -> Node:
        """The root of a part, parsed or remembered."""
        if data in self._kept:
            self._kept.move_to_end(data)
            return self._kept[data][0]
        builder = _Builder(data)
        parse(builder.parser, data)
        if builder.root is None:  # expat has refused an empty document before
            raise BrokenPartError("an empty part")
        self._kept[data] = builder.root, builder.count
        self._elements += builder.count
        while self._elements > _KEPT and len(self._kept) > 1:
            self._elements -= self._kept.popitem(last=False)[1][1]
        return builder.root

    def forget(self) -> None:
        """Give back the memory of the parts that were parsed."""
        self._kept.clear()
        self._elements = 0


_trees = _Trees()
forget = _trees.forget


class Markup:
    """A small part, parsed once, and the changes to splice into it."""

    def __init__(self, data: bytes) -> None:
        self.data = utf8(data)
        self.root = _trees.root(self.data)
        self._heads: dict[Node, bytes] = {}
        self._inside: dict[Node, bytes] = {}
        self._after: dict[Node, bytes] = {}
        self._first: dict[Node, bytes] = {}
        self._instead: dict[Node, bytes] = {}

    def prefix(self, node: Node) -> str:
        """The prefix with which the element is written, colon included, or empty."""
        name = self.data[node.start + 1 : node.start + 200]
        found = re.match(rb"[^\s/>]+", name)
        space, colon, _ = found[0].partition(b":") if found else (b"", b"", b"")
        return (space + colon).decode() if colon else ""

    def raw(self, node: Node) -> bytes:
        """The element as it is written, without the changes."""
        return self.data[node.start : node.end]

    def set(self, node: Node, **attributes: str | None) -> None:
        """Give the element these attributes; None takes one away. What is so already stays as it is written."""
        head = self._heads.get(node, self.data[node.start : node.head_end])
        for name, value in attributes.items():
            if value != node.attributes.get(name):
                head = with_attribute(head, name, value)
        self._heads[node] = head

    def replace(self, node: Node, xml: str | bytes) -> None:
        """Put this in the element's place; empty removes it."""
        self._instead[node] = xml if isinstance(xml, bytes) else xml.encode()

    def append(self, node: Node, xml: str) -> None:
        """Add this as the element's last content."""
        self._inside[node] = self._inside.get(node, b"") + xml.encode()

    def insert_after(self, node: Node, xml: str) -> None:
        """Add this behind the element."""
        self._after[node] = self._after.get(node, b"") + xml.encode()

    def insert_first(self, node: Node, xml: str) -> None:
        """Add this in front of the content of an element that has some."""
        self._first[node] = xml.encode()

    def set_text(self, node: Node, text: str) -> None:
        """Give an element without children this text."""
        head = self.data[node.start : node.head_end]
        name = head[1:].split()[0].split(b">")[0]
        self.replace(node, head + escaped(text).encode() + b"</" + name + b">")

    def result(self) -> bytes:
        """The part with all changes."""
        pieces: list[bytes] = []
        at = 0
        for start, end, new in sorted(self._edits(), key=lambda edit: (edit[0], edit[1])):
            if start < at:  # inside something that was replaced as a whole
                continue
            pieces += [self.data[at:start], new]
            at = end
        return b"".join([*pieces, self.data[at:]])

    def _edits(self) -> Iterator[tuple[int, int, bytes]]:
        for node, new in self._instead.items():
            yield node.start, node.end, new + self._after.get(node, b"")
        for node, new in self._first.items():
            yield node.head_end, node.head_end, new
        for node in self._heads | self._inside:
            yield from self._opened(node)
        for node, new in self._after.items():
            if node not in self._instead and not (node.tail == node.end and node in self._inside):
                yield node.end, node.end, new

    def _opened(self, node: Node) -> Iterator[tuple[int, int, bytes]]:
        head = self._heads.get(node, self.data[node.start : node.head_end])
        inside = self._inside.get(node, b"")
        if node.tail != node.end:
            yield node.start, node.head_end, head
            yield node.tail, node.tail, inside
        elif inside:
            name = head[1:-2].split()[0]
            after = self._after.get(node, b"")
            yield node.start, node.end, head[:-2].rstrip() + b">" + inside + b"</" + name + b">" + after
        else:
            yield node.start, node.end, head


def with_attribute(head: bytes, name: str, value: str | None) -> bytes:
    """The start tag with this attribute set, or taken away where the value is None.

    >>> with_attribute(b'<row r="1" spans="1:3">', "spans", None)
    b'<row r="1">'
    >>> with_attribute(b'<row r="1"/>', "hidden", "1")
    b'<row r="1" hidden="1"/>'
    """
    for found in _ATTRIBUTE.finditer(head):
        if found[1] == name.encode():
            new = b"" if value is None else f' {name}="{escaped_attribute(value)}"'.encode()
            return head[: found.start()] + new + head[found.end() :]
    if value is None:
        return head
    close = b"/>" if head.endswith(b"/>") else b">"
    return head[: -len(close)].rstrip() + f' {name}="{escaped_attribute(value)}"'.encode() + close


def escaped(text: str) -> str:
    """Text for XML content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_attribute(text: str) -> str:
    """Text for an attribute between double quotes; white space survives the parser's normalisation."""
    text = escaped(text).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def coded(text: str) -> str:
    """Text as workbooks store it: what XML cannot hold becomes ``_xHHHH_``.

    >>> coded("a\\x01b"), coded("_x0041_")
    ('a_x0001_b', '_x005F_x0041_')
    """
    return _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    """Text of a workbook with its ``_xHHHH_`` codes read.

    >>> decoded("a_x000a_b"), decoded("_x005F_x0041_")
    ('a\\nb', '_x0041_')
    """
    return _CODED.sub(_decoded_run, text) if "_x" in text else text


def _decoded_run(found: re.Match[str]) -> str:
    run, units, at = found[0], bytearray(), 0
    while at < len(run):
        units += int(run[at + 2 : at + 6], 16).to_bytes(2, "little")
        at += 7
    return units.decode("utf-16-le", errors="replace")

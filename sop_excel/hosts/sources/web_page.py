"""Tables of a web page, as exports have them that are called .xls: one sheet with all of them, below each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from sop_excel.domain.said import say
from sop_excel.hosts.sources.damage import DamagedError
from sop_excel.hosts.sources.encodings import NoTextError, decoded
from sop_excel.spreadsheet.areas import MAX_COLUMNS, MAX_ROWS, Area
from sop_excel.spreadsheet.raw_sheet import RawSheet

MAX_CELLS = 2_000_000
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*((?:utf-?8|us-ascii|iso-?8859-?\d+|windows-?125\d|koi8-r)\b)""", re.I)
_LATIN = re.compile("iso-?8859-?1$|us-ascii", re.IGNORECASE)  # which pages say of themselves that are Windows-1252
_HEAD = 2**12
# A comment, a tag or text; what is never closed ends with the page, so that nothing is looked through twice.
_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<(/?)([a-z][a-z0-9]*)([^>]*)(?:>|\Z)|<[!?][^>]*(?:>|\Z)|[^<]+|<", re.I | re.S)
_SPAN = re.compile(r"""\b(col|row)span\s*=\s*["']?\s*(\d{1,5})""", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_UNSEEN = ("style", "script", "title", "head", "xml", "noscript", "template")
_CELLS = ("td", "th")
_BREAKS = ("br", "p", "div", "li")


def web_page_sheet(path: Path, content: bytes) -> RawSheet:
    """The sheet of a page. Raises DamagedError for a page without a table."""
    page = _Page()
    page.read(_text(content))
    rows = page.rows
    if not any(any(row) for row in rows):
        raise DamagedError("a web page without a table")
    told = say("read as the tables of a web page, whatever the file's name says")
    return RawSheet(path.stem, rows, merged=tuple(page.merged), is_text=True, notes=(told,))


def _text(content: bytes) -> str:
    said = _CHARSET.search(content, 0, _HEAD)
    if said and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = said[1].decode("ascii")
        try:
            return content.decode("cp1252" if _LATIN.match(name) else name)
        except (LookupError, UnicodeDecodeError):  # pages are often not what they say
            pass
    try:
        return decoded(content).text
    except NoTextError as fault:
        raise DamagedError(str(fault)) from fault


class _Page:
    """The rows of all tables of a page; of tables within tables, the inner one stands below."""

    def __init__(self) -> None:
        self.rows: list[list[str | None]] = []
        self.merged: list[Area] = []
        self.open: list[_WebTable] = []
        self.cells = 0
        self.unseen = ""

    def read(self, text: str) -> None:
        """Go through the page."""
        for piece in _PIECE.finditer(text):
            name = (piece[2] or "").lower()
            if self.unseen:
                self.unseen = "" if name == self.unseen and piece[1] else self.unseen
            elif name:
                self.tag(name, bool(piece[1]), piece[3])
            elif self.open and not piece[0].startswith("<!"):
                self.open[-1].text.append(_SPACES.sub(" ", piece[0]))
        while self.open:
            self.close()

    def tag(self, name: str, closing: bool, attributes: str) -> None:
        """A tag begins or ends something."""
        if name in _UNSEEN:
            self.unseen = "" if closing or attributes.endswith("/") else name
        elif name == "table":
            if not closing:
                self.open.append(_WebTable())
            elif self.open:
                self.close()
        elif self.open:
            self.within(self.open[-1], name, closing, attributes)

    def within(self, table: _WebTable, name: str, closing: bool, attributes: str) -> None:
        """A tag within a table; cells and rows that are not closed end where the next one begins."""
        if name in _CELLS:
            table.end_cell()
            if not closing:
                table.start_cell(attributes)
        elif name == "tr":
            self.end_row(table)
            if not closing:
                table.start_row()
        elif name in _BREAKS:
            table.text.append("\n")

    def end_row(self, table: _WebTable) -> None:
        """A row of a table ends."""
        self.cells += table.end_row()
        if self.cells > MAX_CELLS:
            raise DamagedError(f"a web page with more than {MAX_CELLS / 1e6:g} million cells")

    def close(self) -> None:
        """A table ends: its rows stand below those before."""
        table = self.open.pop()
        self.end_row(table)
        if self.rows and table.rows:
            self.rows.append([])
        top = len(self.rows)
        self.rows += table.rows
        self.merged += [area._replace(top=area.top + top, bottom=area.bottom + top) for area in table.merged]
        if len(self.rows) > MAX_ROWS:
            raise DamagedError(f"a web page with more than {MAX_ROWS:,} rows")


class _WebTable:
    """One table while it is read."""

    def __init__(self) -> None:
        self.rows: list[list[str | None]] = []
        self.merged: list[Area] = []
        self.below: dict[int, int] = {}  # in how many more rows a cell from above covers a column
        self.beginning: dict[int, int] = {}  # those that begin in the row that is open
        self.row: list[str | None] | None = None
        self.text: list[str] = []
        self.span: tuple[int, int] | None = None  # of the cell that is open

    def start_row(self) -> None:
        """A row begins."""
        self.row, self.text = [], []

    def start_cell(self, attributes: str) -> None:
        """A cell begins."""
        if self.row is None:
            self.start_row()
        spans = {kind.lower(): max(int(count), 1) for kind, count in _SPAN.findall(attributes)}
        self.span = (min(spans.get("row", 1), MAX_ROWS), min(spans.get("col", 1), MAX_COLUMNS))
        self.text = []

    def end_cell(self) -> None:
        """The cell goes behind those of its row, and behind those from above that cover its place."""
        if self.span is None or self.row is None:
            return
        self._skip_covered(self.row)
        (down, right), self.span = self.span, None
        place = Area(len(self.rows) + 1, len(self.row) + 1, len(self.rows) + down, len(self.row) + right)
        if place.right > MAX_COLUMNS:
            raise DamagedError(f"a web page with more than {MAX_COLUMNS:,} columns")
        self.row += [_shown("".join(self.text)), *[None] * (right - 1)]
        self.text = []
        if down > 1:
            self.beginning |= dict.fromkeys(range(place.left, place.right + 1), down - 1)
        if down > 1 or right > 1:
            self.merged.append(place)

    def end_row(self) -> int:
        """The row is whole; how many cells it has."""
        if self.row is None:
            return 0
        self.end_cell()
        self._skip_covered(self.row)
        self.rows.append(self.row)
        size, self.row = len(self.row), None
        self.below = {column: left - 1 for column, left in self.below.items() if left > 1} | self.beginning
        self.beginning = {}
        return size

    def _skip_covered(self, row: list[str | None]) -> None:
        while self.below.get(len(row) + 1):
            row.append(None)


def _shown(raw: str) -> str | None:
    lines: Iterator[str] = (" ".join(line.split()) for line in unescape(raw).split("\n"))
    return "\n".join(lines).strip() or None

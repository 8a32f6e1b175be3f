"""The shared strings of a workbook: runs of rich text joined, phonetic readings left out."""

from __future__ import annotations

from sop_excel.hosts.workbook.encoding import utf8
from sop_excel.hosts.workbook.markup import decoded, parse, parser


def shared_strings(data: bytes) -> list[str]:
    """All shared strings, in order."""
    run = _Run()
    parse(run.parser, utf8(data))
    return run.strings


class _Run:
    def __init__(self) -> None:
        self.strings: list[str] = []
        self.parts: list[str] = []
        self.phonetic = False
        self.parser = parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, _: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "t":
            if not self.phonetic:
                self.parser.CharacterDataHandler = self.parts.append
        elif tag == "si":
            self.parts.clear()
        elif tag == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "t":
            self.parser.CharacterDataHandler = None
        elif tag == "si":
            self.strings.append(decoded("".join(self.parts)))
        elif tag == "rPh":
            self.phonetic = False

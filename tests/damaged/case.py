"""One damaged workbook: how it is made, and what must be said about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.damaged.books import packed

Content = bytes | Mapping[str, bytes]


@dataclass(frozen=True)
class Case:
    """A workbook, refused with these words in the message, or (without words) accepted: a neighbour of the refused."""

    kind: str
    name: str
    make: Callable[[], Content]
    words: tuple[str, ...] = ()
    file: str = "book.xlsx"

    @property
    def id(self) -> str:
        """Its name in the catalogue."""
        return f"{self.kind}: {self.name}"

    @property
    def refused(self) -> bool:
        """Whether it is to be refused."""
        return bool(self.words)

    def content(self) -> bytes:
        """The file."""
        made = self.make()
        return made if isinstance(made, bytes) else packed(made)

"""The words of a template in one language: its own sentences, and the translation of those that the schema holds.

A language is a file in ``languages``. English is the one that every sentence is written in first; the other files
translate it, and ``[schema]`` in them translates the help, units and defaults of the schema, sentence by sentence.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CREATOR = "sop-excel"
FIRST = "en"

_FOLDER = Path(__file__).with_name("languages")


@dataclass(frozen=True)
class Words:
    """All sentences of a language."""

    language: str
    content: dict[str, Any]

    def __call__(self, key: str, **parts: object) -> str:
        """The sentence with a dotted key, its ``{parts}`` filled in. KeyError if the language lacks it."""
        found = self._find(key)
        return str(found.format(**parts) if parts else found)

    def lines(self, key: str) -> tuple[str, ...]:
        """A list of sentences."""
        return tuple(self._find(key))

    def of_schema(self, sentence: str) -> str:
        """The translation of a sentence of the schema; the sentence itself where there is none (yet)."""
        return str(self.content.get("schema", {}).get(sentence, sentence))

    def of_name(self, kind: str, name: str) -> str:
        """What an example's name is called; the name itself where there is nothing else, as of an example of a test."""
        return str(self.content[kind].get(name, name))

    def _find(self, key: str) -> Any:
        found: Any = self.content
        for name in key.split("."):
            found = found[name]
        return found


def languages() -> tuple[str, ...]:
    """The languages that there is a file for, English first."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), key=lambda code: (code != FIRST, code)))


@cache
def words_of(language: str) -> Words:
    """The words of a language. FileNotFoundError if there is no file for it."""
    return Words(language, tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8")))

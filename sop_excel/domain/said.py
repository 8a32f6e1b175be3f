"""Text for people that is English, and remembers what it was made of, so that it can be said in other languages.

A sentence is a ``str`` like any other for whoever knows no better: programs, the command line and tests read English.
Only where it is written into a planner's cells is it said in the language of the workbook (``in_language``). So nothing
has to know the language while a plan is made, no state is shared between workbooks, and English costs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sop_excel import languages
from sop_excel.languages import ENGLISH

_CATALOGUES = Path(languages.__file__).resolve().parent
_SOUNDS = {"y": re.compile(r"h?i(?![aeo])", re.IGNORECASE), "o": re.compile(r"h?o|8|11\b", re.IGNORECASE)}
_BEFORE_ITS_SOUND = {"y": "e", "o": "u"}  # Spanish: Pedro e Inés, siete u ocho


class Catalogue(NamedTuple):
    """What a language says for each sentence, by the English one with its placeholders, and for each word (one, and
    more than one of it); and its marks between thousands and before decimals."""

    sentences: Mapping[str, str]
    words: Mapping[str, tuple[str, str]]
    marks: dict[int, str]

    def word(self, english: str, many: bool = False) -> str:
        """A word, or the English one where the language lacks it."""
        return self.words.get(english, (english, english))[many]


@cache
def catalogue(language: str) -> Catalogue:
    """The catalogue of a language other than English; it is read when it is first needed."""
    import tomllib

    told = tomllib.loads((_CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
    words = {
        name: (said, said) if isinstance(said, str) else (said[0], said[1]) for name, said in told["words"].items()
    }
    marks = told["marks"]
    return Catalogue(told["sentences"], words, {ord(","): marks["thousands"], ord("."): marks["decimals"]})


class Remembered(str):
    """A text in English that can be said in another language."""

    __slots__ = ()

    def said_in(self, words: Catalogue) -> str:
        """The text as the language says it."""
        raise NotImplementedError


class Said(Remembered):
    """A sentence, or a part of one: a template and what stands in its places."""

    __slots__ = ("parts", "template")
    template: str
    parts: Mapping[str, str]

    def __new__(cls, template: str, parts: Mapping[str, str]) -> Said:
        """The template with its parts in their places."""
        made = super().__new__(cls, template.format_map(parts))
        made.template, made.parts = template, parts
        return made

    def __reduce__(self) -> tuple[type[Said], tuple[str, Mapping[str, str]]]:
        return Said, (self.template, self.parts)

    def said_in(self, words: Catalogue) -> str:
        """The language's own template, its parts said in it too."""
        parts = {name: _in_words(part, words) for name, part in self.parts.items()}
        return words.sentences.get(self.template, self.template).format_map(parts)


class Figure(Remembered):
    """A number as it is shown, with a comma between thousands and a point before decimals."""

    __slots__ = ()

    def said_in(self, words: Catalogue) -> str:
        """With the marks of the language."""
        return str(self).translate(words.marks)


class Word(Remembered):
    """A word of ours, such as the name of a cost or the noun beside a number; not what a planner has named."""

    __slots__ = ("english", "many")
    english: str
    many: bool

    def __new__(cls, text: str, english: str, many: bool = False) -> Word:
        """``text`` is what stands in English for the word ``english``, or ``many`` of it."""
        made = super().__new__(cls, text)
        made.english, made.many = english, many
        return made

    def __reduce__(self) -> tuple[type[Word], tuple[str, str, bool]]:
        return Word, (str(self), self.english, self.many)

    def said_in(self, words: Catalogue) -> str:
        """The word of the language."""
        return words.word(self.english, self.many)


class Joined(Remembered):
    """Texts one after the other, the last one after a word such as "and" if there is one."""

    __slots__ = ("between", "last", "texts")
    texts: tuple[str, ...]
    between: str
    last: str

    def __new__(cls, texts: Iterable[str], between: str, last: str = "") -> Joined:
        """At least one text."""
        texts = tuple(texts)
        made = super().__new__(cls, _joined(texts, between, last))
        made.texts, made.between, made.last = texts, between, last
        return made

    def __reduce__(self) -> tuple[type[Joined], tuple[tuple[str, ...], str, str]]:
        return Joined, (self.texts, self.between, self.last)

    def said_in(self, words: Catalogue) -> str:
        """Each of them as the language says it, and its word before the last."""
        texts = tuple(_in_words(text, words) for text in self.texts)
        last = words.word(self.last) if self.last else ""
        if last in _SOUNDS and _SOUNDS[last].match(texts[-1]):
            last = _BEFORE_ITS_SOUND[last]
        return _joined(texts, self.between, last)


class Capital(Remembered):
    """A text as a sentence begins with it."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Capital:
        """With its first letter in upper case."""
        made = super().__new__(cls, text[:1].upper() + text[1:])
        made.text = text
        return made

    def __reduce__(self) -> tuple[type[Capital], tuple[str]]:
        return Capital, (self.text,)

    def said_in(self, words: Catalogue) -> str:
        """The first letter of the language's own text in upper case."""
        said = _in_words(self.text, words)
        return said[:1].upper() + said[1:]


def _joined(texts: tuple[str, ...], between: str, last: str) -> str:
    if not last or len(texts) < 2:
        return between.join(texts)
    return f"{between.join(texts[:-1])} {last} {texts[-1]}"


def _in_words(text: str, words: Catalogue) -> str:
    return text.said_in(words) if isinstance(text, Remembered) else text


def say(template: str, /, **parts: str) -> Said:
    """A sentence of ours, or a part of one, with names, figures and other parts in its places.

    Every template stands in the catalogues of the other languages, where a test looks for it: so it is written out
    where it is said, or marked by ``phrase``.

    >>> say("{product} is late by {units}", product="Chair", units=Figure("1,200.5"))
    'Chair is late by 1,200.5'
    """
    return Said(template, parts)


def phrase(template: str) -> str:
    """A template of ours that is kept as data, to be said later."""
    return template


def word(english: str) -> Remembered:
    """A word of ours that the catalogues have; what can be said in other languages already stays as it is.

    >>> word("holding")
    'holding'
    """
    return english if isinstance(english, Remembered) else Word(english, english)


def the(english: str) -> Remembered:
    """A word of ours after its article, as one word of the catalogues: ``the capacity``.

    >>> the("capacity")
    'the capacity'
    """
    return word(f"the {english}")


def together(texts: Iterable[str], between: str = "; ") -> Joined:
    """Texts one after the other; at least one.

    >>> together(["it is full", "none is left"])
    'it is full; none is left'
    """
    return Joined(texts, between)


def capital(text: str) -> Capital:
    """A text as a sentence begins with it.

    >>> capital("the plan of May")
    'The plan of May'
    """
    return Capital(text)


def in_language(text: str, language: str) -> str:
    """The text as it stands in cells of a workbook in one of ``LANGUAGES``; what a planner has typed stays as it is.

    >>> in_language(say("No plan meets every limit"), "es"), in_language("Chair", "es")
    ('Ningún plan cumple todos los límites', 'Chair')
    """
    if not isinstance(text, Remembered):
        return text
    return str(text) if language == ENGLISH else text.said_in(catalogue(language))

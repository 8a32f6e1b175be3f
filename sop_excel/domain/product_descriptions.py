"""What products are called in words beside their codes, where there is little room: a long description is shortened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sop_excel.domain.explanation import Explanation, Sentence
from sop_excel.domain.problem import Problem
from sop_excel.domain.said import Joined, Said, together

ROOM = 30  # letters of a code with its description, which the page for the meeting has
LEAST = 6  # letters of a description that say anything
BETWEEN = "  "
IN_SENTENCES = 40  # letters
_NAMES_OF_PRODUCTS = ("product", "who", "code")  # the places in sentences where the code of a product may stand


def called(problem: Problem, product: int) -> str:
    """A product's code and description in the room of a label; the code alone where it leaves too little of it."""
    code = problem.product_codes[product]
    description = problem.descriptions[product] if problem.descriptions else ""
    room = ROOM - len(code) - len(BETWEEN)
    return f"{code}{BETWEEN}{cut(description, room)}" if description and room >= LEAST else code


def cut(text: str, most: int) -> str:
    """A text of so many letters at most, its last one ``…`` where there were more.

    >>> cut("Garden hose 20 m", 16), cut("Garden hose 20 m", 10)
    ('Garden hose 20 m', 'Garden ho…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def described(explanation: Explanation, problem: Problem) -> Explanation:
    """The explanation with the description of a product in brackets where it is first named alone, one in a sentence.

    A list of codes stays one, and so does a code that may mean a resource too.
    """
    beside = zip(problem.product_codes, problem.descriptions, strict=False)
    left = {code: text for code, text in beside if text and code not in problem.resource_codes}
    if not left:
        return explanation
    sentences, own = tuple(_described(sentence, left) for sentence in explanation.sentences), explanation.own_rule
    if own and own.sentence in explanation.sentences:
        own = replace(own, sentence=sentences[explanation.sentences.index(own.sentence)])
    return replace(explanation, sentences=sentences, own_rule=own)


def _described(sentence: Sentence, left: dict[str, str]) -> Sentence:
    """The sentence with a description, which is no longer ``left`` then."""
    code = next((name for name in (*_named(sentence.what), *_named(sentence.why)) if name in left), None)
    if code is None:
        return sentence
    told = together([code, f"({cut(left.pop(code), IN_SENTENCES)})"], " ")
    what = _exchanged(sentence.what, code, told)
    return replace(
        sentence, what=what, why=sentence.why if what is not sentence.what else _exchanged(sentence.why, code, told)
    )


def _parts(text: str) -> list[tuple[str, str]]:
    """What a sentence is made of, each with its place in it; of a list no more than sentences."""
    if isinstance(text, Said):
        return list(text.parts.items())
    return [("", one) for one in text.texts] if isinstance(text, Joined) else []


def _named(text: str) -> Iterator[str]:
    """The products that a sentence may name alone, in the order in which they are told."""
    for place, part in _parts(text):
        if place in _NAMES_OF_PRODUCTS and type(part) is str:
            yield part
        else:
            yield from _named(part)


def _exchanged(text: str, code: str, told: str) -> str:
    """A sentence with a code exchanged for what is told instead, where it first stands alone."""
    parts = _parts(text)
    for n, (place, part) in enumerate(parts):
        new = told if place in _NAMES_OF_PRODUCTS and part == code else _exchanged(part, code, told)
        if new is not part:
            return _made_anew(text, [*parts[:n], (place, new), *parts[n + 1 :]])
    return text


def _made_anew(text: str, parts: list[tuple[str, str]]) -> str:
    if isinstance(text, Said):
        return Said(text.template, dict(parts))
    return Joined([part for _, part in parts], text.between, text.last) if isinstance(text, Joined) else text

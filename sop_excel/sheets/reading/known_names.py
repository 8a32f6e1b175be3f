"""Known names, and the nearest of them to one that is not known, if one of them is near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import copy
from functools import cached_property, lru_cache
from typing import Self

from sop_excel.domain.period_names import PARTS
from sop_excel.domain.said import Word, say, word
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import folded, listed, plural, quoted, shown
from sop_excel.errors import Issue
from sop_excel.sheets.reading.findings import Common, Spot

COMPARISONS = 1_000_000  # how many names are compared letter by letter before only near misses are told
FEW = 5  # known names that are listed where none of them is near
LETTERS = 40  # how much of a long name is compared
MISTYPED = 0.4  # of the letters of a name, two in five; a name that differs in more is another name
MOST_MISTYPED = 2  # letters, however long the name is: "Chair red" is no mistake for "Chair blue"
# A pair of them is no typing mistake, though few letters differ.
_OPPOSITES = frozenset(["min", "max", "minimum", "maximum", "minimal", "maximal", "left", "right", "in", "out"])
_NUMBER = re.compile(r"0*([0-9]+?)(?:\.0*|(\.[0-9]*?)0*)?")
_WORDS = re.compile(r"[^\W_]+")


class KnownNames:
    """Known names of one sort ("product"), standing in one table, with their positions.

    ``complete`` is false where the table could not be read: then nothing can be said about a name it lacks.
    """

    def __init__(self, sort: str, table: str, names: Iterable[str], complete: bool = True) -> None:
        self.sort = word(sort)
        self.table = table
        self.complete = complete
        self.position: dict[str, int] = {}
        for n, name in enumerate(names):
            if name:
                self.position.setdefault(name, n)
        self._comparisons = COMPARISONS

    def lacking_any(self) -> Self:
        """A copy of these names, of which it is no mistake to lack one."""
        same = copy(self)
        same.complete = False
        return same

    def hint(self, name: str) -> str:
        """The nearest known name in words, with what sets it apart from ``name`` (rules R6 and R7); "" if none is near.

        Near is what a typing mistake makes: few letters differ for the length of the name, and neither a number nor a
        letter that stands alone does.

        >>> KnownNames("product", "Products", ["123", "Press"]).hint("00123")
        "the nearest product is '123', without leading zeros"
        >>> KnownNames("product", "Products", ["123", "Press"]).hint("Pres")
        "the nearest product is 'Press'"
        >>> known = KnownNames("resource", "Resources", ["A", "Line 1", "Zone A"])
        >>> known.hint("D"), known.hint("Line 2"), known.hint("Zone B")
        ('', '', '')
        """
        near = self._near_misses.get(_skeleton(name))
        if near is not None:
            return say(
                "the nearest {sort} is {near}, {difference}",
                sort=self.sort,
                near=quoted(near),
                difference=_difference(name, near),
            )
        near = self._nearest(name)
        return "" if near is None else say("the nearest {sort} is {near}", sort=self.sort, near=quoted(near))

    def hint_or_all(self, name: str) -> str:
        """The nearest known name in words, or where none is near all of them; for the few words of the contract."""
        return self.hint(name) or say("the {sorts} are {names}", sorts=self._sorts, names=listed(self.position))

    def hint_or_few(self, name: str) -> str:
        """The nearest known name in words, or where none is near all of them if they are few; else "".

        >>> KnownNames("resource", "Resources", ["Line 1", "Oven"]).hint_or_few("Line 9")
        "the resources are 'Line 1' and 'Oven'"
        """
        if hint := self.hint(name):
            return hint
        few = [quoted(known) for known in self.position] if len(self.position) <= FEW else []
        if len(few) == 1:
            return say("the only {sort} is {name}", sort=self.sort, name=few[0])
        return say("the {sorts} are {names}", sorts=self._sorts, names=listed(few)) if few else ""

    @property
    def _sorts(self) -> Word:
        """More than one of the sort."""
        return Word(plural(self.sort), self.sort, many=True)

    @cached_property
    def _near_misses(self) -> dict[str, str]:
        return {_skeleton(name): name for name in reversed(self.position)}

    def _nearest(self, name: str) -> str | None:
        """The first of the near names with the least edit distance, as long as the allowance of comparisons lasts."""
        if self._comparisons < len(self.position):
            return None
        self._comparisons -= len(self.position)
        wanted, nearest, least = name[:LETTERS].casefold(), None, LETTERS
        for known in self.position:
            letters = known[:LETTERS].casefold()
            allowed = min(MOST_MISTYPED, least - 1, int(MISTYPED * max(len(wanted), len(letters))))
            far = distance(wanted, letters, allowed)
            if far <= allowed and self.may_mean(name, known):
                nearest, least = known, far
        return nearest

    def may_mean(self, name: str, known: str) -> bool:
        """Whether a mistyped ``name`` may mean ``known``; one with another number or lone letter is another thing."""
        return _marks(name) == _marks(known)


def repeated(keys: Iterable[object]) -> Iterator[tuple[int, int]]:
    """(position, first position) of every key that came before; empty keys do not count.

    >>> list(repeated(["A", "B", "A", "", ""]))
    [(2, 0)]
    """
    first: dict[object, int] = {}
    for n, key in enumerate(keys):
        if key and first.setdefault(key, n) != n:
            yield n, first[key]


def _marks(name: str) -> list[str | int]:
    """What tells names of one series apart: numbers, letters that stand alone, and words that mean opposite things."""
    parts = PARTS.findall(name.casefold())
    marks = (part for part in parts if part.isdigit() or len(part) == 1 or part in _OPPOSITES)
    return [int(part) if part.isdigit() else part for part in marks]


def _bare(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable() and not letter.isspace())


def _skeleton(name: str) -> str:
    """What is left of a name without case, spaces, invisible characters and the ways to write a number."""
    bare = _bare(name).casefold()
    number = _NUMBER.fullmatch(bare)
    return number[1] + (number[2] or "") if number else bare.lstrip("0")


def _difference(name: str, near: str) -> str:
    """What sets two names with the same skeleton apart."""
    if name.casefold() == near.casefold():
        return say("which differs in upper and lower case")
    if _bare(name) == _bare(near):
        return say("which differs in spaces or invisible characters")
    if name.lstrip("0") == near:
        return say("without leading zeros")
    if near.lstrip("0") == name:
        return say("with leading zeros")
    return say("which is written differently")


def distance(one: str, other: str, limit: int) -> int:
    """Edit distance (a swap of neighbours counts once), or ``limit + 1`` as soon as it is above ``limit``.

    >>> distance("csot", "cost", 2), distance("Press", "Line 1", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, a in enumerate(one):
        row = [i + 1]
        for j, b in enumerate(other):
            step = min(above[j] + (a != b), above[j + 1] + 1, row[j] + 1)
            if i and j and a == other[j - 1] and one[i - 1] == b:
                step = min(step, before[j - 1] + 1)
            row.append(step)
        if min(row) > limit and min(above) > limit:
            return limit + 1
        before, above = above, row
    return min(above[-1], limit + 1)


@lru_cache(maxsize=4096)  # the same headers are read again and again while a workbook is open
def part_of(name: str, known: str) -> bool:
    """Whether a name has no words but some of a known one: what a planner may call it for short.

    >>> part_of("Cost", "Production cost"), part_of("Unit cost", "Production cost"), part_of("cost", "Cost")
    (True, False, False)
    """
    one, other = set(_WORDS.findall(name.casefold())), set(_WORDS.findall(known.casefold()))
    return bool(one) and one < other


@lru_cache(maxsize=4096)  # the same headers are read again and again while a workbook is open
def misspelt(name: str, known: str) -> bool:
    """Whether a name looks like a misspelling of a known one: one or two edits away, fewer in short names (rule R3).

    >>> misspelt("Holding csot", "Holding cost"), misspelt("Code", "Cost"), misspelt("Min inventory", "Max inventory")
    (True, False, False)
    """
    one, other = folded(name), folded(known)
    limit = 2 if len(other) > 5 else 1 if len(other) > 3 else 0
    return 0 < distance(one, other, limit) <= limit and _opposites(name) == _opposites(known)


def _opposites(name: str) -> list[str]:
    return [part for part in PARTS.findall(name.casefold()) if part in _OPPOSITES]


def unknown(spot: Spot, known: KnownNames, name: str, value: Value, other: KnownNames | None = None) -> Issue:
    """A product, resource or period that is not known, with the nearest one that is (rule R6).

    ``other`` are names of another sort, which may have been taken for one of these.
    """
    if other is not None and name in other.position:
        expected = say("a {sort} of table {table}", sort=known.sort, table=known.table)
        return spot.issue(
            expected,
            say("{name}, which is a {sort}", name=quoted(name), sort=other.sort),
            say("type a {sort} here", sort=known.sort),
        )
    hint, expected = known.hint_or_few(name), say("a {sort} of table {table}", sort=known.sort, table=known.table)
    nearest = say(" ({hint})", hint=hint) if hint else ""
    advice = say("correct it{nearest}, or add it to {table}", nearest=nearest, table=known.table)
    many = Common(
        expected, say("correct each of them, or add it to {table}", table=known.table), shows_first=bool(hint)
    )
    return spot.issue(expected, shown(value), advice, many)


def twice(spot: Spot, what: str, found: str, other: str, *, alike: bool, differ: str) -> Issue:
    """Two rows for the same thing (rule R6); names both places.

    ``alike``: whether the two rows say the same, so that one of them may go; ``differ`` is what to do if they do not.
    """
    advice = (
        say("the two rows are alike: delete one of them")
        if alike
        else say("the two rows differ: {differ}", differ=differ)
    )
    many = Common(
        say("one row for each {what}", what=what),
        say("of rows that are alike keep one; of rows that differ decide which is right"),
    )
    return spot.issue(
        say("one row for each {what}", what=what), say("{found} in {other} too", found=found, other=other), advice, many
    )


def misnamed(spot: Spot, known: KnownNames, name: str, expected: str) -> Issue:
    """A row whose name is none of the few that the contract has, with the nearest of them, or all."""
    advice = say("correct it ({hint}), or take the row out of the table", hint=known.hint_or_all(name))
    many = Common(expected, say("correct each of them, or take its row out of the table"), shows_first=True)
    return spot.issue(expected, quoted(name), advice, many)

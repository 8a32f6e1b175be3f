"""The products of a history: one code for what is spelt in several ways, and a question for codes that look alike."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import as_text, code_in
from sop_excel.demand.cleaning.choices import ALIKE, DIFFERENT, SAME, Choices
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.questions import Choice, Question
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import counted, first_few, quoted

_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad_]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\ufeff\u2060]")
_BETWEEN = re.compile(r"[-\s./]+")
_WHOLE = re.compile(r"(\d+)\.0+")
_ALIKE = str.maketrans("oil", "011")
_MERGED = 0.4  # of blank cells, from which on a column of products is one of a report, where blank means as above
_RARE = 0.2  # of the rows of the other code: what is this rare may be mistyped
_ONE_A_DAY, _TOGETHER = 0.9, 0.5  # of the rows of a code on days of their own, and of the other's days with both
_FREE = 0.02  # of its days that the other code has too, where they complete each other
_FEW = 3  # pairs that a question names


def read_products(records: Records, place: str, choices: Choices) -> Question | None:
    """Give all records the code of their product and set aside those without one; or say what has to be asked first."""
    known: dict[tuple[type, Value], str] = {}
    for value in records.raw_products:
        known.setdefault((type(value), value), code_in(value))
    codes = [known[type(value), value] for value in records.raw_products]
    _fill_from_above(records, codes)
    rows = [n for n in records.open() if codes[n]]
    spelling = _spellings(codes[n] for n in rows)
    side_by_side = _side_by_side(records, rows, codes, spelling)
    if side_by_side and choices.alike is None:
        return _question(side_by_side, place)
    spelling.update({code: code for code in side_by_side if not choices.alike})
    alike = _alike(records, rows, [spelling[codes[n]] for n in rows])
    if alike and choices.alike is None:
        sure, unsure = _sure(records, rows, [spelling[codes[n]] for n in rows], alike)
        if unsure:
            return _question(unsure, place)
        alike = sure
    elif not choices.alike:
        alike = {}
    records.products = [alike.get(spelling.get(code, code), spelling.get(code, code)) for code in codes]
    _note(records, codes, spelling)
    return None


def _fill_from_above(records: Records, codes: list[str]) -> None:
    """In a report whose products stand in the first of their rows alone, give them to those below."""
    rows = records.open()
    blank = [n for n in rows if not codes[n]]
    if not rows or not codes[rows[0]] or len(blank) < _MERGED * len(rows):
        return
    above = ""
    for n in rows:
        if not codes[n]:
            codes[n] = above
            records.ledger.note(n, reasons.PRODUCT_FROM_ABOVE, "", above)
        above = codes[n]


def key_of_code(code: str) -> str:
    """What the spellings of one code share: case, kinds of dashes, and signs between letters and digits do not count.

    >>> key_of_code("sku–001") == key_of_code("SKU 001") == key_of_code("SKU001")
    True
    >>> key_of_code("A-1-12") == key_of_code("A-11-2"), key_of_code("123.0") == key_of_code("123")
    (False, True)
    """
    code = _INVISIBLE.sub("", unicodedata.normalize("NFKC", code)).strip().strip("'\"").casefold()
    code = _DASHES.sub("-", code)
    whole = _WHOLE.fullmatch(code)
    if whole:
        return whole[1]
    return _BETWEEN.sub(lambda found: _kept(code, found), code)


def _kept(code: str, found: re.Match[str]) -> str:
    """A sign between two digits parts numbers, so it counts; elsewhere it does not."""
    before, after = code[found.start() - 1 : found.start()], code[found.end() : found.end() + 1]
    if not (before.isdigit() and after.isdigit()):
        return ""
    return "." if found[0] == "." else "-"


def _spellings(codes: Iterable[str]) -> dict[str, str]:
    """Each spelling, and the most frequent one with the same key."""
    counts = Counter(codes)
    keys: dict[str, list[str]] = defaultdict(list)
    for code in sorted(counts, key=lambda one: (-counts[one], one)):
        keys[key_of_code(code)].append(code)
    return {code: spelt[0] for spelt in keys.values() for code in spelt}


def _side_by_side(records: Records, rows: list[int], codes: list[str], spelling: dict[str, str]) -> dict[str, str]:
    """Each spelling that parts letters and digits unlike the most frequent one, with rows on the same days as it.

    Where each otherwise has a row a day, they may be two products: AB-1 and AB1.
    """
    others = {code: first for code, first in spelling.items() if _unsigned(code) != _unsigned(first)}
    if not others:
        return {}
    days = _days_of(records, rows, codes, {*others, *others.values()})
    counts = Counter(codes[n] for n in rows)
    return {
        code: first
        for code, first in others.items()
        if _is_together(days[code], days[first]) and len(days[first]) >= _ONE_A_DAY * counts[first]
    }


def _unsigned(code: str) -> str:
    """A code without what never makes two of one: case, kinds of dashes, blanks around signs."""
    code = _INVISIBLE.sub("", unicodedata.normalize("NFKC", code)).strip().strip("'\"").casefold()
    return re.sub(r"[\s-]+", "-", _DASHES.sub("-", code))


def _days_of(records: Records, rows: list[int], codes: list[str], wanted: set[str]) -> dict[str, set[int]]:
    """The days on which each of the wanted codes has a row; ``codes`` are those of all records."""
    days: dict[str, set[int]] = defaultdict(set)
    for n in rows:
        if codes[n] in wanted:
            days[codes[n]].add(records.days[n])
    return days


def _is_together(some: set[int], others: set[int]) -> bool:
    """Whether one code has most of its rows on days of the other."""
    common = len(some & others)
    return common > _TOGETHER * len(some) and common > 1


def _alike(records: Records, rows: list[int], codes: list[str]) -> dict[str, str]:
    """Each rare code that looks like a frequent one: letters for figures that look the same, zeros in front."""
    counts = Counter(codes)
    groups: dict[str, list[str]] = defaultdict(list)
    for code in sorted(counts, key=lambda one: (-counts[one], one)):
        groups[_look(code)].append(code)
    return {
        code: first
        for first, *others in groups.values()
        for code in others
        if counts[code] <= _RARE * counts[first] or _is_number(code)
    }


def _look(code: str) -> str:
    look = key_of_code(code).translate(_ALIKE)
    return look.lstrip("0") or "0" if _is_number(code) else look


def _is_number(code: str) -> bool:
    return code.isdigit()


def _sure(
    records: Records, rows: list[int], codes: list[str], alike: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The pairs that the days tell to be one product, and those that remain doubtful.

    Two codes with sales on the same days are two products, if the rows of one otherwise have each a day of its own. A
    number without its zeros whose sales fall on days that the full number lacks, and complete its series, is the same.
    """
    days: dict[str, set[int]] = defaultdict(set)
    counts = Counter(codes)
    for n, code in zip(rows, codes, strict=True):
        if code in alike or code in alike.values():
            days[code].add(records.days[n])
    sure: dict[str, str] = {}
    unsure: dict[str, str] = {}
    for code, first in alike.items():
        common = len(days[code] & days[first])
        one_a_day = len(days[first]) >= _ONE_A_DAY * counts[first]
        if one_a_day and _is_together(days[code], days[first]):
            continue
        if _is_number(code) and common <= _FREE * len(days[code]) and _completes(days[code], days[first]):
            sure[code] = first
        else:
            unsure[code] = first
    return sure, unsure


def _completes(some: set[int], others: set[int]) -> bool:
    """Whether days fill gaps of an even series of others."""
    if len(others) < 10:
        return False
    known = sorted(others)
    gaps = Counter(later - earlier for earlier, later in pairwise(known))
    step, often = gaps.most_common(1)[0]
    if often < 0.6 * (len(known) - 1):
        return False
    both = sorted(others | some)
    even = sum(later - earlier == step for earlier, later in pairwise(both))
    return even >= 0.9 * (len(both) - 1)


def _question(unsure: dict[str, str], place: str) -> Question:
    pairs = [f"{quoted(code)} and {quoted(first)}" for code, first in sorted(unsure.items())]
    more = f", and {counted(len(pairs) - _FEW, 'more pair')}" if len(pairs) > _FEW else ""
    return Question(
        ALIKE,
        place,
        f"Are these the same product: {'; '.join(pairs[:_FEW])}{more}?",
        (
            Choice(SAME, "the rarer code of each pair was mistyped"),
            Choice(DIFFERENT, "they are products of their own"),
        ),
        "the codes differ only in what is easily mistyped: O and 0, I and 1, zeros in front, signs between",
        "--answer alike-products=same or --answer alike-products=different",
    )


def _note(records: Records, codes: list[str], spelling: dict[str, str]) -> None:
    for n in records.open():
        code, product = codes[n], records.products[n]
        if not code:
            records.ledger.note(n, reasons.PRODUCT_MISSING, as_text(records.raw_products[n]))
        elif spelling[code] != product:
            records.ledger.note(n, reasons.PRODUCT_ALIKE, as_text(records.raw_products[n]), product)
        elif code != product:
            records.ledger.note(n, reasons.PRODUCT_SPELLING, as_text(records.raw_products[n]), product)


def names_of(products: Iterable[str]) -> str:
    """Products in a sentence, the first few of them."""
    return first_few([quoted(name) for name in dict.fromkeys(products)], _FEW)

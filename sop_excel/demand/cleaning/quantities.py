"""The quantities of a history: one decimal sign for the whole file, told by the numbers that leave no doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import nan
from typing import NamedTuple

from sop_excel.demand.cleaning import reasons
from sop_excel.demand.cleaning.cells import Amount, amount_in, as_text, is_nothing, usual_among
from sop_excel.demand.cleaning.choices import COMMA, DECIMAL_SIGN, POINT, Choices
from sop_excel.demand.cleaning.records import Records
from sop_excel.domain.questions import Choice, Question
from sop_excel.domain.said import say
from sop_excel.domain.table import Value
from sop_excel.domain.vocabulary import counted, figure, listed, quoted

_OUTVOTED = 20  # times as many numbers tell one sign as the other, which is then a slip
_ENOUGH = 10  # whole numbers below a thousand that tell how thousands would be written
_THOUSAND = 1000.0


class Read(NamedTuple):
    """The quantities as cells have them, and how their decimal sign was told; "" where all are plain."""

    amounts: Sequence[Amount | None]
    decimal: str
    note: str


def read_quantities(records: Records, place: str, choices: Choices) -> Read | Question:
    """Read the quantities of all records; or say what has to be asked first."""
    known: dict[tuple[type, Value], Amount | None] = {}
    amounts = []
    for value in records.raw_quantities:
        key = (type(value), value)
        if key not in known:
            known[key] = amount_in(value)
        amounts.append(known[key])
    told = _told(amounts, choices)
    if told is None:
        return _question(amounts, records, place)
    decimal, note = told
    records.quantities = [nan if one is None else one.number(decimal) for one in amounts]
    records.ledger.read(records.quantities)
    return Read(amounts, decimal, note)


def _told(amounts: Sequence[Amount | None], choices: Choices) -> tuple[str, str] | None:
    """The decimal sign, and a sentence where it mattered; None where nothing tells it."""
    texts = [one for one in amounts if one is not None]
    if choices.decimal:
        return choices.decimal, ""
    votes = Counter(_vote(one) for one in texts)
    open_ones = sum(one.is_open for one in texts)
    most, least = sorted((",", "."), key=lambda sign: -votes[sign])
    if votes[least] and votes[most] < _OUTVOTED * votes[least]:
        return None
    if votes[most] or not open_ones:
        sign = most if votes[most] else "."
        return sign, _sentence(sign, votes[most], votes[least]) if open_ones or votes[least] else ""
    return _by_size(texts)


def _vote(amount: Amount) -> str:
    """The decimal sign that a number tells by itself."""
    if amount.comma != amount.comma:
        return "."
    return "," if amount.point != amount.point else ""


def _sentence(sign: str, votes: int, against: int) -> str:
    but = say(", though {numbers} can only be read the other way", numbers=counted(against, "number"))
    told = {"numbers": counted(votes, "number"), "but": but if against else ""}
    if sign == ",":
        return say("The decimal sign is the comma: {numbers} can only be read so{but}.", **told)
    return say("The decimal sign is the point: {numbers} can only be read so{but}.", **told)


def _by_size(texts: Sequence[Amount]) -> tuple[str, str] | None:
    """Thousands, where no whole number without a mark reaches a thousand, so that those with one go on from there."""
    whole = [abs(one.point) for one in texts if one.point == one.comma]
    marked = [one for one in texts if one.is_open]
    if len(whole) < _ENOUGH or max(whole) >= _THOUSAND or any(size != int(size) for size in whole):
        return None
    signs = {"," if abs(one.comma) > abs(one.point) else "." for one in marked}
    if len(signs) != 1:
        return None
    decimal = signs.pop()
    largest, least = max(whole), min(max(abs(one.comma), abs(one.point)) for one in marked)
    told = {"numbers": counted(len(marked), "number"), "largest": figure(largest), "least": figure(least)}
    return decimal, say(
        "The mark in {numbers} parts thousands: without one they go up to {largest}, with it they go on from {least}.",
        **told,
    )


def _question(amounts: Sequence[Amount | None], records: Records, place: str) -> Question:
    cells = [
        (as_text(records.raw_quantities[n]), records.lines[n], one) for n, one in enumerate(amounts) if one is not None
    ]
    doubtful = [(text, line, one) for text, line, one in cells if one.is_open or _vote(one)]
    text, line, one = next((cell for cell in doubtful if cell[2].is_open), doubtful[0])
    told = [f"{quoted(shown)} in line {at}" for sign in ",." for shown, at, other in doubtful if _vote(other) == sign][
        :1
    ]
    told += [f"{quoted(shown)} in line {at}" for shown, at, other in doubtful if _vote(other) == "."][:1]
    why = f"{listed(dict.fromkeys(told))} tell different signs" if len(set(told)) > 1 else "no number tells it"
    return Question(
        DECIMAL_SIGN,
        place,
        f"Is the decimal sign of the quantities a comma or a point? {quoted(text)} in line {line} may be either.",
        (
            Choice(COMMA, f"{quoted(text)} is {figure(one.number(','))}"),
            Choice(POINT, f"{quoted(text)} is {figure(one.number('.'))}"),
        ),
        why,
        "--decimal comma or --decimal point",
    )


def judge_quantities(records: Records, read: Read) -> None:
    """Set aside the records without a quantity, and tell of numbers written unlike most."""
    rows = records.open()
    forms = Counter(one.form for n in rows if (one := read.amounts[n]) is not None)
    units = Counter(one.unit for n in rows if (one := read.amounts[n]) is not None)
    usual = usual_among(units)
    usual_forms = usual_among(forms)
    for n in rows:
        amount, raw = read.amounts[n], records.raw_quantities[n]
        if amount is None:
            reason = reasons.QUANTITY_MISSING if is_nothing(raw) else reasons.QUANTITY_UNREADABLE
            records.ledger.note(n, reason, as_text(raw))
        elif amount.unit not in usual and _is_another(amount.unit, usual):
            records.ledger.note(n, reasons.QUANTITY_UNIT, as_text(raw), figure(records.quantities[n]))
        elif amount.unit not in usual or amount.form not in usual_forms or _slips(amount, read.decimal):
            records.ledger.note(n, reasons.QUANTITY_FORM, as_text(raw), figure(records.quantities[n]))


def _is_another(unit: str, usual: set[str]) -> bool:
    """Whether a unit is none of the usual ones, however these are cut short; a number alone may be of any."""
    if not unit or not usual - {""}:
        return False
    return not any(unit.rstrip("s").startswith(one.rstrip("s")[:2]) for one in usual if one)


def _slips(amount: Amount, decimal: str) -> bool:
    """Whether a number can only be read with the other decimal sign than the file's."""
    return _vote(amount) not in ("", decimal)

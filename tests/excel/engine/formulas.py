"""Formulas: as the file keeps them and as Excel shows them, and what renaming and copying does to their references."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from openpyxl.utils import quote_sheetname

_TEXTS = re.compile(r'("(?:[^"]|"")*")')
_NEWER = """
    ANCHORARRAY CONCAT IFNA IFS LAMBDA LET MAXIFS MINIFS RANDARRAY SEQUENCE SINGLE SORTBY SWITCH TEXTJOIN UNIQUE
    XLOOKUP XMATCH TAKE DROP VSTACK HSTACK TOCOL TOROW WRAPCOLS WRAPROWS CHOOSECOLS CHOOSEROWS TEXTSPLIT BYROW BYCOL
    MAP REDUCE SCAN MAKEARRAY ISFORMULA FORMULATEXT NUMBERVALUE DAYS SHEET SHEETS
"""
_PREFIXES = dict.fromkeys(_NEWER.split(), "_xlfn.") | {"FILTER": "_xlfn._xlws.", "SORT": "_xlfn._xlws."}
_NEWER_CALL = re.compile(rf"(?<![\w.])({'|'.join(sorted(_PREFIXES, key=len, reverse=True))})(?=\()", re.IGNORECASE)
_STORED_PREFIX = re.compile(r"_xlfn\.(?:_xlws\.)?|_xlpm\.")
_NAME = r"(?:'.|[^\[\]'])*"
_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|(?<![\w.'\]\[])([A-Za-z_\u00c0-\uffff][\w.]*))!")


def outside_texts(formula: str, change: Callable[[str], str]) -> str:
    """The formula with everything but its string literals changed."""
    if '"' not in formula:
        return change(formula)
    parts = _TEXTS.split(formula)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))


def stored(formula: str, table: str | None, tables: Iterable[str] = ()) -> str:
    """A formula as the file keeps it: newer functions with their prefix, ``[@x]`` with the table it stands in.

    A table's name alone, one of ``tables``, stands for all its data.
    """
    for name in tables:
        formula = with_table(formula, name, lambda found: f"{found}[]", r"(?![\[!])")

    def change(text: str) -> str:
        text = _NEWER_CALL.sub(lambda found: _PREFIXES[found[1].upper()] + found[1].upper(), text)
        text = re.sub(rf"(?<=[\w.])\[@(?:\[({_NAME})\]|({_NAME}))\]", r"[[#This Row],[\1\2]]", text)
        return text if table is None else re.sub(
            rf"(?<![\w.\]])\[@(?:\[({_NAME})\]|({_NAME}))\]", rf"{table}[[#This Row],[\1\2]]", text
        )  # fmt: skip

    return outside_texts(formula, change)


@lru_cache(maxsize=50_000)  # a book's formulas are read again and again
def shown(formula: str, table: str | None) -> str:
    """A formula as Excel shows it."""

    def change(text: str) -> str:
        text = re.sub(rf"\[\[#This Row\],\[({_NAME})\]\]", lambda found: f"[@{_bracketed(found[1])}]", text)
        text = re.sub(r"(?<=\w)\[\]", "", _STORED_PREFIX.sub("", text))
        return text if table is None else re.sub(rf"(?<![\w.]){re.escape(table)}(?=\[@)", "", text)

    return outside_texts(formula, change)


def _bracketed(column: str) -> str:
    return column if re.fullmatch(r"\w+", column) else f"[{column}]"


def with_table(formula: str, old: str, new: Callable[[str], str], ahead: str = "") -> str:
    """The formula with a table's name changed, where it is followed by what ``ahead`` says."""
    if not _mentions(formula, old):
        return formula
    place = re.compile(rf"(?<![\w.!\['\]]){re.escape(old)}(?![\w.(!]){ahead}(?!(?:'.|[^\[\]'])*\])", re.IGNORECASE)
    return outside_texts(formula, lambda text: place.sub(lambda found: new(found[0]), text))


def _mentions(formula: str, name: str) -> bool:
    """Whether the letters of a name are in it at all; most formulas of a book are of other tables."""
    return name.casefold() in formula.casefold()


def with_columns(formula: str, table: str, changes: Mapping[str, str | None]) -> str:
    """The formula after columns of a table got other names (or went: ``None``, which leaves ``#REF!``)."""
    letters = formula.replace("'", "")  # which stands before signs in the name of a column
    if not (_mentions(formula, table) and any(_mentions(letters, old.replace("'", "")) for old in changes)):
        return formula
    place = re.compile(rf"(?<![\w.]){re.escape(table)}\[(?:{_NAME}|(?:{_NAME}\[{_NAME}\])*{_NAME})\]", re.IGNORECASE)
    names = {old.lower(): new for old, new in changes.items()}

    def change(found: re.Match[str]) -> str:
        head, _, inner = found[0].partition("[")
        tokens = re.compile(rf"(?<=\[){_NAME}(?=\])" if "[" in inner else rf"(?<=\[)@?{_NAME}(?=\])")
        gone = False

        def token(part: re.Match[str]) -> str:
            nonlocal gone
            at, name = ("@", part[0][1:]) if part[0].startswith("@") else ("", part[0])
            new = names.get(_plain(name).lower(), _plain(name))
            gone |= new is None
            return part[0] if name.startswith("#") or new in (None, _plain(name)) else at + _escaped(str(new))

        text = head + tokens.sub(token, "[" + inner)
        return "#REF!" if gone else text

    return outside_texts(formula, lambda text: place.sub(change, text))


def _plain(column: str) -> str:
    if "'" not in column:
        return column
    return re.sub(r"'(.)", r"\1", column)


def _escaped(column: str) -> str:
    return re.sub(r"(['\[\]#@])", r"'\1", column)


def with_sheets(formula: str, rename: Callable[[str], str | None]) -> str:
    """The formula with every sheet of its references renamed (``None``: it stays)."""

    def change(found: re.Match[str]) -> str:
        new = rename((found[1] or found[2]).replace("''", "'"))
        return found[0] if new is None else f"{quote_sheetname(new)}!"

    return outside_texts(formula, lambda text: _SHEET.sub(change, text))


def without_sheet(formula: str, name: str) -> str:
    """The formula after a sheet was deleted."""

    def change(found: re.Match[str]) -> str:
        gone = (found[1] or found[2]).replace("''", "'").lower() == name.lower()
        return "#REF!" if gone else found[0]

    return outside_texts(formula, lambda text: _SHEET.sub(change, text))

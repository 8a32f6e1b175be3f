"""Functions of VBA as functions of Python, so that the text of a macro runs on the objects of the headless Excel.

Only what our small functions use is known: assignments, ``If``, ``Set``, ``Exit Function``, and expressions of numbers,
texts and objects. Anything else is refused, so that nothing is run as what it is not.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterator
from itertools import count
from types import SimpleNamespace
from typing import Any

from tests.addin.basic import statements

MISSING = -2147352572  # what stands for an argument that is left out, here as on its way to Python
_FUNCTION = re.compile(r"(?:Public|Private) Function (\w+)\((.*)\)(?: As (\w+))?")
_IF = re.compile(r"(If|ElseIf) (.+) Then(?: (.+))?")
_ASSIGNED = re.compile(r"(?:Set )?(\w+) = (.+)")
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_WORDS = (
    (r"(\w+) Like (\x00\d+\x00)", r"Like(\1, \2)"),
    (r" <> ", " != "),
    (r"(?<![<>=!]) = ", " == "),
    (r" \\ ", " // "),
    (r"\bAnd\b", "and"),
    (r"\bOr\b", "or"),
    (r"\bNot\b", "not"),
)
_FRESH = {"String": 'Text("")', "Long": "0", "Double": "0.0", "Boolean": "False"}


class Text(str):
    """A text, which ``&`` joins to what follows, as nothing else does."""

    def __and__(self, other: str) -> Text:
        assert isinstance(other, str), "CStr makes a text of it, in any language"
        return Text(self + other)


def functions(text: str) -> SimpleNamespace:
    """All functions of a module by their names."""
    scope: dict[str, Any] = {
        "Array": lambda *parts: parts,
        "CBool": bool,
        "CDbl": float,
        "CStr": lambda number: Text(int(number)),
        "IsMissing": lambda given: type(given) is int and given == MISSING,
        "IsNull": lambda value: value is None,
        "Like": lambda value, pattern: fnmatch.fnmatchcase(value, pattern),
        "Text": Text,
        "TypeName": lambda given: getattr(given, "_kind", type(given).__name__),
        "vbLf": Text("\n"),
    }
    exec("\n".join(_lines(statements(text))), scope)  # noqa: S102 - the text of our own module
    return SimpleNamespace(**{name: made for name, made in scope.items() if isinstance(made, Callable)})  # type: ignore[arg-type]


def _lines(told: list[str]) -> Iterator[str]:
    """The lines of Python for the statements of a module."""
    depth, result = 0, ""
    for statement in told:
        if statement.startswith(("Attribute ", "Option ", "Dim ")):
            continue
        if found := _FUNCTION.fullmatch(statement):
            result, depth = found[1], 1
            parameters = [re.sub(r"ByVal |Optional | As \w+", "", part) for part in found[2].split(", ")]
            yield f"def {found[1]}({', '.join(parameters)}):"
            yield f"    {result}_ = {_FRESH.get(found[3], 'None')}"
        elif statement in ("End Function", "Exit Function"):
            yield f"{'    ' * depth}return {result}_"
        elif statement == "End If":
            depth -= 1
        elif statement == "Else":
            yield f"{'    ' * (depth - 1)}else:"
        elif found := _IF.fullmatch(statement):
            yield from _condition(found, depth, result)
            depth += found[1] == "If" and not found[3]
        else:
            yield f"{'    ' * depth}{_simple(statement, result)}"


def _condition(found: re.Match[str], depth: int, result: str) -> Iterator[str]:
    """``If``, with what follows on its line, or ``ElseIf``."""
    further = found[1] == "ElseIf"
    yes, _, no = (found[3] or "").partition(" Else ")
    head = f"{'    ' * (depth - further)}{'elif' if further else 'if'} {_python(found[2], result)}:"
    yield f"{head} {_simple(yes, result)}" if yes else head
    if no:
        yield f"{'    ' * depth}else: {_simple(no, result)}"


def _simple(statement: str, result: str) -> str:
    if statement == "Exit Function":
        return f"return {result}_"
    found = _ASSIGNED.fullmatch(statement)
    assert found, f"not known here: {statement}"
    return f"{found[1]}{'_' if found[1] == result else ''} = {_python(found[2], result)}"


def _python(expression: str, result: str) -> str:
    """The expression in Python; the name of the function without arguments is what it has so far."""
    texts = [text[1:-1].replace('""', '"') for text in _TEXT.findall(expression)]
    places = count()
    bare = _TEXT.sub(lambda _: f"\x00{next(places)}\x00", expression)
    for basic, python in _WORDS:
        bare = re.sub(basic, python, bare)
    bare = re.sub(rf"\b{result}\b(?!\()", f"{result}_", bare)
    return re.sub(r"\x00(\d+)\x00", lambda found: f"Text({texts[int(found[1])]!r})", bare)

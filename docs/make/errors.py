"""The page of errors: the tree as the code draws it, and every message with what to do, as the code states them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import sop_excel
from sop_excel import errors as tree

PACKAGE = Path(sop_excel.__file__).parent
OPEN = "…"  # what is filled in when it is told
_PLACE = re.compile(r"\{(\w+)\}")
_PARTS = {  # of the package, by where the reader meets their messages
    "sheets": "The tables of a workbook",
    "spreadsheet": "Where tables stand",
    "hosts/xlsx": "The workbook as a file",
    "hosts/sources": "Files of other forms",
    "adoption": "Adopting a file of your own",
    "demand": "Sales histories and forecasts",
    "preparing": "Steps before the plan, and rolling on",
    "functions": "Worksheet functions",
    "hosts/cli": "The command line",
    "hosts/excel": "The ribbon",
    "hosts/addin": "The add-in",
    "hosts/cluster": "Other machines",
    "store": "Runs and the database",
    "model": "Solving",
    "": "Everything else",
}


class Message(NamedTuple):
    """What was expected and what to do, with dots for what is filled in."""

    expected: str
    advice: str


def errors() -> str:
    """The whole page."""
    told: dict[str, set[Message]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        part = _part(path.relative_to(PACKAGE).as_posix())
        told.setdefault(part, set()).update(messages(path.read_text("utf-8")))
    drawn = (tree.__doc__ or "").split("\n\n")[1]
    sections = [_section(title, told[part]) for part, title in _PARTS.items() if told.get(part)]
    return "\n".join([_HEAD.format(tree=drawn), *sections])


def messages(source: str) -> Iterator[Message]:
    """What the issues of a module say.

    >>> list(messages("def f(n):\\n    to_do = 'type it'\\n    return Issue('', '', f'{n} numbers', 'a text', to_do)"))
    [Message(expected='… numbers', advice='type it')]
    """
    module = ast.parse(source)
    names = _texts(module, {})
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            yield from _of_function(function, _texts(function, names))


def _of_function(function: ast.FunctionDef, names: Mapping[str, str]) -> Iterator[Message]:
    for call in ast.walk(function):
        if not isinstance(call, ast.Call) or any(isinstance(word, ast.Starred) for word in call.args):
            continue
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in ("Issue", "CellIssue") and len(call.args) >= 5:
            message = Message(_text(call.args[2], names), _text(call.args[4], names))
        elif name == "issue" and len(call.args) == 3:
            message = Message(_text(call.args[0], names), _text(call.args[2], names))
        else:
            continue
        if message.expected.strip(OPEN) and message.advice.strip(OPEN):
            yield message


def _texts(inside: ast.AST, known: Mapping[str, str]) -> dict[str, str]:
    """The names that stand for one text each."""
    own: dict[str, str] = {}
    for node in ast.walk(inside):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            text = _text(node.value, known)
            name = node.targets[0].id
            own[name] = own.get(name, OPEN) if text == OPEN else text
    return {**known, **own}


def _text(node: ast.AST, names: Mapping[str, str]) -> str:
    """A text as the code states it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("say", "phrase"):
        parts = {word.arg: _text(word.value, names) for word in node.keywords}
        return _PLACE.sub(lambda place: parts.get(place[1], OPEN), _text(node.args[0], names))
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, names) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text(node.left, names) + _text(node.right, names)
    if isinstance(node, ast.IfExp):
        either = dict.fromkeys(_text(way, names) for way in (node.body, node.orelse))
        return " / ".join(either)
    return names.get(node.id, OPEN) if isinstance(node, ast.Name) else OPEN


def _part(path: str) -> str:
    return next(part for part in _PARTS if path.startswith(part))


def _section(title: str, told: set[Message]) -> str:
    rows = [f"| {_cell(message.expected)} | {_cell(message.advice)} |" for message in sorted(told)]
    return "\n".join([f"## {title}\n", "| expected | what to do |", "|---|---|", *rows, ""])


def _cell(text: str) -> str:
    for mark in "\\|*_[":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.replace("<", "&lt;").replace("`", "'").split())


_HEAD = """# Errors

Every problem of the input is told at once, one a line: where it is, what was expected, what was found, and what to do.

```text
Demand!C7: Demand[2025-02]: expected a number >= 0, found 'n/a'; clear the cell for no demand
```

Nothing is lost by an error: the file stays as it was. That no plan can meet every limit is no error but an answer, with
the changes that make one possible. The kinds of errors, with the command's [exit status](analysts.md#exit-status):

```text
{tree}
```

In Python they are `sop_excel.errors`. Below is what the messages expect and advise, as the code states it
(`make docs`), with … for what is filled in.
"""

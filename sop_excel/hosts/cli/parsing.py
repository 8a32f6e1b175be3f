"""What was typed after a command, as values by the names of its parameters; typer takes the words apart.

Its parser alone does that: what a text means is told here, and typer would load pydantic for it, which takes longer
than a small plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from inspect import Parameter as Argument
from inspect import Signature
from pathlib import Path
from textwrap import shorten
from typing import Any

import typer
import typer.main

from sop_excel.domain.vocabulary import listed
from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.declared import PROGRAM, Command, Parameter, Typed
from sop_excel.hosts.cli.usage import nearest

Completer = Callable[[Parameter], Callable[..., list[tuple[str, str]]] | None]

FULL_JSON = "--json-full"  # how typer is told of --json=full: an option of its has a value always, or never
_JSON = {"--json": "plain", "--json=plain": "plain", "--json=full": "full"}
_USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]  # what typer raises for every wrong line


def typed(command: Command, words: Sequence[str]) -> Typed:
    """What the words mean to the command. Raises InputError with all that is wrong with them."""
    known = [one for one in command.parameters if one.is_option]
    line = typer_command(command, lambda values: values)
    plain = [*_plain(words, known, command)]
    try:
        values, beside = _taken_apart(line, plain)
    except _USAGE_ERROR as fault:
        raise _wrong(command, [_told(fault, known)]) from None
    if beside:
        told = f"'{' '.join(beside)}' beside all that it takes"
        raise _wrong(command, [(told, "a name with spaces stands in quotes")])
    faults = [*_apart(command, values), *_missing(command, values)]
    found = Typed(command=command.name.split()[0], action=command.name.split()[-1])
    for one in command.parameters:
        try:
            _put(found, one, values)
        except ValueError as fault:
            faults.append((str(fault), ""))
    if faults:
        raise _wrong(command, faults)
    return found


def _taken_apart(line: Any, words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """What typer finds for each of its parameters by its name, a text still; None where nothing was typed. And the
    words that are left."""
    with line.context_class(line, info_name=line.name) as context:
        typed, beside, _ = line.make_parser(context).parse_args(words)
    return {one.name: typed.get(one.name) for one in line.params}, beside


def typer_command(command: Command, called: Callable[[dict[str, Any]], Any], completer: Completer | None = None) -> Any:
    """The command as typer has them, which calls with what was typed, still as text."""
    arguments = [
        Argument(key, Argument.KEYWORD_ONLY, default=how, annotation=kind)
        for key, how, kind in (each for one in command.parameters for each in _declared(one, completer))
    ]

    def call(**values: Any) -> Any:
        return called(values)

    call.__signature__ = Signature(arguments)  # type: ignore[attr-defined]
    call.__annotations__ = {one.name: one.annotation for one in arguments}
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(command.name, help=command.sentence)(call)
    return typer.main.get_command(app)


def _declared(one: Parameter, completer: Completer | None) -> Iterator[tuple[str, Any, Any]]:
    """The parameter as typer has them: by its key, with its type."""
    text = _in_short(one.help)  # which a shell shows beside the word
    how: dict[str, Any] = {"help": text, "autocompletion": completer(one) if completer else None}
    if not one.is_option:
        yield one.key, typer.Argument(None, metavar=one.value, **how), str | None
    elif one.is_flag:
        yield one.key, typer.Option(False, *one.words, help=text), bool
        if one.kind == "json":
            yield FULL_JSON.strip("-").replace("-", "_"), typer.Option(False, FULL_JSON, hidden=True), bool
    elif one.many:
        yield one.key, typer.Option([], *one.words, metavar=one.value, **how), list[str]
    else:
        yield one.key, typer.Option(None, *one.words, metavar=one.value, **how), str | None


def _in_short(text: str) -> str:
    """The beginning of a help text, in one line.

    >>> _in_short("how far the plan is explained (usual: full); brief: its main points")
    'how far the plan is explained'
    """
    return shorten(re.split(r"[;:(]", text)[0], 60, placeholder="...")


def _plain(words: Sequence[str], known: Sequence[Parameter], command: Command) -> Iterator[str]:
    """The words as typer knows them: it would take an option for the value of the one before it."""
    valued = {word for one in known if not one.is_flag for word in one.words}
    waits = ""
    for n, word in enumerate(words):
        if waits and word.startswith("-") and not _is_number(word):
            advice = f"if the value begins with a dash, type {waits}={word}" if waits.startswith("--") else ""
            raise _wrong(command, [(f"no value after {waits}", advice)])
        if word == "--" and not waits:
            yield from words[n:]
            return
        if word.startswith("--json=") and not waits:
            if word not in _JSON:
                raise _wrong(command, [(f"'{word}'", "type --json or --json=full")])
            word = {"plain": "--json", "full": FULL_JSON}[_JSON[word]]
        waits = word if word in valued and not waits else ""
        yield word
    if waits:
        raise _wrong(command, [(f"no value after {waits}", "")])


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _put(found: Typed, one: Parameter, values: Mapping[str, Any]) -> None:
    """Put the value of a parameter in its place. Raises ValueError, in words, for one that is none."""
    value = values[one.key]
    if one.kind == "json":
        value = "full" if values["json_full"] else "plain" if value else ""
    elif one.is_flag:
        value = one.means if value else vars(found).get(one.name, one.default)
    elif value in (None, []):
        value = one.default
    elif not one.many:
        value = _meant(one, value)
    setattr(found, one.name, list(value) if one.many else value)


def _meant(one: Parameter, text: str) -> object:
    """The value that a text means. Raises ValueError, in words."""
    name = one.words[-1] if one.is_option else one.value
    if one.choices:
        if text in one.choices:
            return text
        near = nearest(text, one.choices)
        hint = f" (did you mean '{near}'?)" if near else ""
        name = name if one.is_option else one.shown
        raise ValueError(f"'{text}' for {name}, which is one of {listed(one.choices)}{hint}")
    make, told = _KINDS[one.kind]
    try:
        return make(text)
    except ValueError:
        raise ValueError(f"'{text}' for {name}, where {told} is expected") from None


_KINDS: dict[str, tuple[Callable[[str], object], str]] = {
    "text": (str, "a text"),
    "path": (Path, "a file"),
    "whole": (int, "a whole number"),
    "number": (float, "a number"),
    "day": (date.fromisoformat, "a date such as 2026-01-31"),
}


def _given(command: Command, values: Mapping[str, Any]) -> list[Parameter]:
    return [one for one in command.own if values[one.key] not in (None, [], False)]


def _missing(command: Command, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What must be typed and was not."""
    given = _given(command, values)
    missing = [one for one in command.own if one.required and one not in given]
    if missing:
        names = [f"{one.words[0]} {one.value}" if one.is_option else one.shown or one.value for one in missing]
        choices = " ".join(f"{one.shown} is one of {listed(one.choices)}." for one in missing if one.choices)
        yield f"no {' and no '.join(names)}", choices.rstrip(".")


def _apart(command: Command, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Options that exclude each other and were typed together."""
    given = _given(command, values)
    for what in dict.fromkeys(one.apart for one in given if one.apart):
        both = [one.words[0] if one.is_option else one.value for one in given if one.apart == what]
        if len(both) > 1:
            yield f"both {' and '.join(both)}", f"type one of them alone: each says {what}"


def _told(fault: Exception, known: Iterable[Parameter]) -> tuple[str, str]:
    """What was found by typer, and what may have been meant."""
    word = getattr(fault, "option_name", "")
    if not hasattr(fault, "possibilities"):
        return str(getattr(fault, "message", "") or fault).rstrip("."), ""
    near = nearest(word, [word for one in known for word in one.words])
    return f"the option {word}, which it does not have", f"did you mean {near}?" if near else ""


def _wrong(command: Command, faults: Sequence[tuple[str, str]]) -> InputError:
    """What was typed wrong, each with what to do."""
    place = f"{PROGRAM} {command.name}"
    see = f"see '{place} --help'"

    def advice(hint: str) -> str:
        return f"{hint}{'' if hint.endswith('?') else ';'} {see}" if hint else see

    return InputError([Issue(place, "", "a complete command", found, advice(hint)) for found, hint in faults])

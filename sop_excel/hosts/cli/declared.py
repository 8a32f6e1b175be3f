"""How a command is declared: once, for its parsing, its help, its completion and the reference of all commands.

Nothing here parses or prints, and nothing is loaded for it: most commands have to start fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from keyword import iskeyword
from types import SimpleNamespace
from typing import Literal

PROGRAM = "sop-excel"
ASKS = "_SOP_EXCEL_COMPLETE"  # the variable by which a shell's script asks what may be typed

Kind = Literal["text", "path", "whole", "number", "day", "flag", "json"]


class Typed(SimpleNamespace):
    """What was typed, by the names of the parameters; ``command`` is the command's own name."""


@dataclass(frozen=True)
class Parameter:
    """An option, or a place in the line: what may stand there and what it means.

    ``words`` are how an option is typed; those of a place in the line are its one name. ``shown`` stands for its value
    in the help. Options with the same text ``apart`` exclude each other. A flag that is typed gives ``dest`` the value
    ``means``. ``completes`` names what a shell completes it by, beside ``choices``: scenarios.
    """

    words: tuple[str, ...]
    help: str
    kind: Kind = "text"
    shown: str = ""
    default: object = None
    choices: tuple[str, ...] = ()
    required: bool = False
    many: bool = False
    dest: str = ""
    means: object = True
    apart: str = ""
    completes: str = ""

    @property
    def is_option(self) -> bool:
        """Whether it is typed with its own word."""
        return self.words[0].startswith("-")

    @property
    def is_flag(self) -> bool:
        """Whether it stands alone, without a value."""
        return self.kind in ("flag", "json")

    @property
    def key(self) -> str:
        """Its own name, as a name of Python's."""
        name = self.words[-1].strip("-").replace("-", "_")
        return f"{name}_" if iskeyword(name) else name

    @property
    def name(self) -> str:
        """Under which name a command finds its value."""
        return self.dest or self.key

    @property
    def value(self) -> str:
        """What stands for its value."""
        return self.shown or ("|".join(self.choices) if self.choices else self.key.upper())


@dataclass(frozen=True)
class Example:
    """A line that can be typed, and what it does."""

    line: str
    what: str = ""


@dataclass(frozen=True)
class Command:
    """A command: its name, what it does, what is typed after it, and examples; or the actions that it is made of."""

    name: str
    summary: str
    own: tuple[Parameter, ...] = ()
    examples: tuple[Example, ...] = ()
    actions: tuple[Command, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What it does, as a sentence."""
        return f"{self.summary[:1].upper()}{self.summary[1:]}."

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All that may be typed after it: its own, and what every command understands."""
        return (*self.own, *USUAL)

    @property
    def usage(self) -> str:
        """How it is typed, in short."""
        places = [p.value if p.required else f"[{p.value}]" for p in self.own if not p.is_option]
        must = [f"{p.words[0]} {p.value}" for p in self.own if p.is_option and p.required]
        return " ".join([PROGRAM, self.name, *(["ACTION"] if self.actions else []), *places, *must, "[OPTIONS]"])

    def within(self) -> Iterator[Command]:
        """Itself, or its actions."""
        yield from self.actions or (self,)


def place(name: str, text: str, shown: str = "", *, kind: Kind = "path", required: bool = True,
          choices: tuple[str, ...] = (), apart: str = "") -> Parameter:  # fmt: skip
    """A place in the line, such as the workbook."""
    return Parameter((name,), text, kind, shown, required=required, choices=choices, apart=apart)


def option(
    words: str, text: str, shown: str = "", *, kind: Kind = "text", default: object = None, required: bool = False
) -> Parameter:
    """An option with a value; its words stand with spaces between them."""
    return Parameter(tuple(words.split()), text, kind, shown, default, required=required)


def choice(words: str, text: str, choices: tuple[str, ...], default: str | None = None) -> Parameter:
    """An option with one of these values."""
    return Parameter(tuple(words.split()), text, default=default, choices=choices)


def flag(words: str, text: str) -> Parameter:
    """An option without a value."""
    return Parameter(tuple(words.split()), text, "flag", default=False)


def one_of(apart: str, *parameters: Parameter) -> tuple[Parameter, ...]:
    """These, of which only one may be typed."""
    return tuple(replace(one, apart=apart) for one in parameters)


USUAL = (
    flag("-q --quiet", "print errors and the answer in short alone: no progress, no notes"),
    flag("-v --verbose", "tell at the end how long each step took"),
    flag("--debug", "show where an unexpected error arose"),
)
JSON = Parameter(
    ("--json",), "print one JSON object on standard output; --json=full: with the rows of all tables, and each note "
    "as an object", "json", default="",
)  # fmt: skip

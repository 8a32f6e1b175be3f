"""How the command ``sop-excel`` is typed: all its commands, and which of them a line asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sop_excel.errors import InputError, Issue
from sop_excel.hosts.cli.declared import PROGRAM, USUAL, Command
from sop_excel.hosts.cli.usage_after import AFTER
from sop_excel.hosts.cli.usage_before import BEFORE
from sop_excel.hosts.cli.usage_plan import PLANNING, PROGRAM_ITSELF

GROUPS: dict[str, tuple[Command, ...]] = {
    "Plan": PLANNING,
    "Start from what you have": BEFORE,
    "Month after month": AFTER,
    "The program": PROGRAM_ITSELF,
}
COMMANDS: dict[str, Command] = {command.name: command for group in GROUPS.values() for command in group}
_ANYWHERE = {word for one in USUAL for word in one.words}  # which may stand before the command too


def every_command() -> Iterator[Command]:
    """All that can be run, each action of a command on its own."""
    for command in COMMANDS.values():
        yield from command.within()


def asked(words: Sequence[str]) -> tuple[Command | None, list[str]]:
    """The command that a line asks for, as far as it names one, and the other words.

    Raises InputError for one that there is not.

    >>> command, rest = asked(["-q", "database", "check", "--json"])
    >>> command.name, rest
    ('database check', ['-q', '--json'])
    """
    ahead = next((n for n, word in enumerate(words) if word not in _ANYWHERE), len(words))
    first, rest = [*words[:ahead]], [*words[ahead:]]
    if not rest or rest[0].startswith("-"):
        return None, [*first, *rest]
    command = COMMANDS.get(rest[0])
    if command is None:
        raise InputError([_unknown(rest[0], "a command", PROGRAM, COMMANDS)])
    return _action(command, [*first, *rest[1:]])


def _action(command: Command, rest: list[str]) -> tuple[Command, list[str]]:
    """The action of a command that has such."""
    at = next((n for n, word in enumerate(rest) if not word.startswith("-")), None)
    if not command.actions or at is None:
        return command, rest
    actions = {action.name.split()[-1]: action for action in command.actions}
    if rest[at] not in actions:
        raise InputError([_unknown(rest[at], "a complete command", f"{PROGRAM} {command.name}", actions)])
    return actions[rest[at]], [*rest[:at], *rest[at + 1 :]]


def _unknown(word: str, expected: str, place: str, known: Collection[str]) -> Issue:
    see = f"see '{place} --help'"
    if word.lower().endswith((".xlsx", ".xlsm")) and place == PROGRAM:
        return Issue(place, "", expected, f"the file '{word}'", f"did you mean '{PROGRAM} optimize {word}'? {see}")
    near = nearest(word, known)
    return Issue(place, "", expected, f"'{word}'", f"did you mean '{near}'? {see}" if near else see)


def nearest(word: str, known: Collection[str]) -> str:
    """The one that was likely meant; nothing where none is near.

    >>> nearest("optimise", COMMANDS), nearest("OPTIMIZE", COMMANDS), nearest("make", COMMANDS)
    ('optimize', 'optimize', '')
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word.lower(), known, 1, 0.6)), "")

"""Completion in the shell: its script, and what it asks for at each press of the key, both as typer has them."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
import typer.core
import typer.main

from sop_excel.hosts.cli.declared import ASKS, PROGRAM, Command, Parameter, Typed
from sop_excel.hosts.cli.parsing import typer_command
from sop_excel.hosts.cli.streams import say
from sop_excel.hosts.cli.usage import COMMANDS

if TYPE_CHECKING:
    from sop_excel.hosts.cli.hosts import OtherHosts

Choices = Callable[..., list[tuple[str, str]]]

# What typer's scripts lack, by shell: what stands there, and what takes its place.
_MENDED = {
    "bash": (  # names with spaces as one word
        "    return 0\n",
        """    local n
    for n in "${!COMPREPLY[@]}"; do printf -v "COMPREPLY[n]" %q "${COMPREPLY[n]}"; done
    return 0
""",
    ),
    "zsh": (  # a shell in which nobody has set completion up yet
        "\ncompdef ",
        "\n(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\ncompdef ",
    ),
}


def completion(options: Typed, hosts: OtherHosts) -> int:
    """Print the script that makes a shell complete this command."""
    script, status = _answered(f"source_{options.shell}", hosts)
    say(script.strip().replace(*_MENDED.get(options.shell, ("", ""))))
    return status


def complete(hosts: OtherHosts) -> int:
    """Print what the shell has asked for: the words that may stand where its cursor is."""
    told, status = _answered(os.environ[ASKS], hosts)
    if told.strip():
        say(told.rstrip("\n"))
    return status


def _answered(instruction: str, hosts: OtherHosts) -> tuple[str, int]:
    """What typer prints for an instruction of a shell's script, and its exit status."""
    before = os.environ.get(ASKS)
    os.environ[ASKS] = instruction
    printed, status = StringIO(), 0
    try:
        with redirect_stdout(printed):
            _tree(hosts).main(args=[], prog_name=PROGRAM, complete_var=ASKS)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0
    finally:
        del os.environ[ASKS]
        if before is not None:
            os.environ[ASKS] = before
    return printed.getvalue(), status


def _tree(hosts: OtherHosts) -> Any:
    """All commands as typer has them."""
    return _group(COMMANDS, PROGRAM, lambda command: _made(command, hosts))


def _made(command: Command, hosts: OtherHosts) -> Any:
    """A command as typer has them, with what completes its words; or the group of its actions."""

    def choices_of(one: Parameter) -> Choices | None:
        if one.choices:
            return lambda incomplete: [(choice, "") for choice in one.choices if choice.startswith(incomplete)]
        return _scenarios(hosts) if one.completes == "scenarios" else None

    if command.actions:
        actions = {one.name.split()[-1]: one for one in command.actions}
        return _group(actions, command.sentence, lambda action: _made(action, hosts))
    return typer_command(command, lambda _: None, choices_of)


def _group(commands: Mapping[str, Command], text: str, made: Callable[[Command], Any]) -> Any:
    """A group of commands, each made when it is asked for."""

    class Group(typer.core.TyperGroup):
        """Commands by their names."""

        def list_commands(self, ctx: Any) -> list[str]:
            return [*commands]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:
            return made(commands[cmd_name]) if cmd_name in commands else None

    app = typer.Typer(cls=Group, rich_markup_mode=None, help=text)  # with completion, or no shell would be known
    app.callback()(lambda: None)
    group = typer.main.get_command(app)
    group.params.clear()  # typer's own options to install a completion, where ours is printed
    return group


def _scenarios(hosts: OtherHosts) -> Choices:
    """The scenarios of the workbook that stands in the line, as far as it can be read."""

    def names(incomplete: str) -> list[tuple[str, str]]:
        found = {"base": "", "all": "the base, and every scenario beside it"}
        with suppress(Exception):  # a line that is not whole yet is no time for faults
            found |= dict.fromkeys(_in_workbook(hosts, _workbook()), "")
        return [(name, text) for name, text in found.items() if name.startswith(incomplete)]

    return names


def _workbook() -> Path:
    """The workbook in the line, which typer has not read yet: the line ends where its value is missing."""
    line = os.environ.get("COMP_WORDS") or os.environ["_TYPER_COMPLETE_ARGS"]
    words = (word.strip("'\"") for word in shlex.split(line, posix=os.name != "nt"))
    return next(Path(word) for word in words if word.lower().endswith((".xlsx", ".xlsm")))


def _in_workbook(hosts: OtherHosts, path: Path) -> list[str]:
    from sop_excel.contract.input_tables import SCENARIOS_TABLE
    from sop_excel.planning import named_tables
    from sop_excel.sheets.chosen_scenario import scenario_names

    name = SCENARIOS_TABLE.name
    return [*scenario_names(named_tables(hosts.workbook(path), (name,)).get(name))]

"""What a shell is told when somebody presses its key for completion."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sop_excel.hosts.cli.usage import COMMANDS
from sop_excel.hosts.cli.usage_plan import SHELLS
from sop_excel.shipped import TEMPLATES, resource
from tests.commands import bare, sop_excel
from tests.workbooks import Rows, make_workbook

TABLES: dict[str, Rows] = {
    "Products": [["Product", "Production cost"], ["Fan", 5]],
    "Demand": [["Product", "Jan"], ["Fan", 10]],
    "Scenarios": [["Scenario", "Table", "Row", "Column", "Factor"], ["High", "Demand", "", "", 1.2]],
}


def completed(line: str, folder: Path) -> list[str]:
    """What zsh would be told of the line, as PowerShell reads it: the words alone."""
    last = "" if line.endswith(" ") else line.split()[-1]
    asked = bare(
        _SOP_EXCEL_COMPLETE="complete_powershell", _TYPER_COMPLETE_ARGS=line, _TYPER_COMPLETE_WORD_TO_COMPLETE=last
    )
    command = [sys.executable, "-W", "error", "-m", "sop_excel"]
    ran = subprocess.run(command, capture_output=True, text=True, env=asked, cwd=folder, timeout=60, check=True)
    assert ran.stderr == ""
    return [one.split(":::")[0] for one in ran.stdout.splitlines()]


def test_commands_actions_options_templates_and_choices_are_completed(tmp_path: Path) -> None:
    """A place for a file is left to the shell."""
    assert completed("sop-excel ", tmp_path) == [*COMMANDS]
    assert completed("sop-excel opt", tmp_path) == ["optimize"]
    assert completed("sop-excel database ", tmp_path) == ["set", "show", "forget", "check"]
    assert completed("sop-excel new ", tmp_path) == [*TEMPLATES, "sales"]
    assert completed("sop-excel optimize plan.xlsx --expl", tmp_path) == ["--explain"]
    assert completed("sop-excel optimize plan.xlsx --explain ", tmp_path) == ["none", "brief", "full"]
    assert "--json" in completed("sop-excel optimize plan.xlsx --", tmp_path)
    assert completed("sop-excel optimize ", tmp_path) == []


def test_the_scenarios_of_the_workbook_in_the_line_are_completed(tmp_path: Path) -> None:
    """Of one that cannot be read only those that every workbook has."""
    make_workbook(tmp_path / "plan.xlsx", TABLES)
    assert completed("sop-excel optimize plan.xlsx --scenario ", tmp_path) == ["base", "all", "High"]
    assert completed("sop-excel optimize nowhere.xlsx --scenario ", tmp_path) == ["base", "all"]


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_each_shell_is_printed_and_asks_this_command(shell: str) -> None:
    """And nothing of it is installed; a shell that is not known is wrong input."""
    ran = sop_excel("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    assert "_SOP_EXCEL_COMPLETE" in ran.out
    assert sop_excel("completion", "tcsh").status == 2


def test_bash_completes_a_line(tmp_path: Path) -> None:
    """In the shell itself, of which the script is evaluated."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash")
    (tmp_path / "sop-excel").write_text(f'#!/bin/sh\nexec {sys.executable} -m sop_excel "$@"\n', encoding="utf-8")
    (tmp_path / "sop-excel").chmod(0o755)
    shutil.copy(resource(TEMPLATES["single"]), tmp_path / "plan.xlsx")
    script = (
        'PATH="$PWD:$PATH"; eval "$(sop-excel completion bash)"; COMP_WORDS=(sop-excel new l); COMP_CWORD=2\n'
        '_sop_excel_completion sop-excel; echo "${COMPREPLY[@]}"; complete -p sop-excel'
    )
    ran = subprocess.run([bash, "-c", script], capture_output=True, text=True, env=bare(), cwd=tmp_path, check=True)
    assert ran.stdout.splitlines()[0] == "lot_sizing"
    assert "-o default" in ran.stdout  # files, where nothing else is known

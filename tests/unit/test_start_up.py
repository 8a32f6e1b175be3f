"""How fast we start: counted in what is loaded, which is the same on every machine, and not by a clock.

What a command that needs no plan takes is what it loads. It would become slow by a library more, or by modules of ours
that are loaded before anybody has asked for what they do.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sop_excel.shipped import TEMPLATES, resource
from tests.commands import bare

MOST_OWN = 34  # of more than 600
HEAVY = {"asyncio", "email", "http", "multiprocessing", "sqlite3", "ssl", "unittest", "xml.etree", "zipfile"}
COMMAND = "from sop_excel.__main__ import main\nmain(sys.argv[1:])"


def loaded(code: str, *words: str) -> set[str]:
    """The modules that are loaded once some code has run, in a Python of its own."""
    script = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True, env=bare())
    return set(json.loads(ran.stderr))


def own(modules: set[str]) -> set[str]:
    """Ours."""
    return {name for name in modules if name.partition(".")[0] == "sop_excel"}


def brought(modules: set[str]) -> set[str]:
    """The packages that do not come with Python; those of an installer, which begin with a line below, are nobody's."""
    tops = {name.partition(".")[0] for name in modules - own(modules)}
    return {name for name in tops if name not in sys.stdlib_module_names and not name.startswith("_")}


@pytest.mark.parametrize(
    ("words", "libraries"),
    [(["--version"], set()), (["--help"], {"rich"}), (["optimize", "--help"], {"rich"}), ([], {"rich"})],
)
def test_what_needs_no_plan_loads_few_modules_and_no_library_but_that_of_the_page(
    words: list[str], libraries: set[str]
) -> None:
    """Neither numpy nor typer nor what Python itself has that is slow to load."""
    modules = loaded(COMMAND, *words)
    assert brought(modules) == libraries
    assert HEAVY & modules == set()
    assert len(own(modules)) <= MOST_OWN


def test_importing_the_package_loads_one_module_of_ours() -> None:
    """Its names are loaded when they are asked for: errors without a library, a model without pandas."""
    first, errors, model = (
        loaded(f"import sop_excel{then}") for then in ("", "; sop_excel.InputError", "; sop_excel.Model")
    )
    assert (own(first), brought(first)) == ({"sop_excel"}, set())
    assert (own(errors), brought(errors)) == ({"sop_excel", "sop_excel.errors"}, set())
    assert brought(model) == {"numpy", "highspy"}


def test_a_command_that_plans_loads_what_plans() -> None:
    """So that the counts above can fail."""
    modules = loaded("import sop_excel.planning, zipfile")
    assert {"numpy", "highspy"} <= brought(modules)
    assert HEAVY & modules
    assert len(own(modules)) > MOST_OWN


def test_a_plan_does_without_masked_arrays_and_without_what_typer_checks_values_with(tmp_path: Path) -> None:
    """The first numpy loads in a twentieth of a second, if it is asked for distinct values; the other takes longer."""
    planned = f"optimize {resource(TEMPLATES['multi'])} -o {tmp_path / 'planned.xlsx'} -q".split()
    modules = loaded(COMMAND.replace("main(sys", "assert main(sys") + " == 0", *planned)
    assert {"numpy", "highspy"} <= brought(modules)
    assert {"numpy.ma", "pandas", "pulp", "openpyxl", "pydantic"} & modules == set()


@pytest.mark.parametrize(("words", "status"), [(["--version"], 0), (["optimise-all"], 2)])
@pytest.mark.parametrize("watched", ["", "import threading; threading.Timer(0.2, print, ['late']).start()"])
def test_the_process_does_what_is_to_be_done_at_its_end_and_tells_the_status(
    words: list[str], status: int, watched: str
) -> None:
    """It ends without taking Python to pieces, or as Python does where another thread still works."""
    code = f"import atexit; from sop_excel.__main__ import program; atexit.register(print, 'last'); {watched}"
    ran = subprocess.run(
        [sys.executable, "-c", f"{code}\nprogram()", *words], capture_output=True, text=True, env=bare(), check=False
    )
    assert (ran.returncode, bool(ran.stderr)) == (status, status != 0)
    assert ran.stdout.endswith("late\nlast\n" if watched else "last\n")

"""What Python offers is listed, documented, typed, and loaded only when it is used."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import sop_excel

PAGE = (Path(__file__).parents[3] / "docs" / "analysts.md").read_text(encoding="utf-8")
LISTED = PAGE.split("### What is public")[1].split("\n## ")[0]


def _public(kind: type) -> set[str]:
    return {name for name in vars(kind) if not name.startswith("_")} | set(getattr(kind, "__annotations__", {})) - {
        name for name in getattr(kind, "__annotations__", {}) if name.startswith("_")
    }


def test_what_is_public_is_what_the_page_lists() -> None:
    """Every name, and of a model and a plan every method and property; and none that there is not."""
    named = re.findall(r"^\| `([^`]+)` \|", LISTED, re.MULTILINE)
    top = {name for name in named if "." not in name}
    assert top == set(sop_excel.__all__)
    for kind, owner in ((sop_excel.Model, "Model"), (sop_excel.Planned, "plan")):
        told = {name.partition(".")[2].partition("(")[0] for name in named if name.startswith(f"{owner}.")}
        assert told == _public(kind)


def test_what_is_public_is_there_with_a_docstring() -> None:
    """One that says what, on every function, class and method."""
    for name in set(sop_excel.__all__) - {"__version__"}:
        one = getattr(sop_excel, name)
        assert inspect.getdoc(one), name
        for method, value in vars(one).items() if inspect.isclass(one) else ():
            if not method.startswith("_") and (callable(value) or isinstance(value, property)):
                assert inspect.getdoc(value), (name, method)


def test_importing_the_package_loads_nothing() -> None:
    """Neither pandas nor a solver; the errors come without them too."""
    code = (
        "import sys, sop_excel; first = [name for name in sys.modules if name.startswith('sop_excel.')]; "
        "sop_excel.InputError; sop_excel.Model; "
        "print(first, sorted({'pandas', 'matplotlib', 'xlwings', 'pulp'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (ran.stdout.strip(), ran.returncode) == ("[] []", 0), ran.stderr


def test_versions_tell_what_a_plan_was_made_with() -> None:
    told = sop_excel.versions()
    assert told["sop-excel"] == sop_excel.__version__
    assert {"python", "highspy", "numpy", "pandas"} <= set(told)

"""Whether a Python can run what the add-in needs, tried as Excel would: from elsewhere, in a process of its own."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_IMPORTS = "import sop_excel, xlwings"
_SECONDS = 60.0


def complaint(interpreter: Path, environ: Mapping[str, str]) -> str | None:
    """Why the interpreter cannot import sop-excel and xlwings, in its own last words; None if it can."""
    # Excel is not started from the terminal in which someone has set these.
    inherited = {name: value for name, value in environ.items() if not name.upper().startswith("PYTHON")}
    with tempfile.TemporaryDirectory() as folder:
        try:
            ran = subprocess.run(  # noqa: S603 - the interpreter that runs this, or the one that install has recorded
                [interpreter, "-I", "-c", _IMPORTS],
                cwd=folder, env=inherited, capture_output=True, text=True, errors="replace",
                timeout=_SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return f"no answer within {_SECONDS:.0f} seconds"
        except OSError as error:
            return str(error.strerror)
    if ran.returncode == 0:
        return None
    return (ran.stderr.strip().splitlines() or [f"exit status {ran.returncode}"])[-1]

"""Do jobs, one a line on the standard input, and answer each with a line: ``python3 -m tests.hosts.office.serve``.

Arguments: the office's program and the folder of its profile. A job is ``{"book": path, "steps": [{"do": ..., ...}]}``;
its answer is ``{"answers": [one for each step]}``, ``{"wrong": text}`` where a step could not be done, or
``{"died": text}`` where the office is gone. The document is opened for the job and closed after it, never saved.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from com.sun.star.beans import PropertyValue
from com.sun.star.uno import Exception as UnoException

from tests.hosts.office import cells, charts, formats, pages
from tests.hosts.office.start import Office

STEPS: dict[str, Callable[..., Any]] = {**cells.STEPS, **charts.STEPS, **formats.STEPS, **pages.STEPS}


def done(office: Office, job: dict[str, Any]) -> list[Any]:
    """The answers to all steps of a job."""
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    document = office.desktop.loadComponentFromURL(Path(job["book"]).as_uri(), "_blank", 0, (hidden,))
    if document is None:
        raise ValueError(f"the office could not open {job['book']}")
    try:
        return [_step(office, document, **step) for step in job["steps"]]
    finally:
        document.close(True)


def _step(office: Office, document: Any, do: str, **words: Any) -> Any:
    if do == "die":
        return office.kill()
    return STEPS[do](document, **words)


def answer(office: Office, job: dict[str, Any]) -> dict[str, Any]:
    """What the job came to."""
    try:
        return {"answers": done(office, job)}
    except (UnoException, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        return {"died" if office.dead else "wrong": traceback.format_exc()}


def _say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main(program: str, profile: str) -> None:
    """Serve until the input ends."""
    office = Office(Path(program), Path(profile))
    try:
        _say({"pid": office.pid})
        for line in sys.stdin:
            _say(answer(office, json.loads(line)))
    finally:
        office.kill()


if __name__ == "__main__":
    main(*sys.argv[1:])

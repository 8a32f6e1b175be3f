"""The command ``undo``: a workbook as it was before the last command wrote into it, and which copies there are."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sop_excel.hosts.cli.declared import Typed
from sop_excel.hosts.cli.streams import say, tell_notes

if TYPE_CHECKING:
    from sop_excel.copies.history import Kept


class WentBack(Protocol):
    """What was restored into a workbook."""

    @property
    def copy(self) -> Path:
        """The copy that was restored."""

    @property
    def takes_back(self) -> Kept | None:
        """What that takes back, if it is known."""

    @property
    def kept(self) -> Path | None:
        """The copy of what was replaced, if it was kept."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What else to know."""


class UndoHosts(Protocol):
    """What the command has others do, which know files."""

    def undo(self, path: Path, chosen: str | None, force: bool, keep: bool) -> WentBack:
        """Restore the state before the last command into a workbook, or a copy that is named."""


def undo(options: Typed, hosts: UndoHosts) -> int:
    """Restore a workbook, or list its copies."""
    workbook: Path = options.workbook
    if options.list:
        _list(workbook, options.json)
        return 0
    done = hosts.undo(workbook, options.copy, options.force, not options.no_copy)
    tell_notes(done.notes)
    if options.json:
        say(json.dumps(_as_json(workbook, done)))
        return 0
    lines = _as_text(workbook, done)
    say("\n".join(lines), lines[0])
    return 0


def _as_text(workbook: Path, done: WentBack) -> list[str]:
    if taken := done.takes_back:
        lines = [f"{workbook}: as it was before {taken.command} of {taken.written:%Y-%m-%d %H:%M:%S}"]
    else:
        lines = [f"{workbook}: restored from {done.copy.name}"]
    if done.kept:
        lines.append("What was replaced is kept; this brings it back:")
        lines.append(f'  sop-excel undo "{workbook}" --from "{done.kept.name}"')
    return lines


def _as_json(workbook: Path, done: WentBack) -> dict[str, Any]:
    taken = done.takes_back
    return {
        "status": "ok",
        "undone": {"command": taken.command, "when": taken.written.isoformat()} if taken else None,
        "restored": str(done.copy),
        "kept": str(done.kept) if done.kept else None,
        "notes": [*done.notes],
        "output": str(workbook),
    }


def _list(workbook: Path, in_json: bool) -> None:
    """The copies of a workbook, each once, by the times that are shown, the newest first."""
    from sop_excel.copies.history import history
    from sop_excel.copies.places import folder
    from sop_excel.copies.way_back import UNDO
    from sop_excel.files import standing_digest

    current = None
    with suppress(OSError):  # what cannot be read now has copies all the same
        current = standing_digest(workbook)
    copies: dict[str, Kept] = {}
    for kept in history(workbook):
        if kept.copy.name not in copies or copies[kept.copy.name].command == UNDO:  # who changed it says more
            copies[kept.copy.name] = kept
    shown = sorted(copies.values(), key=lambda kept: kept.written, reverse=True)
    if in_json:
        listed = [
            {
                "copy": str(kept.copy),
                "when": kept.written.isoformat(),
                "bytes": kept.size,
                "before": kept.command,
                "is_current": kept.before == current,
            }
            for kept in shown
        ]
        say(json.dumps({"status": "ok", "workbook": str(workbook), "copies": listed}))
        return
    if not shown:
        say(f"{workbook}: no copies (they would be in {folder()})")
        return
    lines = [_line(kept, kept.before == current) for kept in shown]
    say("\n".join([f"{workbook}: copies in {folder()}", *lines]))


def _line(kept: Kept, is_current: bool) -> str:
    now = "  (what the workbook holds now)" if is_current else ""
    return (
        f"  {kept.written:%Y-%m-%d %H:%M:%S}  {kept.size:>11,} bytes  before {kept.command:<13} {kept.copy.name}{now}"
    )

"""Which step back is to be taken: what a workbook holds decides, since each writing knows what it left behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sop_excel.copies.history import Kept, all_kept, history
from sop_excel.copies.places import MARK, folder, name_of
from sop_excel.errors import InputError, Issue
from sop_excel.files import standing_digest

UNDO = "undo"
PUBLISH = "publish"  # of which the way back takes back what it filled in the workbook, and nothing else
STILL_PUBLISHED = "the plan stays published: the workbook alone is as it was before"


@dataclass(frozen=True)
class Step:
    """A step back: the copy to be restored, and the writing that it takes back, if it is one that is known.

    ``is_overtaken``: the workbook holds what no command of ours has left or replaced, so somebody has saved it since.
    """

    copy: Path
    digest: bytes
    takes_back: Kept | None
    is_overtaken: bool


def step_back(workbook: Path, current: bytes | None) -> Step:
    """The step before what the workbook holds. Raises InputError where there is none, and MachineError."""
    own = _that_took_place(history(workbook), current)
    if current is None:
        named = f', for instance --from "{own[0].copy.name}"' if own else ""
        raise _refused(workbook, "a workbook", "no file", f"name the copy that is to be restored{named}")
    if left := _open_steps([kept for kept in own if kept.after == current], current):
        return _step(left[0], is_overtaken=False)
    if elsewhere := _open_steps([kept for kept in all_kept() if kept.after == current], current):
        return _step(elsewhere[0], is_overtaken=False)
    steps = _open_steps(own, current)
    if not steps:
        raise _nothing(workbook, own)
    return _step(steps[0], is_overtaken=True)


def step_to(workbook: Path, current: bytes | None, chosen: str) -> Step:
    """The step to a copy that is named: by its name in the folder of the copies, or as any file.

    Raises InputError where there is none, and MachineError.
    """
    inside = folder() / Path(chosen).name
    copy = inside if inside.is_file() and Path(chosen).parent in (Path(), inside.parent) else Path(chosen)
    digest = standing_digest(copy) if copy.is_file() else None
    if digest is None:
        advice = f"sop-excel undo {workbook.name} --list names those that there are"
        raise InputError([Issue("--from", "", f"a copy in {folder()}, or another file", f"no '{chosen}'", advice)])
    if digest == current:
        raise _refused(
            workbook, "a copy that differs from the workbook", f"'{copy.name}', which is the same", "name another"
        )
    known = {content for kept in all_kept() for content in (kept.before, kept.after)}
    return Step(copy, digest, None, current is not None and current not in known)


def _that_took_place(own: Sequence[Kept], current: bytes | None) -> Sequence[Kept]:
    """Without the last writing if what it was to replace stands there still: its run was killed before it did."""
    if not own or own[0].before != current:
        return own
    return [replace(one, undone=None) if one.undone == own[0].key else one for one in own[1:]]


def _open_steps(kept: Sequence[Kept], current: bytes) -> list[Kept]:
    """Writings that may be taken back, the last first."""
    return [one for one in kept if one.command != UNDO and one.undone is None and one.before != current]


def _step(kept: Kept, *, is_overtaken: bool) -> Step:
    return Step(kept.copy, kept.before, kept, is_overtaken)


def _nothing(workbook: Path, own: Sequence[Kept]) -> InputError:
    if own:
        return _refused(
            workbook,
            "a change of sop-excel that can be undone",
            "none that is not undone already",
            f"sop-excel undo {workbook.name} --list shows the copies, and --from COPY restores one",
        )
    alike = sorted(path.name for path in folder().glob("*") if path.name.startswith(workbook.stem + MARK))
    more = f'for instance --from "{alike[-1]}"' if alike else f"they are in {folder()}"
    return _refused(
        workbook,
        "a workbook that sop-excel has written into",
        f"no copy of {name_of(workbook)}",
        f"nothing can be undone; if it was moved or renamed, name a copy with --from COPY ({more})"
        if alike or folder().is_dir()
        else "nothing can be undone",
    )


def _refused(workbook: Path, expected: str, found: str, advice: str) -> InputError:
    return InputError([Issue(workbook.name, "", expected, found, advice)])

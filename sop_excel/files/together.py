"""Writing and removing several files so that after a failure every one of them is as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from sop_excel.errors import MachineError
from sop_excel.files import standing_digest, write_bytes


@dataclass(frozen=True)
class FileChange:
    """A file and its new content; None removes it. The content is prepared in ``staging``, else beside the file."""

    path: Path
    content: bytes | None
    staging: Path | None = None


def missing_folders(paths: Iterable[Path]) -> list[Path]:
    """The folders that must be made before the files can be written, outermost first."""
    missing = {folder for path in paths for folder in path.parents if not folder.exists()}
    return sorted(missing, key=lambda folder: len(folder.parts))


def apply(changes: Sequence[FileChange], advice: str) -> None:
    """Make all the changes or none. Raises MachineError, which gives the advice where a file or folder is locked."""
    with ExitStack() as undo:
        for change in changes:
            try:
                _apply(change, undo)
            except PermissionError as error:
                raise MachineError(f"{_failed(change, error)}; {advice}") from error
            except OSError as error:
                raise MachineError(f"{_failed(change, error)}; nothing was changed") from error
        undo.pop_all()


def _failed(change: FileChange, error: OSError) -> str:
    verb = "removed" if change.content is None else "written"
    return f"{change.path} could not be {verb} ({error.strerror})"


def _apply(change: FileChange, undo: ExitStack) -> None:
    for folder in missing_folders([change.path]) if change.content is not None else ():
        folder.mkdir()
        undo.callback(_remove_folder, folder)
    if change.path.is_dir():
        raise MachineError(f"{change.path} is a folder where a file belongs; move it away and run it again")
    before = change.path.read_bytes() if change.path.exists() else None
    put(change)
    undo.callback(_restore, FileChange(change.path, before, change.staging))


def replace(path: Path, content: bytes) -> None:
    """Write a file in one step. Raises MachineError; after a failure the old file is whole."""
    apply([FileChange(path, content)], "choose another folder, or close the program that has the file open")


def put(change: FileChange) -> None:
    """Make one change in one step, in a folder that exists: after any failure or interrupt the old file is whole."""
    content = change.content
    if content is None:
        change.path.unlink(missing_ok=True)
        return
    write_bytes(change.path, content, standing_digest(change.path), change.staging)


def _restore(change: FileChange) -> None:
    with suppress(OSError):  # what failed is told already, and the other files still have to be restored
        put(change)


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()

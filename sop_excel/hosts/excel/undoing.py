"""The way back from changes of an open workbook, step by step, the last one first."""

from __future__ import annotations

from collections.abc import Callable

from sop_excel.errors import MachineError


class MixedError(MachineError):
    """Excel failed in the middle of writing, and not everything could be put back."""


class Undo:
    """What undoes each step that was begun, and what it puts back."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, Callable[[], None]]] = []

    def add(self, what: str, undo: Callable[[], None]) -> None:
        """Note how the next step is undone, before it is begun."""
        self._steps.append((what, undo))

    def run(self, error: BaseException) -> None:
        """Undo what can be undone, the last step first; MixedError names what could not."""
        left = []
        while self._steps:
            what, undo = self._steps.pop()
            try:
                undo()
            except Exception:  # each kind of Excel has its own class of refusal, and the rest must be put back too
                left.append(what)
        if left:
            advice = "close the workbook without saving and open it again"
            kept = ", ".join(dict.fromkeys(left))
            raise MixedError(f"Excel failed ({error}) and did not let us put back {kept}: {advice}") from error

"""A signal that ends a command ends it as such, whatever breaks on the way."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import pytest

from sop_excel.errors import Stopped
from sop_excel.hosts.cli.signals import stoppable
from sop_excel.model.engine.deadline import check

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")


def loaded(stopped: bool) -> None:
    """As a library ends that is stopped while it is loaded, or that is broken."""
    try:
        if stopped:
            signal.raise_signal(signal.SIGTERM)
    except Stopped:
        pass
    raise ImportError("initialization failed")


def test_what_fails_after_a_signal_is_that_it_was_stopped() -> None:
    """A library that was being loaded says that it cannot be; one that is broken without a signal says so."""
    with pytest.raises(Stopped) as ended, stoppable(False):
        loaded(stopped=True)
    assert ended.value.args == (signal.SIGTERM,)
    with pytest.raises(ImportError, match="initialization failed"), stoppable(False):
        loaded(stopped=False)


class Thrown:
    """What does something more when it is thrown away, as an archive that was left open does."""

    def __init__(self, last: Callable[[], object]) -> None:
        self.last = last

    def __del__(self) -> None:
        self.last()


def stopped_while_it_is_thrown_away(look: Callable[[], object], went_on: list[str]) -> None:
    """Work in which the signal comes there."""
    Thrown(lambda: signal.raise_signal(signal.SIGTERM))
    look()
    went_on.append("to the end")


@pytest.mark.parametrize(("look", "to_the_end"), [(check, False), (list, True)], ids=["a look", "no look"])
def test_a_signal_while_something_is_thrown_away_is_heard(
    look: Callable[[], object], to_the_end: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python lets nothing out from there: work of ours stops at its next look, all else in the end."""
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda fault: told.append(fault.exc_type))
    went_on: list[str] = []
    with pytest.raises(Stopped) as ended, stoppable(False):
        stopped_while_it_is_thrown_away(look, went_on)
    assert (ended.value.args, bool(went_on), told) == ((signal.SIGTERM,), to_the_end, [])


def test_what_fails_while_it_is_thrown_away_is_told_as_ever_where_nobody_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And whoever hears of it before hears of it again after."""
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda fault: told.append(fault.exc_type))
    before = sys.unraisablehook
    with stoppable(False):
        Thrown(lambda: 1 // 0)
    assert (told, sys.unraisablehook) == ([ZeroDivisionError], before)

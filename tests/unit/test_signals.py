"""A signal that ends a command ends it as such, whatever breaks on the way."""

from __future__ import annotations

import math
import signal
import sys
import threading
from collections.abc import Callable

import pytest

from sop_excel.errors import Stopped
from sop_excel.hosts.cli.signals import SETTLED, stoppable
from sop_excel.model.engine.deadline import check, hurried
from sop_excel.model.engine.progress import searching

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


def signalled(told: Callable[[str], None] | None, best: float, *numbers: int) -> None:
    """A search whose best costs so much, in which these signals come."""
    with stoppable(False, told), searching() as search:
        search.report(best)
        for number in numbers:
            signal.raise_signal(number)
            assert hurried()


def test_an_interrupt_settles_a_search_with_a_plan_once_and_any_other_signal_stops() -> None:
    """Told once for each signal, however many threads hear of it."""
    for other in (signal.SIGINT, signal.SIGTERM):
        told: list[str] = []
        with pytest.raises(Stopped) as ended:
            signalled(told.append, 5.0, signal.SIGINT, other)
        assert (ended.value.args, told) == ((other,), [SETTLED])


def test_an_interrupt_without_a_plan_or_of_a_command_that_writes_none_stops() -> None:
    """Nothing is told of it beside the end."""
    told: list[str] = []
    for tell, best in ((told.append, math.inf), (None, 5.0)):
        with pytest.raises(Stopped):
            signalled(tell, best, signal.SIGINT)
    assert told == []


def test_a_signal_amid_what_is_told_holds_nobody_up() -> None:
    """Whoever tells has a lock of their own, which the main thread may have when the signal comes."""
    for _ in range(20):
        telling, told = threading.RLock(), threading.Event()

        def tell(text: str, telling: threading.RLock = telling, told: threading.Event = told) -> None:
            with telling:
                told.set()

        with stoppable(False, tell), searching() as search:
            search.report(best=5.0)
            with telling:
                signal.raise_signal(signal.SIGINT)
                assert hurried()
            assert told.wait(20.0)

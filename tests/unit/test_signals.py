"""A signal that ends a command ends it as such, whatever breaks on the way."""

from __future__ import annotations

import signal
import sys

import pytest

from sop_excel.errors import Stopped
from sop_excel.hosts.cli.signals import stoppable

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

"""Which place is next: one elsewhere that was free for longest, else one of this machine."""

from __future__ import annotations

import os

import pytest

from sop_excel.errors import DeadlineError
from sop_excel.hosts.cluster.places import HERE, MOST, Places
from sop_excel.model.engine.deadline import within


def test_workers_take_turns_and_this_machine_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has as many places as threads; what must be done at home waits for a place there."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    places = Places({"b": 1, "a": 2})
    assert places.count == 4
    with places.one() as first, places.one() as second, places.one() as third, places.one() as last:
        assert (first, second, third, last) == ("a", "b", "a", HERE)
        with pytest.raises(DeadlineError), within(0.01), places.one():
            pass
    with places.one(at_home=True) as home, places.one() as next_one:
        assert (home, next_one) == (HERE, "a")
        with pytest.raises(DeadlineError), within(0.01), places.one(at_home=True):
            pass


def test_a_worker_that_is_dropped_has_no_place_any_more() -> None:
    """Nor when a task comes back from it; it is dropped once."""
    places = Places({"a": 1, "b": 1})
    with places.one() as first:
        assert first == "a"
        assert (places.drop("a"), places.drop("a")) == (True, False)
    with places.one() as second, places.one() as third:
        assert (second, third) == ("b", HERE)
    assert places.workers == ["b"]


def test_no_worker_leaves_no_places_and_very_many_leave_enough() -> None:
    """Without any, nothing is to be shared out; what waits for answers takes memory too."""
    assert Places({}).count == 0
    assert Places({f"w{k}": 8 for k in range(100)}).count == MOST + (os.cpu_count() or 1)

"""Which rows and columns of a table take their formats from which, and in what order they are copied.

Of rows there are as few pastes as their repetition allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Tile(NamedTuple):
    """``times`` copies, one below the other, of ``height`` rows: of those from ``source``, to those from ``first``."""

    source: int
    first: int
    height: int
    times: int


def copies(sources: Sequence[int]) -> list[tuple[int, int]]:
    """The copies (from, to) that give each column the formats of its source, none copied over before it is copied.

    Columns that a planner has exchanged with each other keep the formats of their places.

    >>> copies([0, 1, 1, 2])
    [(2, 3), (1, 2)]
    >>> copies([0, 2, 3, 3]), copies([1, 0])
    ([(2, 1), (3, 2)], [])
    """
    moving = {target: source for target, source in enumerate(sources) if source != target}
    uses = Counter(moving.values())
    ready, found = [target for target in moving if not uses[target]], []
    while ready:
        target = ready.pop()
        source = moving[target]
        found.append((source, target))
        uses[source] -= 1
        if source in moving and not uses[source]:
            ready.append(source)
    return found


def tiles(sources: Sequence[int], old_rows: int) -> list[Tile]:
    """The pastes, in their order, that give each new row the formats of its source; rows count from 0.

    ``sources[k]`` is the old row whose formats row ``k`` has; there were ``old_rows``. Rows that keep their own need no
    paste. Sources are old rows, so those below the old table come first, then the others from the bottom up, since
    their sources mostly lie above.

    >>> tiles([0, 1, 0, 1, 0, 1], 2)
    [Tile(source=0, first=2, height=2, times=2)]
    >>> tiles([0, 1, 2], 3)
    []
    """
    inside: list[Tile] = []
    below: list[Tile] = []
    for run in _runs(sources, old_rows):
        if run.first < old_rows:
            inside.append(run)
        elif below and _continues(below[-1], run):
            below[-1] = below[-1]._replace(times=below[-1].times + 1)
        else:
            below.append(run)
    return [*below, *reversed([run for run in inside if run.source != run.first])]


def _continues(tile: Tile, run: Tile) -> bool:
    ends = tile.first + tile.height * tile.times
    return (tile.source, tile.height, ends) == (run.source, run.height, run.first)


def _runs(sources: Sequence[int], border: int) -> Iterator[Tile]:
    """Rows that follow one another and whose sources do too, on one side of the border."""
    start = 0
    for row in range(1, len(sources) + 1):
        if row in (len(sources), border) or sources[row] != sources[row - 1] + 1:
            yield Tile(sources[start], start, row - start, 1)
            start = row

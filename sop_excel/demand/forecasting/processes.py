"""Work on all processors: pieces of it in processes of their own, in order, and ended with whoever asked for it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Piece = TypeVar("Piece")
Done = TypeVar("Done")


def on_all_processors(work: Callable[[Piece], Done], pieces: Sequence[Piece], processes: int) -> Iterator[Done]:
    """``work`` on each piece, in the order of the pieces; in this process where others cannot be started or end early.

    On a stop (KeyboardInterrupt), or where no more of it is asked for, all that still runs is ended.
    """
    from concurrent.futures.process import BrokenProcessPool  # here, as a formula's answer needs no other process

    finished = 0
    if processes > 1 and len(pieces) > 1:
        try:
            for done in _in_processes(work, pieces, min(processes, len(pieces))):
                yield done
                finished += 1
        except (BrokenProcessPool, OSError):  # too little memory for several, or they may not be started here
            pass
    for piece in pieces[finished:]:
        yield work(piece)


def _in_processes(work: Callable[[Piece], Done], pieces: Sequence[Piece], processes: int) -> Iterator[Done]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    others = active_children()
    # Started afresh: a copy of this process would have its threads' locks, and Windows has no copies.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_follow)
    try:
        yield from pool.map(work, pieces)
    except BaseException:
        for child in active_children():
            if child not in others:
                child.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _follow() -> None:
    """Leave stops to the process that asked, and end with it, however it ends."""
    from multiprocessing import parent_process

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.join,), daemon=True).start()


def _end_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)


def processors() -> int:
    """How many processors this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1

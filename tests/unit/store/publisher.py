"""Many publishers, each in a process of its own: ``python -m tests.unit.store.publisher PUBLISHERS RUNS FORCE URL``.

Publisher n plans run n-k for each k below RUNS, and when all publishers have, each keeps and publishes its runs. What
came of each is written, a line a run. They are forked, so that loading the program is paid for once.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import timedelta

from sop_excel.errors import InputError
from sop_excel.store import journal
from sop_excel.store.publish import PublishOptions, publish
from tests.unit.store.books import MemoryBook, inputs, kept_run, planned


def main(publishers: int, count: int, force: bool, url: str) -> int:
    """Fork them, let them start together, and wait for all; the number of those that failed."""
    start, begin = os.pipe()
    ready, is_ready = os.pipe()
    children = []
    for number in range(publishers):
        child = os.fork()
        if not child:
            os.close(begin)
            os._exit(_guarded(number, count, force, url, start, is_ready))
        children.append(child)
    os.close(is_ready)
    for _ in children:
        os.read(ready, 1)
    os.close(begin)  # which they all wait for
    return sum(os.waitpid(child, 0)[1] != 0 for child in children)


def _guarded(number: int, count: int, force: bool, url: str, start: int, ready: int) -> int:
    """The exit status of one."""
    try:
        runs = [(f"{number}-{k}", inputs(demand=10.0 + number + k / 10)) for k in range(count)]
        books = [planned(name, tables) for name, tables in runs]
        kept = [kept_run(name, tables, timedelta(minutes=k)) for k, (name, tables) in enumerate(runs)]
        os.write(ready, b".")
        os.read(start, 1)
        for run, book in zip(kept, books, strict=True):
            journal.keep(run)
            options = PublishOptions(url, force, "all at once" if force else "", f"planner {number}")
            os.write(1, f"{_published(book, options)}\n".encode())
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _published(book: MemoryBook, options: PublishOptions) -> str:
    try:
        done = publish(book, options)
    except InputError as error:
        return "refused" if "published run" in str(error) else str(error)
    return f"{'published' if done.is_new else 'unchanged'} {done.sums.rows}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "force", sys.argv[4]))

"""The help page that the ribbon opens: a web page, because every machine can show one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from sop_excel import __version__
from sop_excel.functions.function_reference import reference as functions
from sop_excel.sheets.table_reference import reference as tables

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>sop-excel: help</title>
<style>
body { font: 15px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em }
table { border-collapse: collapse } th, td { border: 1px solid #bbb; padding: .2em .5em; text-align: left }
</style></head><body>
"""
_START = f"""# sop-excel {__version__}

Start with **New from template** on the tab S&OP, or give your own workbook Excel Tables of the names below. Fill them,
then press **Optimize plan**. **Check inputs** lists every problem with its cell and plans nothing.

When a button does nothing, open a terminal and run `sop-excel doctor`: it says what is wrong and what to do.

"""
_MARKS = ((r"`([^`]+)`", r"<code>\1</code>"), (r"\*\*([^*]+)\*\*", r"<b>\1</b>"), (r"\*([^*]+)\*", r"<i>\1</i>"))


def help_page() -> str:
    """How to start, every table, column, unit and default, and the worksheet functions, as HTML."""
    return f"{_HEAD}{''.join(_blocks(_START + tables() + functions()))}</body></html>\n"


def _blocks(text: str) -> Iterator[str]:
    """The part of Markdown that our reference uses, as HTML.

    >>> list(_blocks("# A `b`"))
    ['<h1>A <code>b</code></h1>\\n']
    """
    for kind, lines in groupby(text.splitlines(), _kind):
        if kind == "heading":
            yield from map(_heading, lines)
        elif kind == "table":
            yield _table(lines)
        elif kind == "text":
            yield f"<p>{_inline(' '.join(lines))}</p>\n"


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    return "text" if line.strip() else ""


def _heading(line: str) -> str:
    level = len(line) - len(line.lstrip("#"))
    return f"<h{level}>{_inline(line[level:].strip())}</h{level}>\n"


def _table(lines: Iterable[str]) -> str:
    head, _, *rows = lines
    body = "".join(_row(line, "td") for line in rows)
    return f"<table>\n{_row(head, 'th')}{body}</table>\n"


def _row(line: str, tag: str) -> str:
    cells = line.strip().strip("|").split("|")
    return f"<tr>{''.join(f'<{tag}>{_inline(cell.strip())}</{tag}>' for cell in cells)}</tr>\n"


def _inline(text: str) -> str:
    text = html.escape(text, quote=False)
    for mark, meaning in _MARKS:
        text = re.sub(mark, meaning, text)
    return text

"""A model and a plan as short pages of a notebook; whatever the planner typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from sop_excel.domain.vocabulary import shortened

MOST_LINES = 12  # of one list


def table_html(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A small table; its first column holds words and the others hold numbers.

    >>> table_html(["Cost", "EUR"], [("A & B", "5")])
    '<table><thead><tr><th style="text-align:left">Cost</th><th>EUR</th></tr></thead><tbody><tr><td \
style="text-align:left">A &amp; B</td><td>5</td></tr></tbody></table>'
    """
    left = ' style="text-align:left"'
    head = "".join(f"<th{'' if n else left}>{_text(one)}</th>" for n, one in enumerate(headers))
    lines = ("".join(f"<td{'' if n else left}>{_text(one)}</td>" for n, one in enumerate(row)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def list_html(title: str, lines: Sequence[str]) -> str:
    """A list below its title, no longer than a page; nothing where there are no lines.

    >>> list_html("Notes", ["<b>"]), list_html("Notes", [])
    ('<p>Notes</p><ul><li>&lt;b&gt;</li></ul>', '')
    """
    if not lines:
        return ""
    more = [f"and {len(lines) - MOST_LINES:,} more"] if len(lines) > MOST_LINES else []
    items = "".join(f"<li>{escape(one)}</li>" for one in [*lines[:MOST_LINES], *more])
    return f"<p>{escape(title)}</p><ul>{items}</ul>"


def paragraph(text: str, strong: str = "") -> str:
    """A line of text, with a word in front that stands out.

    >>> paragraph("2 products", "plan")
    '<p><b>plan</b> 2 products</p>'
    """
    return f"<p><b>{_text(strong)}</b> {escape(text)}</p>" if strong else f"<p>{escape(text)}</p>"


def _text(text: str) -> str:
    return escape(shortened(text))

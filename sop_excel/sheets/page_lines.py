"""What the page for the meeting says in sentences: the first that a planner would tell of a plan, in table RunInfo."""

from __future__ import annotations

from collections.abc import Iterator

from sop_excel.domain.explanation import SINCE_FORMER, Explanation
from sop_excel.domain.missed_limits import in_one_line
from sop_excel.domain.plan import Found, Plan
from sop_excel.domain.said import in_language

MOST = 4  # lines
ROOM = 215  # letters that one line of the page has room for
_ELSEWHERE = ("total", SINCE_FORMER)  # kinds that stand on the page already: its key figures, and the line above them


def said_field(k: int) -> str:
    """The field with the k-th line, from 1."""
    return f"Said {k}"


def said(found: Found, told: Explanation) -> dict[str, str]:
    """The fields with the lines: which limits are missed, then the explanation from its beginning; of no plan why
    there is none. Of a reason only so much is told as there is room for."""
    lines = [line for line in _lines(found, told) if line]
    return {said_field(k): line for k, line in enumerate(lines[:MOST], 1)}


def _lines(found: Found, told: Explanation) -> Iterator[str]:
    language = found.problem.language
    if isinstance(found, Plan):
        yield in_language(in_one_line(found.problem, found.quantities), language)
    for sentence in told.sentences:
        if sentence.kind not in _ELSEWHERE:
            yield _fitted(in_language(sentence.what, language), in_language(sentence.why, language))
    if told.own_rule and told.own_rule.sentence not in told.sentences:
        yield f"{in_language(told.own_rule.line, language)}."


def _fitted(what: str, why: str) -> str:
    """A sentence without the last clauses of its reason, if it is too long."""
    clauses = why.split("; ")
    lines = [f"{what}: {'; '.join(clauses[:n])}." for n in range(len(clauses), 0, -1)]
    return next((line for line in lines if len(line) <= ROOM), f"{what}.")

"""Problems of the input as sentences, which can be said in other languages as far as their parts can."""

from __future__ import annotations

from dataclasses import replace

from sop_excel.domain.said import Said, in_language, say
from sop_excel.errors import Issue


def told_issue(issue: Issue) -> Said:
    """A problem in one line, in English as its own text.

    >>> one = Issue("Demand!C7", "Demand[2025-02]", say("a number >= 0"), "'n/a'", say("clear the cell"))
    >>> told_issue(one) == str(one), in_language(told_issue(one), "es")
    (True, "Demand!C7: Demand[2025-02]: se esperaba un número >= 0, encontrado: 'n/a'; vacíe la celda")
    """
    where = f"{issue.place}: {issue.subject}" if issue.subject else issue.place
    told = {"expected": issue.expected, "found": issue.found, "advice": issue.advice}
    return say("{place}: expected {expected}, found {found}; {advice}", place=where, **told)


def issue_in(issue: Issue, language: str) -> Issue:
    """A problem whose parts stand in one of ``LANGUAGES``."""
    parts = {"expected": issue.expected, "found": issue.found, "advice": issue.advice}
    return replace(issue, **{name: in_language(part, language) for name, part in parts.items()})


def line_in(told: str | Issue, language: str) -> str:
    """A problem, or any other text, as one line in one of ``LANGUAGES``."""
    return in_language(told_issue(told) if isinstance(told, Issue) else told, language)

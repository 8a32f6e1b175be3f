"""All that is written of an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.certificate_terms import Certificate
from sop_excel.domain.explanation import Explanation
from sop_excel.domain.plan import Found


@dataclass(frozen=True)
class Report:
    """An answer with its explanation and, of a plan, its certificate; all notes, and the seconds of every step; and
    the answers to the scenarios, where all were planned."""

    found: Found
    explanation: Explanation = field(default_factory=Explanation)
    certificate: Certificate | None = None
    notes: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    scenarios: tuple[Found, ...] = ()

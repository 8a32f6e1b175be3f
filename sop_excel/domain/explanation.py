"""What explains a plan: the value of one unit more or less of each capacity, and sentences with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.fields import Array


@dataclass(frozen=True)
class Marginals:
    """Money saved by one unit more of each regular capacity, and lost by one unit less; (R, T), ``nan`` is not known.

    They differ at a kink. ``notes`` say why a value is missing.
    """

    one_more: Array
    one_less: Array
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """One statement about a plan: what is so, and why.

    ``kind`` names the rule that it follows, ``item`` the product or resource and ``period`` the period it is about
    (either may be empty), ``worth`` the money at stake. ``figures`` are the numbers behind its words, by name.
    """

    kind: str
    item: str
    period: str
    what: str
    why: str
    worth: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence as it is read aloud.

        >>> Sentence("total", "", "", "The plan costs 5 EUR", "no plan costs less", 5.0).text
        'The plan costs 5 EUR: no plan costs less.'
        """
        return f"{self.what}: {self.why}."


@dataclass(frozen=True)
class Explanation:
    """Why an answer is as it is: the sentences, the most valuable first; for a plan the value of one unit more and less
    of every capacity; what is missing of it, as notes; and the seconds that it took."""

    sentences: tuple[Sentence, ...] = ()
    marginals: Marginals | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

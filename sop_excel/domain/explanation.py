"""What explains a plan: the value of one unit more or less of each capacity, and sentences with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sop_excel.domain.cost_of_calm import Calm
from sop_excel.domain.fields import Array
from sop_excel.domain.fixed_production import NOTHING_FIXED, FixedProduction
from sop_excel.domain.said import say


@dataclass(frozen=True)
class Marginals:
    """Money saved by one unit more of each regular capacity, and lost by one unit less; (R, T), ``nan`` is not known.

    They differ at a kink. ``of_limits`` is the money saved by one unit of room in each limit of table Limits (K, T).
    ``notes`` say why a value is missing.
    """

    one_more: Array
    one_less: Array
    notes: tuple[str, ...] = ()
    of_limits: Array | None = None


# The kinds of the sentences that are told before all others, in this order: what a plan costs, what limits it, and what
# is built ahead for that. What the planner's own rule would cost comes after them.
LEADING = ("total", "calm", "line", "lines", "built ahead")
SINCE_FORMER = "since former"  # the kind of the sentence on what changed since the plan before


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
        return say("{what}: {why}.", what=self.what, why=self.why)


@dataclass(frozen=True)
class OwnRule:
    """The rule by which the planner would plan, beside the plan: one of ``OWN_RULES``, its periods (None: it has none)
    and the words for it; its total cost, and what it costs (less revenue) more than the plan (money); and the sentence.

    Where the rule cannot keep the limits, ``total_cost`` and ``difference`` are None, and ``short`` units of demand
    stay unserved that may not.
    """

    rule: str
    periods: float | None
    words: str
    total_cost: float | None
    difference: float | None
    short: float
    sentence: Sentence

    @property
    def line(self) -> str:
        """What is said of it where there is one line for it; where it has no cost, with the reason."""
        told = self.sentence
        return told.what if self.total_cost is not None else say("{what}: {why}", what=told.what, why=told.why)


@dataclass(frozen=True)
class Explanation:
    """Why an answer is as it is: the sentences, the most valuable first; for a plan the value of one unit more and less
    of every capacity, the planner's own rule beside it, the cost of calm and the price of what is fixed; what is
    missing of it, as notes; and the seconds that it took."""

    sentences: tuple[Sentence, ...] = ()
    marginals: Marginals | None = None
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    own_rule: OwnRule | None = None
    calm: Calm | None = None
    overrides: FixedProduction = NOTHING_FIXED

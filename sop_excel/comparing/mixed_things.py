"""What runs along further axes in a mixture of two problems: routes, families of setups, limits and what they add up.

Which of them there are, and what they are of, comes from the problem of the capacity; of those for which a stock's
floor or target has given way, from that of the policy. Where such a thing has a price in both problems, that comes from
the problem of the costs; whether it has one at all is part of the thing. What is of a product that its problem lacks
comes from the one with the horizon, and so does what is of a period that the other lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sop_excel.comparing.input_groups import CAPACITY, COSTS, DEMAND, OPENING, POLICY, group_of_column
from sop_excel.domain.axes import (
    CLASSES,
    FAMILIES,
    LIMIT_TERMS,
    LIMITS,
    MEMBERS,
    NO_THINGS,
    PRODUCTS,
    RESOURCES,
    ROUTES,
    Link,
    Things,
)
from sop_excel.domain.combined_limits import STATED_AS, in_total, stands_in
from sop_excel.domain.fields import Array, Fields
from sop_excel.domain.problem import Problem
from sop_excel.domain.soft_limits import FINAL_INVENTORY, SAFETY_STOCK, TARGET_STOCK

Indices = NDArray[np.intp]
Source = tuple[Problem, int]  # a thing: whose it is, and its place there
Span = tuple[int, int]  # the first and the last period
_OF_POLICY = (SAFETY_STOCK, FINAL_INVENTORY, TARGET_STOCK)
_PRICES = {"below_cost", "above_cost"}  # of limits, which no column of products or resources is called
_PARTS = 6  # of the code of a term of table Limits: the last two are its periods


@dataclass(frozen=True)
class MixedThings:
    """The things of a mixture. ``frame`` gives the horizon, ``other`` is the problem that does not; ``sides`` says from
    which of the two each group comes; ``resources`` are the codes of the mixture, and ``periods`` where the periods of
    both stand in the frame and in the other."""

    frame: Problem
    other: Problem
    sides: Mapping[str, Problem]
    resources: tuple[str, ...]
    periods: tuple[Indices, Indices]

    def things(self) -> dict[str, Things]:
        """All of them by axis; those of the frame where nothing of the other is wanted."""
        if all(self.sides[group] is self.frame for group in (OPENING, DEMAND, CAPACITY, COSTS, POLICY)):
            return dict(self.frame.others)
        made = {ROUTES: self.routes, FAMILIES: self._families(), MEMBERS: self._members(), **self._limits()}
        made[CLASSES] = self._classes()
        return {
            **self.frame.others,
            **{axis: things for axis, things in made.items() if len(things) or axis in self.frame.others},
        }

    @cached_property
    def routes(self) -> Things:
        """The other routes of the products."""
        kept = self._sorted(ROUTES, self._of_products(ROUTES))
        links = {"product": Link(PRODUCTS, self._linked(kept, ROUTES, "product"))}
        names = {"name": tuple(one.items(ROUTES).texts["name"][k] for one, k in kept)}
        return Things(_codes(ROUTES, kept), self._fields(ROUTES, kept), links, names) if kept else NO_THINGS

    def _classes(self) -> Things:
        """Those of the demand's problem, with their orders at the start from that of the opening."""
        kept = self._sorted(CLASSES, self._of_products(CLASSES, DEMAND))
        if not kept:
            return NO_THINGS
        links = {"product": Link(PRODUCTS, self._linked(kept, CLASSES, "product"))}
        names = {"name": tuple(one.items(CLASSES).texts["name"][k] for one, k in kept)}
        fields, opening = self._fields(CLASSES, kept), self.sides[OPENING]
        owed = fields.initial_backorders.copy()
        for n, code in enumerate(_codes(CLASSES, kept)):
            if code in opening.codes(CLASSES):
                there = opening.codes(CLASSES).index(code)
                owed[n] = opening.items(CLASSES).fields.initial_backorders[there]
        return Things(_codes(CLASSES, kept), fields.replace(initial_backorders=owed), links, names)

    def _families(self) -> Things:
        kept = self._sorted(FAMILIES, self._all_families())
        links = {"resource": Link(RESOURCES, self._linked(kept, FAMILIES, "resource"))}
        return Things(_codes(FAMILIES, kept), self._fields(FAMILIES, kept), links) if kept else NO_THINGS

    def _all_families(self) -> list[Source]:
        """Those of the capacity's problem, and those of products that it lacks."""
        limits = self.sides[CAPACITY]
        own = [(limits, k) for k in range(len(limits.items(FAMILIES)))]
        known = set(limits.codes(FAMILIES))
        of = self.frame.items(MEMBERS).link("family")
        more = dict.fromkeys(int(of[n]) for one, n in self._of_products(MEMBERS) if one is not limits)
        return own + [(self.frame, k) for k in more if self.frame.codes(FAMILIES)[k] not in known]

    def _members(self) -> Things:
        kept = self._sorted(MEMBERS, self._of_products(MEMBERS))
        place = {code: k for k, code in enumerate(self._families().codes)}
        of = [place[one.codes(FAMILIES)[one.items(MEMBERS).link("family")[n]]] for one, n in kept]
        links = {
            "product": Link(PRODUCTS, self._linked(kept, MEMBERS, "product")),
            "family": Link(FAMILIES, np.array(of, dtype=np.intp)),
        }
        return Things(_codes(MEMBERS, kept), Fields({}), links) if kept else NO_THINGS

    def _of_products(self, axis: str, group: str = CAPACITY) -> list[Source]:
        """The things of products that the problem of the capacity, or of another group, has, and of those that it lacks
        the frame's."""
        limits, frame = self.sides[group], self.frame
        own = [(limits, k) for k, code in enumerate(_product_codes(limits, axis)) if code in frame.product_codes]
        lacking = [k for k, code in enumerate(_product_codes(frame, axis)) if code not in limits.product_codes]
        return own + [(frame, k) for k in lacking]

    def _sorted(self, axis: str, kept: Iterable[Source]) -> list[Source]:
        """In the order of the frame, others below by their codes."""
        place = {code: k for k, code in enumerate(self.frame.codes(axis))}
        return sorted(kept, key=lambda one: (place.get(code := one[0].codes(axis)[one[1]], len(place)), code))

    def _linked(self, kept: Sequence[Source], axis: str, name: str) -> Indices:
        """To which products or resources of the mixture the things lead, -1 for none."""
        codes = self.frame.product_codes if name == "product" else self.resources
        place = {code: n for n, code in enumerate(codes)}
        return np.array([place.get(_led(one, axis, name, k), -1) for one, k in kept], dtype=np.intp)

    def _fields(self, axis: str, kept: Sequence[Source]) -> Fields:
        return Fields({key: np.array([self._row(axis, key, *one) for one in kept])
                       for key in kept[0][0].items(axis).fields})  # fmt: skip

    def _row(self, axis: str, key: str, source: Problem, k: int) -> Array:
        """(T,) or () one field of a thing: a price from the costs' problem where that has one too."""
        row, code = self._own(axis, key, source, k), source.codes(axis)[k]
        costs = self.sides[COSTS]
        if not _is_price(key) or costs is source or code not in costs.codes(axis):
            return row
        priced = self._own(axis, key, costs, costs.codes(axis).index(code))
        if axis == CLASSES:  # whose costs say what is allowed, as those of products do
            return priced
        return np.where(np.isnan(row) | np.isnan(priced), row, priced)

    def _own(self, axis: str, key: str, source: Problem, k: int) -> Array:
        """(T,) or () as its problem has it; in periods that this lacks as in the frame, or as in its last one."""
        row: Array = np.asarray(source.items(axis).fields[key][k])
        if source is self.frame or row.ndim == 0:
            return row
        now, then = self.periods
        code = source.codes(axis)[k]
        if code in self.frame.codes(axis):
            laid = np.array(self.frame.items(axis).fields[key][self.frame.codes(axis).index(code)])
        else:
            laid = row[np.minimum(np.arange(len(self.frame.periods)), len(row) - 1)].copy()
        laid[now] = row[then]
        return laid

    def _limits(self) -> dict[str, Things]:
        """Limits, and what they add up."""
        kept = self._sorted(LIMITS, self._kept_limits())
        if not kept:
            return {LIMITS: NO_THINGS, LIMIT_TERMS: NO_THINGS}
        place = {one.codes(LIMITS)[k]: n for n, (one, k) in enumerate(kept)}
        terms = self._sorted(LIMIT_TERMS, [one for one in self._kept_terms() if _limit_of(*one) in place])
        spans = [self._span(*one) for one in terms]
        left = [one for one, span in zip(terms, spans, strict=True) if span]
        added = self._terms(left, [span for span in spans if span], place)
        names = _codes(LIMITS, kept)
        texts = {STATED_AS: tuple(one.items(LIMITS).texts[STATED_AS][k] for one, k in kept)}
        limits = Things(names, self._of_limits(kept, added), texts=texts)
        return {LIMITS: limits, LIMIT_TERMS: added if left else NO_THINGS}

    def _kept_limits(self) -> list[Source]:
        """The limits of the problem to whose group each belongs, and those of products that it lacks alone."""
        own = [(self.sides[group], k) for group in (CAPACITY, POLICY) for k in _limits_of(self.sides[group], group)]
        own = [one for one in own if self._is_left(*one)]
        return own + [(self.frame, k) for k in self._of_frame]

    @cached_property
    def _of_frame(self) -> list[int]:
        """The limits that the frame alone has: of products that the other lacks, or of periods that it lacks."""
        terms, found = self.frame.items(LIMIT_TERMS), []
        for k, code in enumerate(self.frame.codes(LIMITS)):
            own = [n for n in np.flatnonzero(terms.link("limit") == k).tolist() if self._is_here(self.frame, n)]
            if own and code not in self.sides[_group_of(self.frame, k)].codes(LIMITS):
                found += [k] if self._is_apart(k) or not any(map(self._is_known, own)) else []
        return found

    def _is_left(self, source: Problem, k: int) -> bool:
        """Whether a limit has anything to say of the frame's periods."""
        if source is self.frame or source.codes(LIMITS)[k] in self.frame.codes(LIMITS):
            return True
        if in_total(source)[k]:
            own = np.flatnonzero(source.items(LIMIT_TERMS).link("limit") == k).tolist()
            return any(self._span(source, n) is not None for n in own)
        stated = _stated(source, k)
        return bool(stated[self.periods[1]].any() or stated[-1])

    def _is_apart(self, k: int) -> bool:
        """Whether a limit of the frame tells of periods which the other lacks; one in total of no others."""
        lacking = ~np.isin(np.arange(len(self.frame.periods)), self.periods[0])
        if not in_total(self.frame)[k]:
            return bool((_stated(self.frame, k) & lacking).any())
        own = np.flatnonzero(self.frame.items(LIMIT_TERMS).link("limit") == k).tolist()
        return all(bool(lacking[first : last + 1].all()) for first, last in (_ends(self.frame, n) for n in own))

    def _kept_terms(self) -> list[Source]:
        own = [
            (side, n)
            for group in (CAPACITY, POLICY)
            for side in [self.sides[group]]
            for n in range(len(side.items(LIMIT_TERMS)))
            if _group_of(side, int(side.items(LIMIT_TERMS).link("limit")[n])) == group and self._is_here(side, n)
        ]
        of = self.frame.items(LIMIT_TERMS).link("limit").tolist()
        of_frame = [n for n, k in enumerate(of) if k in self._of_frame or not self._is_known(n)]
        return own + [(self.frame, n) for n in of_frame if self._is_here(self.frame, n)]

    def _is_here(self, side: Problem, n: int) -> bool:
        """Whether the mixture has the product or resource of a term."""
        product, resource = (_led(side, LIMIT_TERMS, name, n) for name in ("product", "resource"))
        return product in self.frame.product_codes or resource in self.resources

    def _is_known(self, n: int) -> bool:
        """Whether the problem of its group has the product or resource of a term of the frame."""
        side = self.sides[_group_of(self.frame, int(self.frame.items(LIMIT_TERMS).link("limit")[n]))]
        product, resource = (_led(self.frame, LIMIT_TERMS, name, n) for name in ("product", "resource"))
        return side is self.frame or product in side.product_codes or resource in side.resource_codes

    def _span(self, source: Problem, n: int) -> Span | None:
        """From which period of the frame to which a term counts; those of the frame's own term where both say the same
        of the periods that both have. None where none of its periods is left."""
        first, last = _ends(source, n)
        if source is self.frame:
            return first, last
        now, then = self.periods
        own = now[(then >= first) & (then <= last)]
        for m in range(len(self.frame.items(LIMIT_TERMS))):
            start, end = _ends(self.frame, m)
            if _said(self.frame, m) == _said(source, n) and np.array_equal(own, now[(now >= start) & (now <= end)]):
                return start, end
        from_start, to_end = first == 0, last == len(source.periods) - 1
        if not own.size:
            return (0, len(self.frame.periods) - 1) if from_start and to_end else None
        return 0 if from_start else int(own[0]), len(self.frame.periods) - 1 if to_end else int(own[-1])

    def _terms(self, terms: Sequence[Source], spans: Sequence[Span], place: Mapping[str, int]) -> Things:
        first, last = (np.array([span[end] for span in spans], dtype=float) for end in (0, 1))
        numbers = {
            key: np.array([one.items(LIMIT_TERMS).fields[key][n] for one, n in terms], dtype=float)
            for key in ("measure", "coefficient")
        }
        links = {name: Link(axis, self._linked(terms, LIMIT_TERMS, name))
                 for name, axis in (("product", PRODUCTS), ("resource", RESOURCES))}  # fmt: skip
        of = np.array([place[_limit_of(*one)] for one in terms], dtype=np.intp)
        codes = tuple(_code(_said(*one), span) for one, span in zip(terms, spans, strict=True))
        fields = Fields({**numbers, "first": first, "last": last})
        return Things(codes, fields, {"limit": Link(LIMITS, of), **links})

    def _of_limits(self, kept: Sequence[Source], added: Things) -> Fields:
        """The numbers of the limits: of one in total in the last of its periods, else in each that it adds up."""
        periods = len(self.frame.periods)
        fields = {key: values.copy() for key, values in self._fields(LIMITS, kept).items()}
        stands = np.zeros((len(kept), periods), dtype=bool)
        for n, k in enumerate(added.link("limit").tolist()):
            stands[k, int(added.fields["first"][n]) : int(added.fields["last"][n]) + 1] = True
        for k in np.flatnonzero((fields["in_total"] > 0) & stands.any(axis=1)).tolist():
            last = int(np.flatnonzero(stands[k])[-1])
            stands[k] = np.arange(periods) == last
            for key in ("minimum", "maximum", *sorted(_PRICES)):
                fields[key][k, last] = self._in_total(key, *kept[k])
        terms = self.frame.items(LIMIT_TERMS)
        for n, (one, k) in enumerate(kept):
            if one is self.frame and k in self._of_frame and not in_total(one)[k]:
                of_known = any(self._is_known(m) for m in np.flatnonzero(terms.link("limit") == k).tolist())
                stands[n, self.periods[0]] &= not of_known  # there the other problem knows of no such limit
        for key in ("minimum", "maximum", *sorted(_PRICES)):
            fields[key] = np.where(stands, fields[key], np.nan)
        return Fields(fields)

    def _in_total(self, key: str, source: Problem, k: int) -> float:
        """The number of a limit in total, whose period is the last of its problem."""
        own = _total(source, key, k)
        costs, code = self.sides[COSTS], source.codes(LIMITS)[k]
        if key not in _PRICES or np.isnan(own) or code not in costs.codes(LIMITS):
            return own
        priced = _total(costs, key, costs.codes(LIMITS).index(code))
        return own if np.isnan(priced) else priced


def _is_price(key: str) -> bool:
    return key in _PRICES or group_of_column(key) == COSTS


def _codes(axis: str, kept: Iterable[Source]) -> tuple[str, ...]:
    return tuple(one.codes(axis)[k] for one, k in kept)


def _led(problem: Problem, axis: str, name: str, k: int) -> str:
    """The code of the product or resource to which a thing is linked, "" for none."""
    at = int(problem.items(axis).link(name)[k])
    codes = problem.product_codes if name == "product" else problem.resource_codes
    return codes[at] if at >= 0 else ""


def _product_codes(problem: Problem, axis: str) -> list[str]:
    return [_led(problem, axis, "product", k) for k in range(len(problem.items(axis)))]


def _group_of(problem: Problem, limit: int) -> str:
    """To which group a limit belongs: that of what has given way to it."""
    return POLICY if problem.items(LIMITS).texts[STATED_AS][limit] in _OF_POLICY else CAPACITY


def _limits_of(problem: Problem, group: str) -> list[int]:
    return [k for k in range(len(problem.items(LIMITS))) if _group_of(problem, k) == group]


def _limit_of(problem: Problem, n: int) -> str:
    return problem.codes(LIMITS)[int(problem.items(LIMIT_TERMS).link("limit")[n])]


def _stated(problem: Problem, k: int) -> NDArray[np.bool_]:
    """(T,) where a limit has a minimum or a maximum."""
    fields = problem.items(LIMITS).fields
    stated: NDArray[np.bool_] = ~np.isnan(fields.minimum[k]) | ~np.isnan(fields.maximum[k])
    return stated


def _ends(problem: Problem, n: int) -> tuple[int, int]:
    fields = problem.items(LIMIT_TERMS).fields
    return int(fields["first"][n]), int(fields["last"][n])


def _said(problem: Problem, n: int) -> tuple[str, ...]:
    """What a term says but its periods."""
    parts = problem.codes(LIMIT_TERMS)[n].split("\t")
    return tuple(parts[:-2] if len(parts) == _PARTS else parts)


def _code(said: Sequence[str], span: Span) -> str:
    ends = [f"{end:05}" for end in span] if len(said) == _PARTS - 2 else []
    return "\t".join([*said, *ends])


def _total(problem: Problem, key: str, k: int) -> float:
    return float(problem.items(LIMITS).fields[key][k, stands_in(problem)[k]])

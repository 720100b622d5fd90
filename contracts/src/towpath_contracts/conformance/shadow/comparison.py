"""Everything that both said, held against each other: counts, agreement, differences and delays."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from towpath_contracts.conformance.shadow.differences import Verdict, fields
from towpath_contracts.conformance.shadow.matching import options
from towpath_contracts.conformance.shadow.pairs import Answer, Pair, pairs
from towpath_contracts.event import Event
from towpath_contracts.events.matching import MatchAnswer
from towpath_contracts.events.referral import MatchRequest
from towpath_contracts.roles import Role

AT_ONCE = 10_000
"""Milliseconds. What was asked longer than that before the shadow's first answer lay there when the shadow began."""


@dataclass(frozen=True)
class Rules:
    """How answers of a role are paired and compared.

    ``asks`` are the events of which each wants one answer; empty for a role that also speaks of its own accord.
    """

    compare: Callable[[Event, Event, Collection[str]], Verdict]
    naming: Callable[[Event], str]
    asks: tuple[type[Event], ...] = ()


def _name(event: Event) -> str:
    return event.name if event.version == 1 else f"{event.name}.v{event.version}"


def _answer(event: Event) -> str:
    """Options stand in the place of none, and none in that of options."""
    return _name(event) if event.version > 1 or not isinstance(event, MatchAnswer) else "answer"


ANY = Rules(fields, _name)
RULES: Mapping[Role, Rules] = {Role.MATCHING: Rules(options, _answer, (MatchRequest,))}


class Found(NamedTuple):
    """A pair of which both are there, and how they stand to each other."""

    pair: Pair
    verdict: Verdict


class Delay(NamedTuple):
    """Milliseconds from a cause to its answer: of half of them at most ``p50``, of nineteen in twenty ``p95``."""

    p50: int
    p95: int


@dataclass(frozen=True)
class Delays:
    """The delays of both to the same causes, those that came while both ran."""

    count: int
    real: Delay
    shadow: Delay


@dataclass(frozen=True)
class Comparison:
    """What came out. ``before`` counts what only the real one answered, since the shadow did not run yet when it was
    asked; ``unanswered`` what neither did, None for a role that is not asked one by one. ``unreadable`` are the places
    of records of the shadow that are no events of the contracts, each with its fault.
    """

    both: Sequence[Found]
    only_real: Sequence[Pair]
    only_shadow: Sequence[Pair]
    before: int
    unanswered: int | None
    delays: Delays | None
    unreadable: Sequence[str] = ()

    @property
    def agreeing(self) -> int:
        """How many pairs agree."""
        return sum(found.verdict.agree for found in self.both)

    @property
    def counted(self) -> int:
        """How much was answered by either since the shadow runs: an answer that is missing is no agreement."""
        return len(self.both) + len(self.only_real) + len(self.only_shadow)

    @property
    def agreement(self) -> float | None:
        """The share that agrees, from 0 to 1; None where nothing was answered since the shadow runs."""
        return self.agreeing / self.counted if self.counted else None

    @property
    def waits(self) -> bool:
        """Whether either still owes an answer, or none was given by both yet."""
        return bool(self.only_real or self.only_shadow or self.unanswered) or not self.both

    def measures(self) -> dict[str, tuple[float, int]]:
        """Return the mean of every measure of the pairs, and over how many."""
        gathered: dict[str, list[float]] = defaultdict(list)
        for found in self.both:
            for name, share in found.verdict.measures:
                gathered[name].append(share)
        return {name: (sum(shares) / len(shares), len(shares)) for name, shares in gathered.items()}


def compared(
    rules: Rules,
    real: Sequence[Answer],
    shadow: Sequence[Answer],
    asked: Mapping[str, int],
    known: Collection[str] = (),
    unreadable: Sequence[str] = (),
) -> Comparison:
    """Compare all answers. ``asked`` has Kafka's time of every cause by id, ``known`` every id that was asked about."""
    found = pairs(real, shadow, asked, rules.naming)
    begun = min((pair.since for pair in found if pair.shadow is not None), default=math.inf)
    counted = [pair for pair in found if pair.since >= begun]
    both = [
        Found(pair, rules.compare(pair.real.event, pair.shadow.event, known))
        for pair in counted
        if pair.real is not None and pair.shadow is not None
    ]
    answered = {pair.key.cause for pair in found}
    return Comparison(
        both=both,
        only_real=[pair for pair in counted if pair.shadow is None],
        only_shadow=[pair for pair in counted if pair.real is None],
        before=len(found) - len(counted),
        unanswered=sum(cause not in answered for cause in asked) if rules.asks else None,
        delays=_delays([each.pair for each in both], min((answer.at for answer in shadow), default=0)),
        unreadable=unreadable,
    )


def _delays(found: Iterable[Pair], first: int) -> Delays | None:
    """``first`` is when the shadow was first heard: what lay there by then, it could only answer late."""
    real, shadow = [], []
    for pair in found:
        if (
            pair.asked is not None
            and pair.asked >= first - AT_ONCE
            and pair.real is not None
            and pair.shadow is not None
        ):
            real.append(pair.real.at - pair.asked)
            shadow.append(pair.shadow.at - pair.asked)
    return Delays(len(real), _delay(real), _delay(shadow)) if real else None


def _delay(delays: Sequence[int]) -> Delay:
    ordered = sorted(delays)
    return Delay(*(ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.95)))

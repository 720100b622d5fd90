"""What is known of an offer, and what a service's offers add up to. Pure; in whatever order the facts came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAYS = 90
"""The days that ``accepted_90d`` and ``ended_well_90d`` look back over, the present one among them."""


class Step(StrEnum):
    """What can happen to an offer; each is an event of the referral stream about a connection."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    STARTED = "started"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


LAST = frozenset((Step.REJECTED, Step.COMPLETED, Step.FAILED, Step.CANCELLED))
"""After these nothing more happens to an offer."""
TAKEN_ON = frozenset((Step.ACCEPTED, Step.STARTED, Step.COMPLETED))
"""Whoever takes part was accepted, whatever news of it is still on its way."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of one person to one service: whether it waits for an answer, and when it went well."""

    in_flight: bool
    accepted: datetime | None = None
    ended_well: datetime | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a service's offers add up to, and the moment from which on it is less if nothing else is heard."""

    in_flight: int
    accepted: int
    ended_well: int
    until: datetime | None


def offer_of(facts: Iterable[Mapping[str, Any]]) -> Offer:
    """Return what facts say of an offer. Each has a ``step`` and the moment ``at`` which it happened."""
    first: dict[Step, datetime] = {}
    for fact in facts:
        step = Step(fact["step"])
        first[step] = min(first.get(step, fact["at"]), fact["at"])
    return Offer(
        in_flight=first.keys() == {Step.REQUESTED},
        accepted=min((at for step, at in first.items() if step in TAKEN_ON), default=None),
        ended_well=first.get(Step.COMPLETED),
    )


def fades(at: datetime) -> datetime:
    """Return when what happened then is no longer of the last 90 days: at a midnight in London, so once a day."""
    day = at.astimezone(LONDON).date() + timedelta(days=DAYS)
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def counts_until(offer: Offer) -> datetime | None:
    """Return from when on an offer counts for nothing; None for one that waits for its answer."""
    if offer.in_flight:
        return None
    return max((fades(at) for at in (offer.accepted, offer.ended_well) if at), default=datetime.min.replace(tzinfo=UTC))


def figures(offers: Iterable[Offer], now: datetime) -> Figures:
    """Count the offers of a service at a moment."""
    known = list(offers)
    accepted = [fades(offer.accepted) for offer in known if offer.accepted and fades(offer.accepted) > now]
    ended_well = [fades(offer.ended_well) for offer in known if offer.ended_well and fades(offer.ended_well) > now]
    return Figures(
        in_flight=sum(offer.in_flight for offer in known),
        accepted=len(accepted),
        ended_well=len(ended_well),
        until=min((*accepted, *ended_well), default=None),
    )

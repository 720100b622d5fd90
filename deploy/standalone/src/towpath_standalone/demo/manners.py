"""How partner organisations deal with an offer: a deck, so that every manner is met even in a short demo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a partner says, so many days after what came before.

    ``what`` is accepted, waitlisted or rejected; attended or missed; completed, did-not-attend or stopped.
    """

    after: int
    what: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Manner:
    """What a partner says to one offer, in order; nothing at all is a manner too."""

    name: str
    says: tuple[Said, ...]


_COURSE = (Said(7, "attended"), Said(7, "attended"), Said(10, "completed"))
"""Long enough for the check-in, ten working days after the first session."""

PROMPT = Manner("accepts at once", (Said(0, "accepted"), *_COURSE))
ACCEPTS = Manner("accepts", (Said(1, "accepted"), *_COURSE))
WAITLISTS = Manner("has a waiting list", (Said(2, "waitlisted"), Said(14, "accepted"), *_COURSE))
FULL = Manner("is full", (Said(2, "rejected", "no-capacity"),))
NOT_FOR_THEM = Manner("is for others", (Said(3, "rejected", "not-eligible"),))
SILENT = Manner("does not answer", ())
NOT_SEEN = Manner("never saw them", (Said(1, "accepted"), Said(7, "missed"), Said(7, "did-not-attend")))
STOPPED = Manner("lost them", (Said(1, "accepted"), Said(7, "attended"), Said(5, "stopped")))

DECK = (
    *(ACCEPTS, PROMPT, SILENT, ACCEPTS, FULL, ACCEPTS, WAITLISTS, ACCEPTS, NOT_SEEN, PROMPT),
    *(ACCEPTS, NOT_FOR_THEM, ACCEPTS, PROMPT, STOPPED, ACCEPTS, SILENT, ACCEPTS, WAITLISTS, ACCEPTS),
)
"""Dealt in this order, over and over: of twenty offers seventeen get an answer, three of them a no or a stop."""

"""Which events are about an offer, and how a service's offers are counted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events import referral
from towpath_directory.commands import CountOffers
from towpath_directory.counting.facts import AT_ONCE, NEVER, Facts, Heard
from towpath_directory.counting.tick import Book, Count
from towpath_directory.offers.model import LAST, Step, counts_until, figures, offer_of
from towpath_directory.store import ENTRIES, OFFER_TALLIES
from towpath_runtime.aggregate import Document
from towpath_runtime.message import Message

OFFERS = "offer"

STEPS: Mapping[type[Event], Step] = {
    referral.ConnectionRequested: Step.REQUESTED,
    referral.ConnectionAccepted: Step.ACCEPTED,
    referral.ConnectionWaitlisted: Step.WAITLISTED,
    referral.ConnectionRejected: Step.REJECTED,
    referral.ConnectionStarted: Step.STARTED,
    referral.ConnectionCompleted: Step.COMPLETED,
    referral.ConnectionFailed: Step.FAILED,
    referral.ConnectionCancelled: Step.CANCELLED,
}


def route(received: Envelope) -> Iterable[Message]:
    """Address what is said of a connection to what is known of it. Only the request names the service."""
    event = received.event
    step = STEPS.get(type(event)) if event is not None else None
    if step is not None:
        service = (event.service,) if isinstance(event, referral.ConnectionRequested) else ()
        heard = Heard(received.id, received.time, {"step": step.value, "at": received.time}, service)
        yield Message.from_event(received, OFFERS, key=_connection(event), body=heard)


def _connection(event: Any) -> str:
    return str(event.connection)


def _until(facts: Facts) -> datetime:
    until = counts_until(offer_of(facts))
    return NEVER if until is None else max(until, AT_ONCE)


def _over(facts: Facts) -> bool:
    """One that goes on may end well after years, and its request alone says whose it is."""
    return any(Step(fact["step"]) in LAST for fact in facts)


def _count(tally: Document, offers: Sequence[Facts], now: datetime) -> Count:
    found = figures(map(offer_of, offers), now)
    says = CountOffers(tally["_id"], found.in_flight, found.accepted, found.ended_well)
    return Count(ENTRIES, says, NEVER if found.until is None else found.until)


BOOK = Book(facts=OFFERS, tallies=OFFER_TALLIES, until=_until, over=_over, counts=_count)
"""The facts are those of each connection, the tallies those of each service; what a count says, the listing decides."""

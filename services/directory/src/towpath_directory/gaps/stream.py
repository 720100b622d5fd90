"""Which events are about somebody who waits, and how those who wait for the same are counted."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from towpath_contracts.envelope import Envelope
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed
from towpath_contracts.events.referral import Closed
from towpath_directory.counting.facts import AT_ONCE, NEVER, Facts, Heard
from towpath_directory.counting.tick import Book, Count
from towpath_directory.gaps.commands import CountWaiting
from towpath_directory.gaps.decide import decide
from towpath_directory.gaps.evolve import evolve
from towpath_directory.gaps.model import Gap, gap_key, waiting_for, waits
from towpath_directory.gaps.store import GAP_TALLIES, GAPS, from_document, project, to_document
from towpath_runtime.aggregate import Aggregate, Document
from towpath_runtime.message import Message

SEEKERS = "seeker"
"""The facts about each referral that found nothing, by the referral's id."""


def gaps(raise_from: int) -> Aggregate[Gap]:
    """Return the aggregate of gaps, by need and area."""
    return Aggregate(
        name=GAPS,
        decide=partial(decide, raise_from),
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        project=project,
    )


def route(received: Envelope) -> Iterable[Message]:
    """Address an answer of matching, or the end of a case, to what is known of its referral."""
    heard = _heard(received)
    if heard is not None:
        yield Message.from_event(received, SEEKERS, body=heard)


def _heard(received: Envelope) -> Heard | None:
    answer = {"id": received.id, "at": received.time}
    match received.event:
        case NoMatchFound() as found:
            area = found.area.model_dump(mode="json", exclude_none=True)
            keys = tuple(gap_key(need, found.area.code) for need in found.needs_unmet)
            return Heard(received.id, received.time, answer | {"unmet": list(found.needs_unmet), "area": area}, keys)
        case OptionsProposed() as found:
            return Heard(received.id, received.time, answer | {"unmet": list(found.needs_unmet)})
        case Closed():
            return Heard(received.id, received.time, {"closed": True})
        case _:
            return None


def _until(facts: Facts) -> datetime:
    return NEVER if waits(facts) else AT_ONCE


def _over(facts: Facts) -> bool:
    """Whoever waits does so since then. To whoever does not, a newer answer says the same whatever was before it."""
    return not waits(facts)


def _count(tally: Document, referrals: Sequence[Facts], now: datetime) -> Count:
    key: str = tally["_id"]
    waiting = waiting_for(key, map(waits, referrals), tally.get("answered"))
    return Count(GAPS, CountWaiting(key.partition("/")[0], waiting), NEVER)


BOOK = Book(facts=SEEKERS, tallies=GAP_TALLIES, until=_until, over=_over, counts=_count)
"""The facts are those of each referral, the tallies those of each need and area."""

"""The rules of a listing: pure. What changes nothing says nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from towpath_contracts.codes import CapacityState
from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_contracts.listing import Listing
from towpath_directory.commands import Asked, CountOffers, HearCapacity, PublishListing, ReportCapacity, WithdrawListing
from towpath_directory.duplicates import merging
from towpath_directory.model import UNKNOWN, CapacityHeard, Entry, content_hash
from towpath_directory.refusals import (
    ListingChangedSince,
    ListingNotFound,
    LowestAgeAboveHighest,
    NewerReportKnown,
    OtherPublisher,
    ReportFromTheFuture,
    SpacesWithoutCapacity,
)

AHEAD = timedelta(minutes=5)
"""How far the clock of a reporter may be ahead of ours."""

FIGURES = ("offers_in_flight", "accepted_90d", "ended_well_90d")
"""What the directory counts itself, whatever others say of it."""
FULL = frozenset((CapacityState.NO_CAPACITY.value, CapacityState.CLOSED.value))


def decide(state: Entry | None, asked: Asked | merging.Merging, now: datetime) -> Sequence[Event]:
    """Return what happens. Raises what `refusals` names."""
    match asked:
        case PublishListing():
            return _publish(state or Entry(), asked)
        case WithdrawListing():
            return _withdraw(state, asked, now)
        case ReportCapacity():
            return _report(state, asked, now)
        case CountOffers():
            return _count(state, asked, now)
        case HearCapacity():
            return _hear(state, asked)
        case merging.MergeInto() | merging.StandIn() | merging.Release():
            if state is None:
                raise ListingNotFound
            return merging.decide(state, asked, _withdrawn(state, now))


def _publish(state: Entry, asked: PublishListing) -> Sequence[Event]:
    listing, known = asked.listing, state.listing
    if asked.expected is not None and (known is None or content_hash(known) != asked.expected):
        raise ListingChangedSince("read the listing again, and send its ETag as If-Match", field="If-Match")
    _check(listing)
    if state.merged is not None:
        return merging.sent_again(state.merged, asked)
    published = ServicePublished(listing=listing)
    if known is None:
        again = state.before_withdrawal
        return [published] if again is None else [published, again]
    if known.publisher != listing.publisher:
        raise OtherPublisher(
            "give the service an id of your own, or ask its publisher to withdraw it", field="publisher"
        )
    return [] if known == listing else [published]


def _check(listing: Listing) -> None:
    low, high = listing.minimum_age, listing.maximum_age
    if low is not None and high is not None and low > high:
        raise LowestAgeAboveHighest("swap the two, or leave one out", field="minimum_age")


def _withdraw(state: Entry | None, asked: WithdrawListing, now: datetime) -> Sequence[Event]:
    if state is None:
        raise ListingNotFound
    if state.merged is not None:
        return merging.withdrawn_again(state.merged, asked.publisher)
    if state.listing is None:
        return []
    if asked.publisher is not None and asked.publisher != state.listing.publisher:
        raise OtherPublisher("its publisher alone withdraws a listing", field="publisher")
    return _withdrawn(state, now)


def _withdrawn(state: Entry, now: datetime) -> Sequence[Event]:
    withdrawn = ServiceWithdrawn()
    report = state.capacity
    if report is None or report.state == CapacityState.CLOSED.value:
        return [withdrawn]
    # Whoever reads the capacity topic alone would go on offering the room that was last reported.
    return [withdrawn, CapacityReported(service=report.service, state=CapacityState.CLOSED.value, as_of=now)]


def _report(state: Entry | None, asked: ReportCapacity, now: datetime) -> Sequence[Event]:
    if state is None or state.withdrawn:
        raise ListingNotFound
    as_of = asked.as_of or now
    if as_of > now + AHEAD:
        raise ReportFromTheFuture("send the moment at which this was so, in UTC", field="as_of")
    if asked.state in FULL and asked.spaces:
        raise SpacesWithoutCapacity("send 0 spaces, or the state capacity", field="spaces")
    known = state.capacity
    if known is not None and known.state != UNKNOWN and as_of < known.as_of:
        raise NewerReportKnown("a report of a later moment stands", field="as_of")
    report = CapacityReported(
        service=asked.service,
        state=asked.state,
        as_of=as_of,
        spaces=asked.spaces,
        wait_days=asked.wait_days,
        offers_in_flight=None if known is None else known.offers_in_flight,
        accepted_90d=None if known is None else known.accepted_90d,
        ended_well_90d=None if known is None else known.ended_well_90d,
    )
    return [] if report == known else [report]


def _hear(state: Entry | None, asked: HearCapacity) -> Sequence[Event]:
    """Keep what the provider said on the stream, so that nothing older of ours comes to stand over it.

    Where we have said something ourselves, that may stand after it, in the stream or once it is replayed: then it is
    said again, with our counts. Older news that comes late is answered with what is known, which else it would stand
    over. Of two things that two directories say of the same moment the greater one stands, or they would answer each
    other for ever.
    """
    if state is None or state.withdrawn:
        return []
    known, heard = state.capacity, asked.report
    if known is not None and known.state != UNKNOWN:
        if heard.as_of < known.as_of:
            return [known]
        if asked.by_directory and heard.as_of == known.as_of and _said(heard) < _said(known):
            return [known]
    figures = {name: getattr(known, name, None) for name in FIGURES}
    report = heard.model_copy(update=figures)
    if report == known:
        return []
    return [report] if state.told_room else [CapacityHeard(report=report)]


def _said(report: CapacityReported) -> str:
    return report.model_dump_json(exclude=set(FIGURES))


def _count(state: Entry | None, asked: CountOffers, now: datetime) -> Sequence[Event]:
    """Carry the figures with what the provider said last, or with nothing said; that a report is old they do not hide.

    A service that had no offers yet is not reported, nor one that is not listed here: another directory may list it.
    """
    if state is None or state.withdrawn:
        return []
    known = state.capacity
    figures = {
        "offers_in_flight": asked.in_flight,
        "accepted_90d": asked.accepted,
        "ended_well_90d": asked.ended_well,
    }
    if {name: getattr(known, name, None) or 0 for name in figures} == figures:
        return []
    if known is None or known.state == UNKNOWN:
        return [CapacityReported(service=asked.service, state=UNKNOWN, as_of=now, **figures)]
    return [known.model_copy(update=figures)]

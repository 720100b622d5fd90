"""What a listing says of its room, taken as a report of it where nobody said anything newer. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from towpath_contracts.event import Event
from towpath_directory.commands import PublishListing, ReportCapacity
from towpath_directory.feeds.room import room
from towpath_directory.model import UNKNOWN, Entry
from towpath_directory.refusals import ReportFromTheFuture

Decide = Callable[[Entry | None, Any, datetime], Sequence[Event]]
Evolve = Callable[[Entry | None, Event], Entry]


def with_reports(decide: Decide, evolve: Evolve) -> Decide:
    """Return the rules of a listing, with a report for a listing that comes with places that were counted."""

    def decided(state: Entry | None, asked: Any, now: datetime) -> Sequence[Event]:
        events = decide(state, asked, now)
        if not isinstance(asked, PublishListing) or not asked.listing.capacities:
            return events
        after = state
        for event in events:
            after = evolve(after, event)
        return [*events, *_reported(after, asked.listing.id, now, decide)]

    return decided


def _reported(state: Entry | None, service: str, now: datetime, decide: Decide) -> Sequence[Event]:
    found = None if state is None or state.listing is None else room(state.listing)
    if state is None or found is None:
        return ()
    known = state.capacity
    if known is not None and known.state != UNKNOWN and known.as_of >= found.as_of:
        return ()
    try:
        return decide(state, ReportCapacity(service, found.state, found.as_of, found.spaces), now)
    except ReportFromTheFuture:  # the listing says so itself; nobody is told that it is so already
        return ()

"""What an event does to a gap. Pure and total."""

from dataclasses import replace

from towpath_contracts.event import Event
from towpath_contracts.events.gap import GapAnswered, GapClosed, GapRaised
from towpath_directory.gaps.model import Gap


def evolve(state: Gap | None, event: Event) -> Gap:
    """Return the gap after an event."""
    gap = state or Gap()
    match event:
        case GapRaised():
            return replace(gap, need=event.need, area=event.area, people=event.people_waiting, since=event.since)
        case GapAnswered():
            return Gap(event.need, event.area, service=event.service)
        case GapClosed():
            return replace(gap, people=0, since=None)
        case _:
            return gap

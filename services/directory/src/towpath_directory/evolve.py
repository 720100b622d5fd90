"""How events make the state: pure and total."""

from dataclasses import replace

from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_directory.curation import evolve as curation
from towpath_directory.duplicates import merging
from towpath_directory.freshness.facts import Reviewed
from towpath_directory.grades.model import Graded
from towpath_directory.model import CapacityHeard, Entry
from towpath_directory.versions.model import Edited
from towpath_runtime.inward import Inward


def evolve(state: Entry | None, event: Event) -> Entry:
    """Return the entry after an event."""
    entry = state or Entry()
    match event:
        case ServicePublished(listing=listing):
            return replace(entry, listing=listing, listed=True)
        case ServiceWithdrawn():
            return replace(entry, listing=None, record=None)
        case CapacityReported() if entry.withdrawn:
            return replace(entry, capacity=event, before_withdrawal=entry.capacity, told_room=True)
        case CapacityReported():
            return replace(entry, capacity=event, before_withdrawal=None, told_room=True)
        case CapacityHeard(report=report):
            return replace(entry, capacity=report)
        case Reviewed(review=review):
            return replace(entry, review=review)
        case Edited(edition=edition):
            return replace(entry, edition=edition)
        case Graded(grade=grade):
            return replace(entry, grade=grade)
        case Inward():
            return curation.evolve(merging.evolve(entry, event), event)
        case _:
            return entry

"""A listing that says how many places it counted is a report of them, unless somebody said something newer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from support.directory_records import NOW, listing
from towpath_contracts.event import Event
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing, ReportCapacity
from towpath_directory.model import Entry
from towpath_directory.stream import entries

RULES = entries()
SERVICE = listing()


def counted(available: float, hours_ago: float, unit: str = "places") -> Listing:
    """The listing, which says how many places were free some hours ago."""
    updated = (NOW - timedelta(hours=hours_ago)).isoformat()
    one = {"id": SERVICE.id, "unit": {"id": SERVICE.id, "name": unit}, "available": available, "updated": updated}
    return Listing.model_validate(SERVICE.model_dump() | {"capacities": [one]})


def said(*asked: Any) -> list[tuple[str, int | None]]:
    """What is reported after all this, in order: the state and the spaces."""
    state: Entry | None = None
    told: list[Event] = []
    for one in asked:
        for event in RULES.decide(state, one, NOW):
            state = RULES.evolve(state, event)
            told.append(event)
    return [(event.state, event.spaces) for event in told if isinstance(event, CapacityReported)]


def test_places_that_were_counted_are_reported_with_the_listing() -> None:
    assert said(PublishListing(counted(4, 2))) == [("capacity", 4)]
    assert said(PublishListing(counted(0, 2))) == [("no-capacity", 0)]


def test_the_same_count_again_is_no_report_and_a_newer_one_is() -> None:
    assert said(*[PublishListing(counted(4, 2))] * 2) == [("capacity", 4)]
    assert said(PublishListing(counted(4, 2)), PublishListing(counted(3, 1))) == [("capacity", 4), ("capacity", 3)]


@pytest.mark.parametrize("sent", [counted(4, 2, "litres"), counted(4, -30), SERVICE])
def test_what_counts_no_places_or_has_not_been_yet_is_no_report(sent: Listing) -> None:
    assert said(PublishListing(sent)) == []


def test_what_the_provider_said_later_stands() -> None:
    provider = ReportCapacity(SERVICE.id, "waitlist", as_of=NOW - timedelta(hours=1))
    assert said(PublishListing(SERVICE), provider, PublishListing(counted(4, 2))) == [("waitlist", None)]

"""How much room a service has, as HSDS 3.1 tells it, unit by unit; and what of that is a report of places."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from towpath_contracts.codes import CapacityState
from towpath_contracts.listing import Listing, ServiceCapacity, Unit
from towpath_directory.feeds import told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.moments import date_of
from towpath_directory.feeds.reach import Node, look, members, node
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.spoken import unique
from towpath_directory.feeds.vocabulary import vocabulary

MOST_SPACES = 100_000
"""The most places that a report may tell of."""

_LONDON = ZoneInfo("Europe/London")
_AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Room:
    """What a listing says of its places: how many are free, and when that was so."""

    spaces: int
    as_of: datetime

    @property
    def state(self) -> str:
        """Whether there is any."""
        return (CapacityState.CAPACITY if self.spaces else CapacityState.NO_CAPACITY).value


def capacities(record: Node, today: date, ids: Ids, notes: Notes) -> tuple[ServiceCapacity, ...]:
    """Return what a record says of its room. What says no number or no moment says nothing."""
    return tuple(unique(_capacities(record, today, ids, notes)))


def _capacities(record: Node, today: date, ids: Ids, notes: Notes) -> Iterator[ServiceCapacity]:
    for one in members(record, "service", "capacities"):
        available = told.quantity(one, "capacity", "available", "capacities.available", notes)
        updated = moment(look(one, "capacity", "updated"))
        unit = _unit(one, ids, notes)
        if available is None or updated is None or unit is None:
            notes.mend("capacity-incomplete-dropped", "capacities")
            continue
        if updated.date() > today + _AHEAD:
            notes.mend("date-in-future-dropped", "capacities.updated")
            continue
        yield ServiceCapacity(
            id=ids.part("capacities", one.get("id"), unit.id),
            unit=unit,
            available=available,
            maximum=told.quantity(one, "capacity", "maximum", "capacities.maximum", notes),
            description=told.words(one, "capacity", "description", "capacities.description", notes),
            updated=updated,
        )


def _unit(one: Node, ids: Ids, notes: Notes) -> Unit | None:
    inner = node(one.get("unit")) or {"name": one.get("unit")}
    name = told.words(inner, "part", "name", "capacities.unit", notes)
    if not name:
        return None
    return Unit(
        id=ids.part("units", inner.get("id"), name),
        name=name,
        scheme=told.words(inner, "capacity", "scheme", "capacities.unit", notes),
        identifier=told.words(inner, "part", "identifier", "capacities.unit", notes),
        uri=told.link(look(inner, "part", "uri"), "capacities.unit", notes),
    )


def moment(text: str) -> datetime | None:
    """Return a moment in UTC; one without an offset is meant as clocks in London show it. A day alone is its begin."""
    day = date_of(text)
    if day is None:
        return None
    try:
        found = datetime.fromisoformat(text) if len(text) > len("2026-01-01") else datetime.combine(day, time())
    except ValueError:
        found = datetime.combine(day, time())
    return (found if found.tzinfo else found.replace(tzinfo=_LONDON)).astimezone(UTC)


def room(listing: Listing) -> Room | None:
    """Return what a listing says of its places: the newest figure of a unit that counts them, or None."""
    counted = [one for one in listing.capacities if one.unit.name.casefold() in vocabulary().places]
    if not counted:
        return None
    newest = max(counted, key=lambda one: (one.updated, one.id))
    return Room(min(int(newest.available), MOST_SPACES), newest.updated)

"""A service at each of its places: what its publisher says of the two together."""

from collections.abc import Iterator

from towpath_contracts.listing import Contact, Phone, ServiceArea, ServiceAtLocation
from towpath_directory.feeds import contact, eligible, people, told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.place import Places
from towpath_directory.feeds.reach import Node, members
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.spoken import unique
from towpath_directory.feeds.terms import attributes


class Sites:
    """Reads the services at their places of one record; ``places`` has read its locations."""

    def __init__(self, record: Node, places: Places, ids: Ids, notes: Notes) -> None:
        found = ((one, places.where(one)) for one in members(record, "location", "at"))
        self._sites = [(one, where) for one, where in found if where is not None]
        self._ids = ids
        self._notes = notes

    def all(self) -> tuple[ServiceAtLocation, ...]:
        """Return them, under the ids that they have."""
        return tuple(unique(self._all()))

    def _all(self) -> Iterator[ServiceAtLocation]:
        for one, where in self._sites:
            described = told.paragraphs(one, "part", "description", "service_at_locations.description", self._notes)
            yield ServiceAtLocation(
                id=self._ids.part("service_at_locations", one.get("id"), where),
                location_id=where,
                description=described,
                attributes=attributes(one, self._ids, self._notes),
            )

    def phones(self, known: tuple[Phone, ...]) -> tuple[Phone, ...]:
        """Return the numbers of the service with those of one place alone."""
        numbers = {_digits(phone) for phone in known}
        found = list(known)
        for one, where in self._sites:
            own = {name: value for name, value in one.items() if name in ("phones", "phone")}
            for phone in contact.phones([own], self._ids, self._notes, where):
                if _digits(phone) not in numbers:
                    numbers.add(_digits(phone))
                    found.append(phone)
        return tuple(found)

    def contacts(self, known: tuple[Contact, ...]) -> tuple[Contact, ...]:
        """Return whom the service names with those of one place alone."""
        found = [people.contacts(one, "contacts", self._ids, self._notes, where) for one, where in self._sites]
        return tuple(unique([*known, *(each for those in found for each in those)]))

    def areas(self, known: tuple[ServiceArea, ...]) -> tuple[ServiceArea, ...]:
        """Return the areas of the service with those of one place alone."""
        found = [eligible.service_areas(one, self._ids, self._notes, where) for one, where in self._sites]
        named = {area.name for area in known}
        return tuple(unique([*known, *(area for those in found for area in those if area.name not in named)]))


def _digits(phone: Phone) -> str:
    return "".join(mark for mark in phone.number if mark.isdigit())

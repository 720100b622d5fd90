"""Where a service is given: locations with their addresses and coordinates."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from towpath_contracts.listing import Address, Location
from towpath_contracts.values import Area
from towpath_directory.feeds.address import KINDS, address, names_a_place, raw_addresses
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.point import FIELD, Where, apart_km, point
from towpath_directory.feeds.reach import Node, given, look, members, names, nodes, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import line

AreaOf = Callable[[str], Area | None]
"""Gives the postcode sector of a postcode, with the middle of it, or None for a postcode that it does not know."""

FAR_KM = 25.0
"""Coordinates further than this from the middle of their postcode's sector are a mistake: sectors are smaller."""

_WRAPPED = ("location", "locations")
_MOST_NESTED = 5
_NOT_OF_A_PLACE = {*names("location", "id"), *names("location", "name")}


@dataclass(frozen=True, slots=True)
class Places:
    """Reads the locations of one record. ``known`` are the places of its document by their id there."""

    ids: Ids
    notes: Notes
    area_of: AreaOf
    known: Mapping[str, Node] = field(default_factory=dict)

    def of(self, record: Node) -> tuple[Location, ...]:
        """Return the locations that a record describes, refers to or is itself, each once."""
        itself = {name: value for name, value in record.items() if name not in _NOT_OF_A_PLACE}
        return self._read(self._described(record)) or self._read(self._referred(record)) or self._read([itself])

    def _read(self, places: Iterable[Node]) -> tuple[Location, ...]:
        seen: dict[object, Location] = {}
        for location in filter(None, map(self._location, places)):
            plain = tuple(one.model_copy(update={"id": ""}) for one in location.addresses)
            same = (location.location_type, location.latitude, location.longitude, plain)
            if same in seen:
                self.notes.mend("address-repeated", "locations")
            seen.setdefault(same, location)
        return tuple(seen.values())

    def _described(self, record: Node, nested: int = 0) -> Iterator[Node]:
        for name in names("location", "within"):
            for place in nodes(record.get(name)):
                if nested < _MOST_NESTED and any(nodes(place.get(inner)) for inner in _WRAPPED):
                    yield from self._described({inner: place.get(inner) for inner in _WRAPPED}, nested + 1)
                else:
                    yield self._whole(place)

    def _whole(self, place: Node) -> Node:
        """Return a place together with what its document says elsewhere under the same id."""
        known = self.known.get(look(place, "location", "id"), {})
        return {**known, **{key: value for key, value in place.items() if value not in (None, "", [], {})}}

    def refers(self, record: Node) -> list[str]:
        """Return the ids of places that a record gives."""
        by_name = [record.get(name) for name in (*names("service", "location_id"), *_WRAPPED)]
        by_schedule = [schedule.get("location_id") for schedule in members(record, "document", "schedules")]
        found = (word(one) for value in (*by_name, *by_schedule) for one in values(value))
        return list(dict.fromkeys(filter(None, found)))

    def _referred(self, record: Node) -> Iterator[Node]:
        for reference in self.refers(record):
            if reference in self.known:
                yield self.known[reference]

    def _location(self, place: Node) -> Location | None:
        raw = raw_addresses(place)
        addresses = [found for one in raw if (found := address(one, self.ids, self.notes)) is not None]
        kind = look(place, "location", "type").lower()
        where = self._where(place, raw, addresses)
        if not addresses and where is None and kind != "virtual":
            return None
        content = repr((kind, where, [(one.address_1, one.city, one.postal_code) for one in addresses]))
        return Location(
            id=self.ids.part("locations", given(place, "location", "id")[1], content),
            location_type=kind if kind in KINDS else "physical",
            name=line(look(place, "location", "name"), "locations.name", self.notes),
            latitude=None if where is None else where[0],
            longitude=None if where is None else where[1],
            addresses=tuple(addresses),
        )

    def _where(self, place: Node, raw: list[Node], addresses: list[Address]) -> Where | None:
        given_point = next(filter(None, map(point, (place, *raw))), None)
        where = None
        if given_point is not None:
            where = given_point.checked(self.notes, addresses[0].country if addresses else "")
        if where is not None and raw and not any(map(names_a_place, raw)):
            self.notes.mend("coordinates-without-address-dropped", FIELD)
            return None
        british = [one.postal_code for one in addresses if one.country == "GB" and one.postal_code]
        area = next(filter(None, map(self.area_of, british)), None)
        if area is None or area.lat is None or area.lon is None:
            return where
        if where is not None and apart_km(where, (area.lat, area.lon)) <= FAR_KM:
            return where
        self.notes.mend("postcode-placed" if where is None else "coordinates-far-from-postcode", FIELD)
        return area.lat, area.lon


def of_postcode(postcode: str, ids: Ids, area_of: AreaOf) -> Location | None:
    """Return the location of a postcode that stood in a text, placed in the middle of its sector."""
    area = area_of(postcode)
    if area is None or area.lat is None or area.lon is None:
        return None
    found = Address(id=ids.part("addresses", None, postcode), address_1="", city="", postal_code=postcode)
    where = ids.part("locations", None, postcode)
    return Location(id=where, latitude=area.lat, longitude=area.lon, addresses=(found,))

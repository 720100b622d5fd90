"""Where a service is given: locations with their addresses and coordinates."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from towpath_contracts.listing import Accessibility, Address, Location
from towpath_contracts.values import Area
from towpath_directory.feeds import contact, people, told
from towpath_directory.feeds.address import KINDS, address, in_a_line, names_a_place, raw_addresses
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.point import FIELD, Where, apart_km, point
from towpath_directory.feeds.reach import Node, given, look, members, names, node, nodes, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.spoken import languages, unique
from towpath_directory.feeds.terms import attributes
from towpath_directory.feeds.text import line
from towpath_directory.withheld.listing import place_id

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
    kept: dict[object, str] = field(default_factory=dict)
    """Which location each place that was read became, by its own id and by where it is."""

    def of(self, record: Node) -> tuple[Location, ...]:
        """Return the locations that a record describes, refers to or is itself, each once."""
        itself = {name: value for name, value in record.items() if name not in _NOT_OF_A_PLACE}
        return self._read(self._described(record)) or self._read(self._referred(record)) or self._read([itself])

    def _read(self, places: Iterable[Node]) -> tuple[Location, ...]:
        seen: dict[object, Location] = {}
        for place in places:
            location = self._location(place)
            if location is None:
                continue
            same = _spot(location)
            if same in seen:
                self.notes.mend("address-repeated", "locations")
            kept = seen.setdefault(same, location)
            self.kept[same] = kept.id
            self.kept.setdefault(look(place, "location", "id"), kept.id)
        return tuple(seen.values())

    def where(self, site: Node) -> str | None:
        """Return the id of the location that a service at a place, or whatever names one, means; None if none was kept.

        The id by which a place is named is the publisher's own.
        """
        inside = next(self._described({"service_at_locations": [site]}), None)
        if inside is not None and inside is not site:
            given = look(inside, "location", "id")
            if given in self.kept and given:
                return self.kept[given]
            found = Places(self.ids, Notes(), self.area_of, self.known)._location(inside)
            if found is not None:
                return self.kept.get(_spot(found))
        named = word(site.get("location_id"))
        return self.kept.get(named) if named else None

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
        if place.get("confidential") is True:
            return self._confidential(place)
        raw = raw_addresses(place)
        addresses = [found for one in raw if (found := address(one, self.ids, self.notes)) is not None]
        kind = look(place, "location", "type").lower()
        where = self._where(place, raw, addresses)
        if not addresses and where is None and kind != "virtual":
            return None
        content = repr((kind, where, [(in_a_line(one), one.city, one.postal_code) for one in addresses]))
        return Location(
            id=self.ids.part("locations", given(place, "location", "id")[1], content),
            location_type=kind if kind in KINDS else "physical",
            name=line(look(place, "location", "name"), "locations.name", self.notes),
            latitude=None if where is None else where[0],
            longitude=None if where is None else where[1],
            addresses=tuple(addresses),
            **self._beside(place),
        )

    def _confidential(self, place: Node) -> Location:
        """Return a place of which a record says no more than that there is one (`withheld.record`)."""
        self.notes.mend("place-withheld", "locations")
        number = word(place.get("id")).rpartition("-")[2]
        own = place_id(self.ids.service, int(number) if number.isdecimal() else 0)
        kind = look(place, "location", "type").lower()
        return Location(id=own, location_type=kind if kind in KINDS else "physical", confidential=True)

    def _beside(self, place: Node) -> dict[str, Any]:
        """Return what is told of a place beside where it is."""
        ids, notes = self.ids, self.notes

        def said(field: str) -> str | None:
            return told.words(place, "location", field, f"locations.{field}", notes)

        return {
            "alternate_name": said("alternate_name"),
            "description": told.paragraphs(place, "location", "description", "locations.description", notes),
            "transportation": told.paragraphs(place, "location", "transportation", "locations.transportation", notes),
            "url": contact.web(said("url") or "", "locations.url", notes),
            "external_identifier": said("external_identifier"),
            "external_identifier_type": said("external_identifier_type"),
            "languages": languages(place, "locations.languages", ids, notes),
            "accessibility": tuple(unique(_accessibility(place, ids, notes))),
            "contacts": people.contacts(place, "locations.contacts", ids, notes),
            "phones": contact.phones([_own_phones(place)], ids, notes),
            "attributes": attributes(place, ids, notes),
        }

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


def _spot(location: Location) -> object:
    """Return where a location is: two that say the same of that are one."""
    if location.confidential:
        return location.id
    plain = tuple(
        (in_a_line(one), one.city, one.state_province, one.postal_code, one.country, one.address_type)
        for one in location.addresses
    )
    return location.location_type, location.latitude, location.longitude, plain


def _own_phones(place: Node) -> Node:
    """Return the numbers of a place without those of its contacts, which keep theirs."""
    return {name: place[name] for name in ("phones", "phone", "phone_numbers") if name in place}


def _accessibility(place: Node, ids: Ids, notes: Notes) -> Iterator[Accessibility]:
    for name in names("access", "accessibility"):
        for value in values(place.get(name)):
            one = node(value) or {"description": value}
            where = "locations.accessibility"
            description = told.words(one, "access", "description", where, notes)
            details = told.paragraphs(one, "access", "details", where, notes)
            url = contact.web(told.words(one, "access", "url", where, notes) or "", where, notes)
            if description or details or url:
                known_as = ids.part("accessibility", one.get("id"), f"{description}|{details}|{url}")
                yield Accessibility(id=known_as, description=description, details=details, url=url)


def of_postcode(postcode: str, ids: Ids, area_of: AreaOf) -> Location | None:
    """Return the location of a postcode that stood in a text, placed in the middle of its sector."""
    area = area_of(postcode)
    if area is None or area.lat is None or area.lon is None:
        return None
    found = Address(id=ids.part("addresses", None, postcode), address_1="", city="", postal_code=postcode)
    where = ids.part("locations", None, postcode)
    return Location(id=where, latitude=area.lat, longitude=area.lon, addresses=(found,))

"""A listing without what would find its confidential places: pure, and the last word before anything is published."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from towpath_contracts.areas import sectors
from towpath_contracts.listing import Listing
from towpath_contracts.values import Area
from towpath_directory.withheld.secrets import Secrets, secrets
from towpath_runtime.ids import derive

Fields = Mapping[str, JsonValue]
BARE = ("id", "location_type", "confidential")
"""What a listing says of a confidential place."""

TIED = ("phones", "contacts", "service_areas")
"""Parts that go with their place; times stay, without their words."""

WORDS = ("description", "notes", "schedule_link", "attributes")


@dataclass(frozen=True, slots=True)
class Withheld:
    """The fields of a listing as they may be told, and the places that were taken out, as they were sent."""

    fields: dict[str, JsonValue]
    places: tuple[Fields, ...]


def place_id(service: str, number: int) -> str:
    """Return the id under which a confidential place is told: its own might be told elsewhere, openly."""
    return derive(service, f"confidential-location/{number}")


def withheld(fields: Fields, service: str, hidden: frozenset[str] = frozenset()) -> Withheld:
    """Return fields of a listing without its confidential places; those with an id in ``hidden`` are so as well."""
    found = [one for one in _parts(fields, "locations") if one.get("confidential") is True or one.get("id") in hidden]
    if not found:
        return Withheld(dict(fields), ())
    ids = {str(place.get("id")): place_id(service, number) for number, place in enumerate(found)}
    sent = tuple(place for place in found if any(place.get(name) for name in place if name not in BARE))
    public = [str(fields.get("name", "")), str(_fields(fields.get("organization")).get("name", ""))]
    public += [str(one.get("city", "")) for place in found for one in _parts(place, "addresses")]
    known = secrets(sent, public)
    told = {name: _told(name, value, ids, known) for name, value in fields.items()}
    return Withheld({name: value for name, value in told.items() if value is not None}, sent)


def withheld_listing(listing: Listing, hidden: frozenset[str] = frozenset()) -> Listing:
    """Return a listing without what would find its confidential places; one that has none comes back as it is."""
    if not any(place.confidential or place.id in hidden for place in listing.locations):
        return listing
    found = withheld(listing.model_dump(mode="json", exclude_defaults=True), listing.id, hidden)
    return Listing.model_validate(found.fields)


def _told(name: str, value: JsonValue, ids: Mapping[str, str], known: Secrets) -> JsonValue:
    if name in ("id", "publisher"):
        return value
    if name == "locations":
        return [_place(one, ids, known) for one in _objects(value)]
    if name in TIED:
        value = [one for one in _objects(value) if one.get("location_id") not in ids]
    if name == "schedules":
        value = [_times(one, ids) for one in _objects(value)]
    if name == "service_at_locations":
        value = [_site(one, ids) for one in _objects(value)]
    if name == "areas":
        return _areas(_objects(value), known)
    return _without(value, ids, known)


def _place(place: Fields, ids: Mapping[str, str], known: Secrets) -> JsonValue:
    own = ids.get(str(place.get("id")))
    if own is None:
        return _without(dict(place), ids, known)
    bare: dict[str, JsonValue] = {"id": own, "confidential": True}
    return bare | {name: value for name, value in place.items() if name == "location_type"}


def _times(schedule: Fields, ids: Mapping[str, str]) -> dict[str, JsonValue]:
    here = schedule.get("location_id") in ids
    return {name: value for name, value in schedule.items() if not (here and name in WORDS)}


def _site(site: Fields, ids: Mapping[str, str]) -> dict[str, JsonValue]:
    own = ids.get(str(site.get("location_id")))
    return dict(site) if own is None else {"id": derive(own, "service-at-location"), "location_id": own}


def _areas(areas: list[dict[str, JsonValue]], known: Secrets) -> list[JsonValue]:
    """Return areas in which no sector is told that a place is in: its district is."""
    districts = set(known.districts())
    found: dict[str, JsonValue] = {}
    for area in areas:
        code = str(area.get("code", ""))
        district = code.rpartition(" ")[0]
        if district in districts:
            found |= {one.code: one.model_dump(mode="json", exclude_none=True) for one in of_district(district)}
        else:
            found[code] = area
    return list(found.values())


def of_district(district: str) -> list[Area]:
    """Return the sectors of a postcode district with the middle of each; the district itself where none is known."""
    found = [
        Area(code=code, lat=lat, lon=lon)
        for code, (lat, lon) in sectors().items()
        if code.rpartition(" ")[0] == district
    ]
    return found or [Area(code=district)]


def _without(value: JsonValue, ids: Mapping[str, str], known: Secrets) -> JsonValue:
    match value:
        case dict():
            return {name: _without(child, ids, known) for name, child in value.items()}
        case list():
            return [_without(child, ids, known) for child in value]
        case str():
            return ids.get(value) or known.without(value)
        case float() if known.near(value):
            return None
    return value


def _parts(fields: Fields, name: str) -> list[dict[str, JsonValue]]:
    return _objects(fields.get(name))


def _objects(value: JsonValue) -> list[dict[str, JsonValue]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _fields(value: JsonValue) -> Fields:
    return value if isinstance(value, dict) else {}

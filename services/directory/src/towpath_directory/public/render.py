"""A listing in the words of the standards: all that any of the profiles asks for. Pure.

It reads a listing as it is kept, as JSON without what a listing says by default: to make objects of 50 listings for
every page of a list would cost more than all else.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from towpath_directory.public import places
from towpath_directory.public.extras import extras
from towpath_directory.public.profiles import Profile
from towpath_directory.public.room import capacities
from towpath_directory.public.shape import Document, shaped
from towpath_directory.public.terms import attributes_of, spoken, tagged

SCALARS = (
    "id", "name", "alternate_name", "description", "url", "email", "status", "interpretation_services",
    "application_process", "fees_description", "wait_time", "accreditations", "eligibility_description", "minimum_age",
    "maximum_age", "assurer_email", "licenses", "alert",
)  # fmt: skip
TOLD = ("phones", "contacts", "service_areas", "schedules")
"""What a listing says of all its places, or of one."""


def service(entry: Document, profile: Profile, *, full: bool) -> dict[str, Any]:
    """Return the service of an entry as it is kept, alone (``full``) or as in a list."""
    found = shaped(_service(entry, full), profile.resource("service", full), profile)
    assert found is not None, "a listing has an id"
    return found | extras(entry)


def service_at_location(entry: Document, location: str, profile: Profile, *, full: bool) -> dict[str, Any] | None:
    """Return a service at one of its locations, by the location's own id; None where it is there no longer."""
    listing = entry["listing"]
    where = next((one for one in listing.get("locations", ()) if one["id"] == location), None)
    if where is None:
        return None
    whole = _service(entry, full)
    there = next(one for one in places.at(listing, [where], _told(listing)))
    found = shaped({**there, "service": whole}, profile.resource("service_at_location", full), profile)
    assert found is not None, "the two together have an id"
    found["service"] |= extras(entry)
    return found


def organization(entry: Document, profile: Profile, *, full: bool) -> dict[str, Any]:
    """Return the organisation of an entry; alone it has no services yet: whoever lists them adds them."""
    found = shaped(_organization(entry["listing"]), profile.resource("organization", full), profile)
    assert found is not None, "an organisation has an id"
    return found


def _service(entry: Document, full: bool) -> dict[str, Any]:
    listing = entry["listing"]
    found = {name: listing[name] for name in SCALARS if name in listing}
    found.setdefault("status", "active")
    found["organization"] = _organization(listing)
    found["organization_id"] = listing["organization"]["id"]
    found["last_modified"] = last_modified(entry)
    found["assured_date"] = _assured(entry)
    if program := listing.get("program"):
        found["program"], found["program_id"] = program, program["id"]
    if full:
        told = _told(listing)
        found |= told
        found["service_at_locations"] = list(places.at(listing, listing.get("locations", ()), told))
        found["languages"] = list(listing.get("spoken_languages", ())) or tagged(listing)
        found["attributes"] = spoken(listing)
        found["capacities"] = list(capacities(entry))
        found["cost_options"] = list(_described(listing.get("cost_options", ()), "cost_option"))
        for name in ("additional_urls", "funding", "required_documents"):
            found[name] = listing.get(name, ())
    return found


def _organization(listing: Document) -> dict[str, Any]:
    given = listing["organization"]
    return {
        **given,
        "attributes": attributes_of(given, "organization"),
        **{name: [_linked(one, given["id"]) for one in given.get(name, ())] for name in ("phones", "contacts")},
    }


def _linked(part: Document, organization: str) -> dict[str, Any]:
    return {**part, "organization_id": organization, "location_id": None}


def _told(listing: Document) -> dict[str, list[dict[str, Any]]]:
    """Return what is said of the service or of one of its places, with the place; next to nothing of a hidden one."""
    hidden = places.hidden(listing)
    known = {place["id"]: place for place in listing.get("locations", ())}
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in TOLD}
    for name in TOLD:
        for one in listing.get(name, ()):
            place = one.get("location_id")
            if place in hidden and name != "schedules":
                continue
            part = places.without_words(one) if place in hidden else dict(one)
            part |= _defaults(name, one)
            part["service_id"] = listing["id"]
            part["attributes"] = () if place in hidden else attributes_of(one, name.removesuffix("s"))
            part.pop("location_id", None)
            if place in known:
                part["location_id"] = places.identity(listing, known[place])
                part["service_at_location_id"] = places.at_id(listing, known[place])
            found[name].append(part)
    return found


def _defaults(name: str, part: Document) -> dict[str, Any]:
    return {"interval": part.get("interval", 1)} if name == "schedules" and part.get("freq") else {}


def _described(parts: Iterable[Document], entity: str) -> Iterator[dict[str, Any]]:
    for one in parts:
        yield {**one, "attributes": attributes_of(one, entity)}


def last_modified(entry: Document) -> str | None:
    """Return when the record changed: the publisher's day, where it is known and has come, else our own record's time.

    Never later than our own, so that whoever asks for what was modified after the newest that they have misses nothing.
    """
    stamp = entry.get("stamp")
    ours = None if not stamp else datetime.fromtimestamp(stamp / 1_000_000, UTC)
    told = entry["listing"].get("last_modified")
    theirs = None if told is None else datetime.fromisoformat(told).replace(tzinfo=UTC)
    moments = [moment for moment in (theirs, ours) if moment is not None]
    return min(moments).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moments else None


def _assured(entry: Document) -> str | None:
    """Return the day on which somebody said last that the listing is right; days of ISO 8601 sort as texts."""
    review: Mapping[str, Any] = (entry.get("review") or {}).get("assured") or {}
    return max((day for day in (entry["listing"].get("assured_date"), review.get("on")) if day), default=None)

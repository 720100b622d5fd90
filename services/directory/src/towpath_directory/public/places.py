"""Services at their locations, and what is told of a confidential one: that there is one. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from towpath_directory.public.terms import attributes_of
from towpath_runtime.ids import derive

Document = Mapping[str, Any]

PLACE = "physical"
COUNTRY = "GB"
TIED = ("phones", "contacts", "service_areas", "schedules")
WORDS = ("description", "notes", "schedule_link")
"""What a schedule says in words of its own, which may name the place."""


def hidden(listing: Document) -> frozenset[str]:
    """Return the ids of the confidential locations of a listing."""
    return frozenset(place["id"] for place in listing.get("locations", ()) if place.get("confidential"))


def identity(listing: Document, place: Document) -> str:
    """Return the id under which a location is told.

    That of a confidential one follows from the service and the order of such places alone: under its own another
    listing might tell where it is.
    """
    if not place.get("confidential"):
        return str(place["id"])
    several = [one["id"] for one in listing["locations"] if one.get("confidential")]
    return derive(listing["id"], f"confidential-location/{several.index(place['id'])}")


def at_id(listing: Document, place: Document) -> str:
    """Return the id of the service at a location: the publisher's, or one that follows from the two."""
    if not place.get("confidential"):
        for one in listing.get("service_at_locations", ()):
            if one["location_id"] == place["id"]:
                return str(one["id"])
    return derive(listing["id"], f"service-at-location/{identity(listing, place)}")


def at(
    listing: Document, chosen: Iterable[Document], told: Mapping[str, list[dict[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """Yield the service at each of some locations, with what is told of that place alone."""
    named = {one["location_id"]: one for one in listing.get("service_at_locations", ())}
    for place in chosen:
        own = at_id(listing, place)
        linked = {} if place.get("confidential") else named.get(place["id"], {})
        yield {
            "id": own,
            "service_id": listing["id"],
            "location_id": identity(listing, place),
            "description": linked.get("description"),
            "attributes": attributes_of(linked, "service_at_location"),
            "location": location(listing, place),
            **{name: [one for one in told[name] if one.get("service_at_location_id") == own] for name in TIED},
        }


def location(listing: Document, place: Document) -> dict[str, Any]:
    """Return a location as it is told."""
    kind = place.get("location_type", PLACE)
    known = identity(listing, place)
    if place.get("confidential"):
        return {"id": known, "location_type": kind, "confidential": True}
    return {
        **place,
        "location_type": kind,
        "addresses": [_address(one, known) for one in place.get("addresses", ())],
        "accessibility": [
            {**one, "location_id": known, "attributes": attributes_of(one, "accessibility")}
            for one in place.get("accessibility", ())
        ],
        "phones": [{**one, "location_id": known} for one in place.get("phones", ())],
        "contacts": [{**one, "location_id": known} for one in place.get("contacts", ())],
        "attributes": attributes_of(place, "location"),
    }


def _address(given: Document, known: str) -> dict[str, Any]:
    return {
        **given,
        "location_id": known,
        "state_province": given.get("state_province") or given.get("region"),
        "country": given.get("country", COUNTRY),
        "address_type": given.get("address_type", PLACE),
    }


def without_words(schedule: Document) -> dict[str, Any]:
    """Return a schedule without its words."""
    return {name: value for name, value in schedule.items() if name not in WORDS}

"""A listing as it may leave: of a confidential place, that there is one. Pure."""

from collections.abc import Mapping
from typing import Any

from towpath_directory.public import places

Document = Mapping[str, Any]

_NAMED_BY_PLACE = ("phones", "contacts", "service_areas", "service_at_locations")
"""What leads to a place, so that it goes with it."""


def disclosed(listing: Document) -> dict[str, Any]:
    """Return a listing, as JSON without defaults, without what could find a confidential place; twice is as once.

    The place keeps its type and an id that follows from the service alone; a session there keeps its days and hours.
    """
    hidden = places.hidden(listing)
    if not hidden:
        return dict(listing)
    known = {one["id"]: places.identity(listing, one) for one in listing["locations"] if one.get("confidential")}
    shown = dict(listing)
    shown["locations"] = [_place(one, known) for one in listing["locations"]]
    for name in _NAMED_BY_PLACE:
        shown[name] = [one for one in listing.get(name, ()) if one.get("location_id") not in hidden]
    shown["schedules"] = [_session(one, known) for one in listing.get("schedules", ())]
    return {name: value for name, value in shown.items() if value != []}


def _place(location: Document, known: Mapping[str, str]) -> dict[str, Any]:
    if not location.get("confidential"):
        return dict(location)
    kept = {"id": known[location["id"]], "confidential": True}
    return kept if "location_type" not in location else kept | {"location_type": location["location_type"]}


def _session(schedule: Document, known: Mapping[str, str]) -> dict[str, Any]:
    where = schedule.get("location_id")
    if where is None or where not in known:
        return dict(schedule)
    kept = places.without_words(schedule) | {"location_id": known[where]}
    return {name: value for name, value in kept.items() if name != "attributes"}

"""How much room a service has, as HSDS 3.1 has it. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath_contracts.codes import CapacityState
from towpath_runtime.ids import derive

Document = Mapping[str, Any]

NONE = frozenset((CapacityState.NO_CAPACITY.value, CapacityState.CLOSED.value, CapacityState.WAITLIST.value))
"""States in which nothing is free, whether or not somebody counted."""
UNIT = {"id": derive("unit", "places"), "name": "places"}


def capacities(entry: Document) -> Iterator[dict[str, Any]]:
    """Yield what the publisher says of the room, and what was reported to us since, where that says a number.

    A number that nobody gave is not made up: ``availability`` beside it says the state alone.
    """
    listing, report = entry["listing"], entry.get("capacity")
    for one in listing.get("capacities", ()):
        yield {**one, "service_id": listing["id"], "unit_id": one["unit"]["id"]}
    if report is None:
        return
    free = report.get("spaces")
    if free is None and report["state"] in NONE:
        free = 0
    if free is not None:
        yield {
            "id": derive(listing["id"], "capacity"),
            "service_id": listing["id"],
            "unit": UNIT,
            "unit_id": UNIT["id"],
            "available": free,
            "updated": report["as_of"],
        }

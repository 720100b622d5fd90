"""Reading an event's JSON, with errors that name the places at fault and no value."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import ValidationError

from towpath_contracts.event import Event
from towpath_contracts.unreadable import Fault, Unreadable

MOST_PLACES = 10


def read(kind: type[Event], document: bytes) -> Event:
    """Return the event. Raises ``Unreadable``: bad-json or invalid-fields.

    The error is raised outside the handler, so that pydantic's, which holds the input, is not kept as its context.
    """
    try:
        return kind.from_json(document)
    except ValidationError as error:
        unreadable = _told(kind, error)
    raise unreadable


def _told(kind: type[Event], error: ValidationError) -> Unreadable:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    if faults[0]["type"] == "json_invalid":
        return Unreadable(Fault.BAD_JSON)
    known = _field_names(kind)
    places = {
        ".".join(str(step) if step in known or isinstance(step, int) else "*" for step in fault["loc"])
        for fault in faults
    }
    return Unreadable(Fault.INVALID_FIELDS, *sorted(places)[:MOST_PLACES])


@cache
def _field_names(kind: type[Event]) -> frozenset[str]:
    """Return every field's name at any depth. Other steps of a location are keys that the sender chose, so values."""
    return frozenset(_properties(kind.model_json_schema()))


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _properties(part)

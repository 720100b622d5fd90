"""Events and envelopes made from the schemas of the catalogue."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st

from towpath_contracts import Envelope, Event, source_of
from towpath_contracts.event import Stream
from towpath_contracts.json_schema import schema_of
from towpath_contracts.values import UUID_FORM

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01"


def an_id(name: str = "") -> str:
    """A UUID: the same one for the same name, a new one without."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name) if name else uuid.uuid4())


def example(event: type[Event]) -> Event:
    """The example of an event's schema."""
    [document] = schema_of(event)["examples"]
    return event() if event.tombstone else event.model_validate(document)


def wrapped(event: Event, **attributes: Any) -> Envelope:
    """An envelope of an event with every attribute; a reply comes from its own partner."""
    asked: dict[str, Any] = {
        "event_id": an_id("event"),
        "source": source_of(event.partner() or "riverside-trust", "portal"),
        "aggregate": "housing/L8 5" if event.stream is Stream.GAP else an_id("aggregate"),
        "time": NOON,
        "sequence": 7,
        "causationid": an_id("cause"),
        "correlationid": an_id("referral"),
        "traceparent": TRACE,
    }
    return Envelope.of(event, **asked | attributes)


def events(event: type[Event]) -> st.SearchStrategy[Event]:
    """Any event that the schema allows, written as another organisation would write it."""
    if event.tombstone:
        return st.just(event())
    return documents(schema_of(event)).map(lambda document: event.model_validate(document))


def documents(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Any document that a schema allows, of the fields that it names."""
    return _documents(schema, schema.get("$defs", {}))


def _documents(schema: dict[str, Any], definitions: dict[str, Any]) -> st.SearchStrategy[Any]:
    match schema:
        case {"$ref": reference}:
            return _documents(definitions[reference.removeprefix("#/$defs/")], definitions)
        case {"properties": fields}:
            parts = {name: _documents(part, definitions) for name, part in fields.items()}
            asked = set(schema.get("required", []))
            optional = {name: part for name, part in parts.items() if name not in asked}
            return st.fixed_dictionaries({name: parts[name] for name in asked}, optional=optional)
        case {"items": part}:
            return st.lists(_documents(part, definitions), min_size=schema.get("minItems", 0), max_size=2)
        case {"additionalProperties": part, "propertyNames": names}:
            return st.dictionaries(_documents(names, definitions), _documents(part, definitions), max_size=2)
    return _leaves(schema)


def _leaves(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    match schema:
        case {"pattern": form} if form == UUID_FORM:
            return st.uuids().map(str)
        case {"pattern": form}:
            any_of_form = st.from_regex(form, fullmatch=True)
            known = schema.get("x-extensible-enum")
            return any_of_form if known is None else any_of_form | st.sampled_from(known)
        case {"format": "date"}:
            return st.dates().map(lambda day: day.isoformat())
        case {"format": "date-time"}:
            return st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.isoformat())
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer"}:
            return st.integers(schema["minimum"], schema.get("maximum", 10**9))
        case {"type": "number"}:
            least = schema.get("exclusiveMinimum", schema.get("minimum"))
            bounds: dict[str, Any] = {"min_value": least, "max_value": schema.get("maximum")}
            return st.floats(**bounds, exclude_min="exclusiveMinimum" in schema, allow_nan=False, allow_infinity=False)
    return st.text(max_size=min(schema["maxLength"], 30))

"""The schemas of all events in one place, each shared part once, as AsyncAPI's own schema object (a JSON Schema 07).

A part may stand beside a reference in 2020-12 and not in 07, where it would be passed over: there it goes into an
``allOf``.
"""

from typing import Any

from towpath_contracts import forms
from towpath_contracts.envelope import dataschema_of
from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.json_schema import Schema, schema_of

SCHEMAS = "#/components/schemas/"
REQUIRED_HEADERS = ("ce_specversion", "ce_type", "ce_id", "ce_source", "ce_subject", "ce_time")


class OneNameTwoShapes(ValueError):
    """Two events mean different things by the name of a part; the message names it."""


def name_of(event: type[Event]) -> str:
    """Return the name of an event among the components, such as ``referral.received.v1``."""
    return f"{event.stream.value}.{event.name}.v{event.version}"


def components() -> dict[str, Schema]:
    """Return every schema by its name: the events' values, what they share, their headers. Raises OneNameTwoShapes."""
    found: dict[str, Schema] = {}
    for event in EVENTS.values():
        schema = schema_of(event)
        for name, part in schema.get("$defs", {}).items():
            shape = _referring(part)
            if found.setdefault(name, shape) != shape:
                raise OneNameTwoShapes(name)
        found[name_of(event)] = _referring(
            {name: part for name, part in schema.items() if name not in ("$schema", "$id", "$defs")}
        )
        found[f"headers.{name_of(event)}"] = headers_of(event)
    found |= {f"headers.{stream.value}": _shared_headers(stream) for stream in Stream}
    return dict(sorted(found.items()))


def _referring(part: Any) -> Any:
    if isinstance(part, list):
        return [_referring(one) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        reference = {"$ref": SCHEMAS + part["$ref"].removeprefix("#/$defs/")}
        rest = {name: _referring(value) for name, value in part.items() if name != "$ref"}
        return {"allOf": [reference]} | rest if rest else reference
    return {name: value if name == "examples" else _referring(value) for name, value in part.items()}


def headers_of(event: type[Event]) -> Schema:
    """Return the schema of an event's headers: those of its stream, under its own type."""
    own: Schema = {"ce_type": {"const": event.type}, "ce_dataschema": {"const": dataschema_of(event.type)}}
    if not event.tombstone:
        own["content-type"] = {"const": "application/json"}
    required = {} if event.tombstone else {"required": list(REQUIRED_HEADERS)}
    return {
        "type": "object",
        "allOf": [{"$ref": f"{SCHEMAS}headers.{event.stream.value}"}],
        "properties": own,
        **required,
    }


def key_of(stream: Stream) -> Schema:
    """Return the schema of a record's key."""
    return {"type": "string", "pattern": _anchored(forms.SUBJECT[stream].pattern)}


def _shared_headers(stream: Stream) -> Schema:
    uuid, type_ = _anchored(forms.UUID.pattern), _anchored(forms.TYPE.pattern)
    subject = _anchored(forms.SUBJECT[stream].pattern)
    return {
        "type": "object",
        "description": "CloudEvents 1.0, Kafka binding, binary mode; the text of each header is UTF-8.",
        "properties": {
            "content-type": _header("The form of the value.", r"^application/json$"),
            "ce_specversion": _header("The version of CloudEvents.", r"^1\.0$"),
            "ce_type": _header("What happened.", type_),
            "ce_dataschema": _header("The name of the value's schema.", r"^urn:towpath:"),
            "ce_id": _header("The event's id: the same fact again has the same id.", uuid),
            "ce_source": _header("Who says so: /org/<organisation>/<service>.", _anchored(forms.SOURCE.pattern)),
            "ce_subject": _header("What it is about, and the record's key.", subject),
            "ce_partitionkey": _header("The subject: events of one subject stay in order.", subject),
            "ce_time": {"type": "string", "format": "date-time", "description": "When it happened (RFC 3339)."},
            "ce_sequence": _header(
                "The subject's version, from 1 without gaps; absent where the writer keeps no state.",
                _anchored(forms.SEQUENCE.pattern),
            ),
            "ce_causationid": _header("The message that led to this one.", uuid),
            "ce_correlationid": _header("The referral that it belongs to.", uuid),
            "ce_alsosentas": _header("The type under which the same fact is sent in another version.", type_),
            "ce_traceparent": _header("Where the event began (W3C).", _anchored(forms.TRACEPARENT.pattern)),
        },
    }


def _header(says: str, form: str) -> Schema:
    return {"type": "string", "pattern": form, "description": says}


def _anchored(form: str) -> str:
    return f"^{form.removeprefix('^').removesuffix('$')}$"

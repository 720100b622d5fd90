"""Golden records: one of every event as it stands in Kafka, for whoever writes a reader without a broker at hand."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from towpath_contracts.envelope import Envelope, derived_id, source_of
from towpath_contracts.event import EVENTS, Event, Stream
from towpath_contracts.json_schema import schema_of
from towpath_contracts.modes import CLOUDEVENTS, CONTENT_TYPE
from towpath_contracts.topics import Topics
from towpath_contracts.wire import Record, encode

ORGANISATION = "riverside-trust"
MADE = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01"

SAID_BY = {Stream.CAPACITY: "directory", Stream.GAP: "directory", Stream.PERSON: "referral", Stream.INBOX: "referral"}
"""The service in the source, where it is not named like its stream."""

OF_A_REFERRAL = frozenset({Stream.REFERRAL, Stream.MATCHING, Stream.FOLLOWUP, Stream.INBOX, Stream.REPLIES})
"""The streams whose events belong to a referral, their correlation."""


def an_id(name: str) -> str:
    """Return the id that examples have in the field of that name."""
    return str(uuid5(NAMESPACE_URL, f"urn:towpath:example:{name}"))


def example(event: type[Event]) -> Event:
    """Return the example of an event's schema as the event."""
    [document] = schema_of(event)["examples"]
    return event() if event.tombstone else event.from_json(json.dumps(document).encode())


def envelope_of(kind: type[Event]) -> Envelope:
    """Return the example of an event with everything that an envelope may say."""
    event = example(kind)
    number = [known.name for known in EVENTS.values() if known.stream is kind.stream].index(kind.name) + 1
    cause = an_id(f"cause of {kind.name}")
    service = "portal" if kind.stream is Stream.REPLIES else SAID_BY.get(kind.stream, kind.stream.value)
    return Envelope.of(
        event,
        event_id=derived_id(cause, event.type),
        source=source_of(event.partner() or ORGANISATION if kind.stream is Stream.REPLIES else ORGANISATION, service),
        aggregate=_aggregate(kind),
        time=MADE,
        sequence=None if kind.stream is Stream.MATCHING else number,
        causationid=cause,
        correlationid=an_id("referral") if kind.stream in OF_A_REFERRAL else None,
        traceparent=TRACE,
    )


def _aggregate(kind: type[Event]) -> str:
    """Return what decided the event: the referral, and for a tombstone what another event of its stream is about."""
    if not kind.tombstone:
        return an_id("referral")
    alive = next(known for known in EVENTS.values() if known.stream is kind.stream and not known.tombstone)
    return example(alive).key("")


def binary(kind: type[Event], topics: Topics) -> Record:
    """Return the record of an event's example in binary mode, as our services write it."""
    return encode(envelope_of(kind), topics)


def structured(kind: type[Event], topics: Topics) -> Record:
    """Return the same record in structured mode, as others may write it: attributes and event in one JSON."""
    record = binary(kind, topics)
    attributes = {name.removeprefix("ce_"): value.decode() for name, value in record.headers if name != CONTENT_TYPE}
    document = attributes | {"datacontenttype": "application/json", "data": json.loads(record.value or b"null")}
    value = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return record._replace(value=value, headers=[(CONTENT_TYPE, CLOUDEVENTS + b"+json")])


def in_structured_mode() -> list[type[Event]]:
    """Return the first event of every stream that has a value: enough to show the form."""
    first: dict[Stream, type[Event]] = {}
    for event in EVENTS.values():
        if not event.tombstone:
            first.setdefault(event.stream, event)
    return list(first.values())


def files(topics: Topics) -> dict[str, Any]:
    """Return every sample by its path below the contracts folder, and the index of them."""
    found = dict(_records(topics))
    index = [
        {"path": path.removeprefix("samples/"), "type": kind.type, "mode": mode, "topic": record.topic}
        for path, (kind, mode, record) in found.items()
    ]
    return {path: plain(record) for path, (_, _, record) in found.items()} | {"samples/index.json": index}


def _records(topics: Topics) -> Iterator[tuple[str, tuple[type[Event], str, Record]]]:
    for kind in EVENTS.values():
        path = f"samples/{kind.stream.value}/{kind.name}.v{kind.version}.json"
        yield path, (kind, "tombstone" if kind.tombstone else "binary", binary(kind, topics))
    for kind in in_structured_mode():
        path = f"samples/structured/{kind.stream.value}.{kind.name}.v{kind.version}.json"
        yield path, (kind, "structured", structured(kind, topics))


def plain(record: Record) -> dict[str, Any]:
    """Return a record as JSON: key, headers and value are the text of their bytes (UTF-8); no value is null."""
    return {
        "topic": record.topic,
        "key": None if record.key is None else record.key.decode(),
        "headers": [{"name": name, "value": value.decode()} for name, value in record.headers],
        "value": None if record.value is None else record.value.decode(),
    }

"""The wire form: CloudEvents 1.0 in the Kafka binding. Binary mode is written; binary and structured mode are read.

Written headers: ``content-type`` and the attributes under ``ce_``. The value is the plain JSON of the event, and absent
for a tombstone. ``ce_sequence`` is decimal, padded to ten digits since CloudEvents wants it to sort as text.
"""

from datetime import UTC
from functools import cache
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from towpath_contracts import forms
from towpath_contracts.attributes import EPOCH, SPECVERSION, attributes_of, moment_at, of_a_stranger, text
from towpath_contracts.envelope import Envelope, dataschema_of
from towpath_contracts.event import EVENTS, Event, Stream, name_of
from towpath_contracts.modes import CONTENT_TYPE, JSON, Given, Headers, given_by
from towpath_contracts.reading import read
from towpath_contracts.topics import COMPACTED, Topics
from towpath_contracts.unreadable import Fault, Unreadable, Unwritable

MAX_VALUE_BYTES = 1_000_000
"""What a value may hold; with its headers it stays below Kafka's default ``max.message.bytes`` of 1,048,588."""


class Record(NamedTuple):
    """What is handed to a Kafka producer, and what an outbox keeps."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


class Position(NamedTuple):
    """Where a record stood, its timestamp in milliseconds since 1970: all that names a tombstone without headers."""

    partition: int
    offset: int
    timestamp: int


def encode(envelope: Envelope, topics: Topics) -> Record:
    """Return the record of an envelope, in binary mode. Raises ``Unwritable`` rather than send what nobody can read."""
    event = envelope.event
    if event is None:
        raise Unwritable("an envelope without an event")
    organisation = event.partner()
    _refuse_unreadable(envelope, event, organisation)
    value = None if event.tombstone else event.to_json()
    if value is not None and len(value) > MAX_VALUE_BYTES:
        raise Unwritable(f"{event.type} has more than {MAX_VALUE_BYTES} bytes")
    subject = envelope.subject.encode()
    headers = [
        *_constant_headers(type(event)),
        ("ce_id", envelope.id.encode()),
        ("ce_source", envelope.source.encode()),
        ("ce_subject", subject),
        ("ce_partitionkey", subject),
        ("ce_time", (envelope.time.astimezone(UTC).isoformat()[:-6] + "Z").encode()),
    ]
    if envelope.sequence is not None:
        headers.append(("ce_sequence", b"%010d" % envelope.sequence))
    if envelope.causationid is not None:
        headers.append(("ce_causationid", envelope.causationid.encode()))
    if envelope.correlationid is not None:
        headers.append(("ce_correlationid", envelope.correlationid.encode()))
    if envelope.traceparent is not None:
        headers.append(("ce_traceparent", envelope.traceparent.encode()))
    if envelope.alsosentas is not None:
        headers.append(("ce_alsosentas", envelope.alsosentas.encode()))
    return Record(topics.of(event.stream, organisation), subject, value, headers)


@cache
def _constant_headers(event: type[Event]) -> tuple[tuple[str, bytes], ...]:
    content = () if event.tombstone else ((CONTENT_TYPE, JSON),)
    return (
        *content,
        ("ce_specversion", SPECVERSION),
        ("ce_type", event.type.encode()),
        ("ce_dataschema", dataschema_of(event.type).encode()),
    )


def _refuse_unreadable(envelope: Envelope, event: Event, partner: str | None) -> None:
    """Hold the envelope against what ``decode`` asks, so that a mistake stays with its producer."""
    if envelope.type != event.type:
        raise Unwritable(f"{event.type} under another type")
    if not forms.UUID.fullmatch(envelope.id):
        raise Unwritable(f"the id of {event.type} is no UUID")
    source = forms.SOURCE.fullmatch(envelope.source)
    if not source:
        raise Unwritable(f"the source of {event.type} is not /org/<organisation>/<service>")
    if event.stream is Stream.REPLIES and source[1] != partner:
        raise Unwritable(f"{event.type} has another source than the partner whose reply it is")
    if not forms.SUBJECT[event.stream].fullmatch(envelope.subject) or event.key(envelope.subject) != envelope.subject:
        raise Unwritable(f"the subject of {event.type} is not its key")
    if envelope.time.tzinfo is None:
        raise Unwritable(f"the time of {event.type} has no zone")
    if envelope.sequence is not None and envelope.sequence < 1:
        raise Unwritable(f"the sequence of {event.type} is not counted from 1")
    if envelope.causationid is not None and not forms.UUID.fullmatch(envelope.causationid):
        raise Unwritable(f"the causationid of {event.type} is no UUID")
    if envelope.correlationid is not None and not forms.UUID.fullmatch(envelope.correlationid):
        raise Unwritable(f"the correlationid of {event.type} is no UUID")
    if envelope.alsosentas is not None and not _is_twin(envelope.alsosentas, event.type):
        raise Unwritable(f"{event.type} is also sent as what is no other version of it")


def _is_twin(also: str, type_: str) -> bool:
    """Whether a type is another version of an event."""
    return also != type_ and name_of(also) == name_of(type_) and bool(forms.TYPE.fullmatch(also))


def decode(
    topic: str,
    key: bytes | None,
    value: bytes | None,
    headers: Headers,
    topics: Topics,
    position: Position | None = None,
) -> Envelope:
    """Return the envelope of a record, in either mode. Raises ``Unreadable``, which carries a code and never a value.

    A type that this catalogue does not know gives an envelope without an event: it is for someone else. So does a
    version that it does not know where the record says that the fact is also sent in one that it does. A record
    without a value on a compacted topic gives an envelope with ``tombstone``, whatever its headers; where they do not
    tell, its id comes from its ``position``, or from topic and key alone, and its source is empty.
    """
    place = topics.parse(topic)
    if place is None:
        raise Unreadable(Fault.WRONG_STREAM, "topic")
    stream, partner = place
    if value is None and stream in COMPACTED:
        return _tombstone(topic, stream, key, headers, position)
    if value is not None and len(value) > MAX_VALUE_BYTES:
        raise Unreadable(Fault.TOO_LARGE)
    given, document = given_by(headers, value)
    try:
        return _envelope(stream, partner, key, given, document)
    except Unreadable as unreadable:
        unreadable.known_as(text(given, "ce_id"), text(given, "ce_type"))
        raise


def _envelope(stream: Stream, partner: str | None, key: bytes | None, given: Given, document: bytes | None) -> Envelope:
    kind = _kind(given, stream)
    if kind is None:
        return _for_someone_else(given, stream)
    attributes = attributes_of(given, stream)
    if document is None and not kind.tombstone:
        raise Unreadable(Fault.BAD_JSON)
    event = kind() if document is None else read(kind, document)
    subject = attributes.subject
    if key != subject.encode():
        raise Unreadable(Fault.KEY_MISMATCH, "key")
    if event.key(subject) != subject:
        raise Unreadable(Fault.KEY_MISMATCH, "ce_subject")
    if event.partner() != partner:
        raise Unreadable(Fault.WRONG_PARTNER, "organisation")
    if stream is Stream.REPLIES and not attributes.source.startswith(f"/org/{partner}/"):
        raise Unreadable(Fault.WRONG_PARTNER, "ce_source")
    found, also = attributes, text(given, "ce_alsosentas")
    return Envelope(
        found.id,
        kind.type,
        found.source,
        subject,
        found.time,
        event,
        *found[4:],
        tombstone=kind.tombstone,
        alsosentas=also if _is_twin(also, kind.type) else None,
    )


def _kind(given: Given, stream: Stream) -> type[Event] | None:
    """Return the event's class, None where the catalogue has no event of that name. Raises ``Unreadable``."""
    name = text(given, "ce_type")
    kind = EVENTS.get(name)
    if kind is not None:
        if kind.stream is not stream:
            raise Unreadable(Fault.WRONG_STREAM, "ce_type")
        return kind
    if not name and not any(attribute in given for attribute in ("ce_id", "ce_source", "ce_specversion")):
        raise Unreadable(Fault.NO_ENVELOPE)
    if not forms.TYPE.fullmatch(name):
        raise Unreadable(Fault.BAD_ATTRIBUTE, "ce_type")
    if name_of(name) not in {name_of(known) for known in EVENTS}:
        return None
    also = text(given, "ce_alsosentas")
    if also in EVENTS and _is_twin(also, name):
        return None
    raise Unreadable(Fault.UNKNOWN_VERSION, "ce_type")


def _for_someone_else(given: Given, stream: Stream) -> Envelope:
    attributes = of_a_stranger(given, stream)
    return Envelope(attributes.id, text(given, "ce_type"), attributes.source, attributes.subject, attributes.time)


def _tombstone(topic: str, stream: Stream, key: bytes | None, headers: Headers, position: Position | None) -> Envelope:
    """Read a tombstone by its key alone: compaction removes that key whatever the headers say."""
    subject = "" if key is None else key.decode("utf-8", "replace")
    if not forms.SUBJECT[stream].fullmatch(subject):
        raise Unreadable(Fault.KEY_MISMATCH, "key")
    kind = next((known for known in EVENTS.values() if known.tombstone and known.stream is stream), None)
    type_, event = ("", None) if kind is None else (kind.type, kind())
    try:
        found = attributes_of(dict(headers), stream)
    except Unreadable:
        place = subject if position is None else f"{position.partition}/{position.offset}"
        derived = str(uuid5(NAMESPACE_URL, f"{topic}/{place}"))
        time = EPOCH if position is None else moment_at(position.timestamp)
        return Envelope(derived, type_, "", subject, time, event, tombstone=True)
    return Envelope(found.id, type_, found.source, subject, found.time, event, *found[4:], tombstone=True)

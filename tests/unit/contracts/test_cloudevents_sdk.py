"""Records are exchanged both ways with the SDK of CloudEvents, in both modes, event by event."""

import json
from typing import Any

import pytest
from cloudevents.core.bindings import kafka as sdk
from cloudevents.core.v1.event import CloudEvent

from towpath_contracts import EVENTS, Event, Record, Topics, decode
from towpath_contracts.modes import CLOUDEVENTS, CONTENT_TYPE
from towpath_contracts.published.samples import binary, envelope_of, structured

TOPICS = Topics()
WITH_A_VALUE = [event for event in EVENTS.values() if not event.tombstone]
each_event = pytest.mark.parametrize("event", WITH_A_VALUE, ids=lambda event: event.type)


def to_the_sdk(record: Record) -> sdk.KafkaMessage:
    assert record.value is not None
    return sdk.KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value)


def from_the_sdk(message: sdk.KafkaMessage, topic: str) -> tuple[str, bytes, bytes, list[tuple[str, bytes]]]:
    key = message.key.encode() if isinstance(message.key, str) else message.key
    assert key is not None
    return topic, key, message.value, list(message.headers.items())


def as_others_make_it(event: type[Event]) -> CloudEvent:
    """The example of an event, made with the SDK alone from plain values."""
    said = envelope_of(event)
    assert said.event is not None
    attributes: dict[str, Any] = {
        "id": said.id,
        "type": said.type,
        "source": said.source,
        "specversion": "1.0",
        "subject": said.subject,
        "time": said.time,
        "datacontenttype": "application/json",
        "dataschema": said.dataschema,
        "partitionkey": said.subject,
    }
    extensions = {
        "sequence": None if said.sequence is None else f"{said.sequence:010}",
        "causationid": said.causationid,
        "correlationid": said.correlationid,
        "traceparent": said.traceparent,
    }
    attributes |= {name: value for name, value in extensions.items() if value is not None}
    return CloudEvent(attributes=attributes, data=json.loads(said.event.to_json()))


def told(event: type[Event]) -> dict[str, Any]:
    return as_others_make_it(event).get_attributes()


@each_event
def test_the_sdk_reads_what_we_write(event: type[Event]) -> None:
    record = binary(event, TOPICS)
    read = sdk.from_kafka_event(to_the_sdk(record))
    assert read.get_attributes() == told(event)
    assert read.get_data() == json.loads(record.value or b"")


@each_event
def test_the_sdk_reads_our_structured_form(event: type[Event]) -> None:
    record = structured(event, TOPICS)
    read = sdk.from_kafka_event(to_the_sdk(record))
    assert read.get_attributes() == told(event)
    assert read.get_data() == json.loads(binary(event, TOPICS).value or b"")


@each_event
def test_we_read_what_the_sdk_writes_in_binary_mode(event: type[Event]) -> None:
    written = sdk.to_binary_event(as_others_make_it(event))
    assert decode(*from_the_sdk(written, binary(event, TOPICS).topic), TOPICS) == envelope_of(event)


@each_event
def test_we_read_what_the_sdk_writes_in_structured_mode(event: type[Event]) -> None:
    written = sdk.to_structured_event(as_others_make_it(event))
    assert written.headers[CONTENT_TYPE] == CLOUDEVENTS + b"+json"
    assert decode(*from_the_sdk(written, binary(event, TOPICS).topic), TOPICS) == envelope_of(event)


@each_event
def test_what_the_sdk_passes_on_comes_back_the_same(event: type[Event]) -> None:
    record = binary(event, TOPICS)
    passed_on = sdk.from_kafka_event(to_the_sdk(record))
    for written in (sdk.to_binary_event(passed_on), sdk.to_structured_event(passed_on)):
        assert decode(*from_the_sdk(written, record.topic), TOPICS) == envelope_of(event)

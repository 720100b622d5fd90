"""Records that are odd: what a reader has to bear, and what it has to set aside without losing what comes after."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from towpath_contracts.conformance.kit import CANARY
from towpath_contracts.envelope import dataschema_of
from towpath_contracts.event import TYPE_PREFIX
from towpath_contracts.wire import MAX_VALUE_BYTES, Record

NOBODY = b"00000000-0000-4000-8000-000000000000"
Change = Callable[[Record], Record]


def with_fields(record: Record, **fields: Any) -> Record:
    """Return the record with these fields in its JSON, in place of those that it had."""
    document = json.loads(record.value or b"{}")
    return record._replace(value=json.dumps(document | fields).encode())


def with_headers(record: Record, **headers: bytes | None) -> Record:
    """Return the record with these headers in place of those that it had; None takes one away."""
    kept = [(name, value) for name, value in record.headers if name not in headers]
    return record._replace(headers=kept + [(name, value) for name, value in headers.items() if value is not None])


def with_a_strange_field(record: Record) -> Record:
    """Return the record with fields that nobody knows, one with a name in it that must come out nowhere."""
    return with_fields(record, name=CANARY, words_of_tomorrow={"said": [CANARY]})


def with_strange_headers(record: Record) -> Record:
    """Return the record with headers that are no text and one that is null, which Kafka allows."""
    strange: list[tuple[str, Any]] = [("x-null", None), ("x-bytes", b"\xff\xfe\x00"), ("ce_ofanother", b"1")]
    return record._replace(headers=[*strange, *record.headers])


def in_structured_mode(record: Record) -> Record:
    """Return the same event in structured mode: the attributes stand in the value, beside the event."""
    attributes = {name[3:]: value.decode() for name, value in record.headers if name.startswith("ce_")}
    document = attributes | {"datacontenttype": "application/json", "data": json.loads(record.value or b"{}")}
    content_type = ("content-type", b"application/cloudevents+json; charset=UTF-8")
    return record._replace(value=json.dumps(document).encode(), headers=[content_type])


def of_a_strange_type(record: Record) -> Record:
    """Return the record as an event that this catalogue does not have, on the same stream."""
    stream = dict(record.headers)["ce_type"].decode().split(".")[2]
    type_ = f"{TYPE_PREFIX}.{stream}.dreamt_of_tomorrow.v1"
    return with_headers(record, ce_type=type_.encode(), ce_dataschema=dataschema_of(type_).encode())


def of_a_later_version(record: Record) -> Record:
    """Return the record as a version of its event that this catalogue does not have."""
    later = dict(record.headers)["ce_type"].decode().rpartition(".v")[0] + ".v99"
    return with_headers(record, ce_type=later.encode(), ce_dataschema=dataschema_of(later).encode())


def _larger_than_allowed(record: Record) -> Record:
    return with_fields(record, padding="x" * (MAX_VALUE_BYTES + 1))


BEARABLE: Mapping[str, Change] = {
    "an event with fields that nobody knows": with_a_strange_field,
    "an event with headers that are no text": with_strange_headers,
    "an event in structured mode": in_structured_mode,
}
"""An event that a reader has to read as if nothing were odd about it."""

POISON: Mapping[str, Change] = {
    "a value that is no JSON": lambda record: record._replace(value=b'{"cut off'),
    "a value that is no text": lambda record: record._replace(value=b"\xff\xfe\x00\x01"),
    "no value": lambda record: record._replace(value=b""),
    "no envelope": lambda record: record._replace(headers=[]),
    "an id that is no UUID": lambda record: with_headers(record, ce_id=b"17"),
    "a key that is not the subject": lambda record: with_headers(record, ce_subject=NOBODY),
    "a version that nobody knows": of_a_later_version,
    "more than a megabyte": _larger_than_allowed,
}
"""What no reader can read. It has to be set aside, and what others said after it has to be heard."""

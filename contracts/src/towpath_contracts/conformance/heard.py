"""A record that was heard on a topic, read as far as it can be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.topics import Topics
from towpath_contracts.unreadable import Unreadable
from towpath_contracts.wire import Position, decode


@dataclass(frozen=True)
class Heard:
    """One record. ``envelope`` is there where it could be read, else ``fault`` says why not; ``at`` is Kafka's time of
    the record in milliseconds since 1970.
    """

    topic: str
    stream: Stream
    organisation: str | None
    partition: int
    offset: int
    at: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]
    envelope: Envelope | None
    fault: Unreadable | None

    @property
    def event(self) -> Event | None:
        """The event in it, where it could be read and is of the catalogue."""
        return None if self.envelope is None else self.envelope.event

    @property
    def place(self) -> str:
        """Where it stands, for a report: topic, partition and offset."""
        return f"{self.topic}[{self.partition}]@{self.offset}"

    @property
    def is_structured(self) -> bool:
        """Whether it is in structured mode: the attributes stand in the value."""
        return (self.header("content-type") or "").startswith("application/cloudevents")

    @property
    def raw(self) -> bytes:
        """Everything in it, for a search."""
        parts = [self.key or b"", self.value or b""]
        return b"\n".join(parts + [name.encode() + b": " + (value or b"") for name, value in self.headers])

    def document(self) -> dict[str, Any]:
        """Return the value as the JSON object it has to be, empty where it is none: what a stranger's field is in."""
        try:
            found = json.loads(self.value or b"")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def header(self, name: str) -> str | None:
        """Return a header as text, None where it is not there or no text."""
        value = dict(self.headers).get(name)
        try:
            return None if value is None else value.decode()
        except UnicodeDecodeError:
            return None


def heard(record: Any, topics: Topics) -> Heard | None:
    """Read a record of aiokafka; None where its topic is no stream's."""
    place = topics.parse(record.topic)
    if place is None:
        return None
    headers = tuple((name, value) for name, value in record.headers)
    envelope, fault = None, None
    try:
        position = Position(record.partition, record.offset, record.timestamp)
        envelope = decode(record.topic, record.key, record.value, headers, topics, position)
    except Unreadable as error:
        fault = error
    return Heard(
        record.topic, *place, record.partition, record.offset, record.timestamp, record.key, record.value, headers,
        envelope, fault,
    )  # fmt: skip

"""A record as it came, kept whole so that nothing that could not be handled is ever lost."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bson import Binary
from pymongo import UpdateOne

from towpath_contracts.wire import Position
from towpath_runtime.errors import Poison
from towpath_runtime.ids import derive


class Status(StrEnum):
    """Where a dead letter stands: the first of its lane is parked, those behind it wait."""

    PARKED = "parked"
    WAITING = "waiting"
    RETRIED = "retried"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class Letter:
    """One Kafka record, its timestamp in milliseconds since 1970.

    Its lane is what keeps order: topic and key; a record without a key has a lane of its own.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    timestamp: int = 0

    @property
    def id(self) -> str:
        """The same for the same content, wherever in the topic it stands: a replayed poison is recognised."""
        content = hashlib.sha256()
        for part in (self.topic.encode(), self.key or b"", self.value or b"", _ce_id(self.headers)):
            content.update(len(part).to_bytes(8) + part)
        return derive(content.hexdigest(), "letter")

    @property
    def lane(self) -> str:
        """Topic and key, or the record alone."""
        if self.key is None:
            return f"{self.topic}|-{self.id}"
        return f"{self.topic}|{self.key.decode(errors='backslashreplace')}"

    @property
    def position(self) -> Position:
        """Where it stood, for the codec."""
        return Position(self.partition, self.offset, self.timestamp)

    def parked(self, status: Status, error: Poison, place: int) -> UpdateOne:
        """Return the write that parks it at a place in its lane; one that is parked already stays as it is."""
        document = {
            "lane": self.lane,
            "status": status.value,
            "reason": error.code,
            "fields": list(error.fields),
            "topic": self.topic,
            "partition": self.partition,
            "offset": self.offset,
            "key": None if self.key is None else Binary(self.key),
            "value": None if self.value is None else Binary(self.value),
            "headers": [[name, None if value is None else Binary(value)] for name, value in self.headers],
            "timestamp": self.timestamp,
            "place": place,
            "order": time.time_ns() + place % 1_000,
            "at": datetime.now(UTC),
        }
        return UpdateOne({"_id": self.id}, {"$setOnInsert": document}, upsert=True)

    def reasons(self, error: Poison) -> list[tuple[str, bytes]]:
        """Return the headers that the dead-letter topic adds: why, and where the record stood."""
        reasons = {
            "towpath_reason": error.code,
            "towpath_fields": ",".join(error.fields),
            "towpath_topic": self.topic,
            "towpath_partition": str(self.partition),
            "towpath_offset": str(self.offset),
            "towpath_letter": self.id,
        }
        return [(name, value.encode()) for name, value in reasons.items()]

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Letter":
        """Read it back from the dead-letter store."""
        return cls(
            topic=document["topic"],
            partition=document["partition"],
            offset=document["offset"],
            key=None if document["key"] is None else bytes(document["key"]),
            value=None if document["value"] is None else bytes(document["value"]),
            headers=[(name, None if value is None else bytes(value)) for name, value in document["headers"]],
            timestamp=document["timestamp"],
        )


def _ce_id(headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    for name, value in headers:
        if name == "ce_id":
            return value or b""
    return b""

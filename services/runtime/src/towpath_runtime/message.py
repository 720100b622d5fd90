"""What goes through the path: a command from HTTP, a timer that is due, or an event from Kafka."""

from dataclasses import dataclass
from typing import Any, Self

from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateMany, UpdateOne

from towpath_contracts.envelope import Envelope

Operation = InsertOne[dict[str, Any]] | UpdateOne | UpdateMany | ReplaceOne[dict[str, Any]] | DeleteOne


@dataclass(frozen=True, slots=True)
class Write:
    """A write that goes along in the transaction. It must be idempotent: a transaction may be tried again."""

    collection: str
    operation: Operation


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to decide on, by one aggregate.

    ``id`` is that of the command or event: the inbox remembers it together with aggregate and key, so that its effect
    happens once. ``fingerprint`` is a hash of the body, where the same id could come with another one. ``writes`` are
    private documents that the same transaction keeps if the message is not refused.
    """

    id: str
    aggregate: str
    key: str
    body: Any
    correlation: str
    causation: str | None = None
    traceparent: str | None = None
    fingerprint: str = ""
    writes: tuple[Write, ...] = ()

    @property
    def mark(self) -> str:
        """The id of its inbox mark."""
        return f"{self.aggregate}/{self.key}/{self.id}"

    @classmethod
    def from_event(cls, received: Envelope, aggregate: str, key: str | None = None, body: object | None = None) -> Self:
        """Address an event to an aggregate, by default to the one that its subject names."""
        return cls(
            id=received.id,
            aggregate=aggregate,
            key=received.subject if key is None else key,
            body=received.event if body is None else body,
            correlation=received.correlationid or received.subject,
            traceparent=received.traceparent,
        )


@dataclass(frozen=True, slots=True)
class Done:
    """The message took effect, now or (``repeated``) before. ``version`` counts the aggregate's events."""

    version: int
    repeated: bool = False
    events: tuple[Envelope, ...] = ()

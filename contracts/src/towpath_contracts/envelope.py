"""The envelope of an event: the attributes of CloudEvents 1.0, and the event itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from towpath_contracts.event import TYPE_PREFIX, Event, name_of


def source_of(organisation: str, service: str) -> str:
    """Return the ``source`` of a service: ``/org/<organisation>/<service>``."""
    return f"/org/{organisation}/{service}"


def derived_id(cause: str, event_type: str, index: int = 0) -> str:
    """Return the id of an event that follows from another: a UUIDv5 (RFC 9562) of the cause and a stable name.

    Whoever computes the event again gives it the same id. ``cause`` is the id of the message, a UUID; ``index``
    counts the events that follow from it, from 0. The name is that of the event's first version: the id is of the
    fact, so a fact that is said in two versions has one id.
    """
    return str(uuid5(UUID(cause), f"{name_of(event_type)}.v1/{index}"))


def dataschema_of(event_type: str) -> str:
    """Return the URI of an event's JSON Schema, such as ``urn:towpath:referral:received:v1``.

    A name, not an address: nobody has to be reached to read an event.
    """
    return "urn:towpath:" + event_type.removeprefix(f"{TYPE_PREFIX}.").replace(".", ":")


@dataclass(frozen=True, slots=True)
class Envelope:
    """An event with what is known about it. Nothing here identifies a person but by a pseudonymous id.

    ``id`` is a UUID; ``source`` is ``/org/<organisation>/<service>``; ``subject`` is the aggregate's id and the
    record's key; ``time`` is aware, in UTC. ``sequence`` is the aggregate's version, from 1 without gaps, absent where
    the producer keeps no state. ``causationid`` is the id of the message that led to this one, ``correlationid`` the
    referral.

    ``event`` is absent where the type is not in this catalogue, and where a tombstone's stream has no event for it.
    ``tombstone`` says that the record takes its key off a compacted topic. ``alsosentas`` is the type of the other
    version under which the same fact is published with the same id, while an event moves from one to the next.
    """

    id: str
    type: str
    source: str
    subject: str
    time: datetime
    event: Event | None = None
    sequence: int | None = None
    causationid: str | None = None
    correlationid: str | None = None
    traceparent: str | None = None
    tombstone: bool = False
    alsosentas: str | None = None

    @classmethod
    def of(
        cls,
        event: Event,
        *,
        event_id: str,
        source: str,
        aggregate: str,
        time: datetime,
        sequence: int | None = None,
        causationid: str | None = None,
        correlationid: str | None = None,
        traceparent: str | None = None,
    ) -> "Envelope":
        """Wrap an event; its type and the subject follow from it. ``aggregate`` is the id of what decided it."""
        return cls(
            event_id,
            event.type,
            source,
            event.key(aggregate),
            time,
            event,
            sequence,
            causationid,
            correlationid,
            traceparent,
            event.tombstone,
        )

    def in_every_version(self) -> tuple["Envelope", ...]:
        """Return what is to be published of this fact: itself and, during an overlap, then its twin of before.

        The twins differ in type and value and in nothing else; each names the other.
        """
        before = None if self.event is None else self.event.in_version_before()
        if before is None:
            return (self,)
        twin = replace(self, type=before.type, event=before, alsosentas=self.type)
        return (replace(self, alsosentas=before.type), twin)

    @property
    def partitionkey(self) -> str:
        """The key that keeps an aggregate's events in order (CloudEvents partitioning extension): the subject."""
        return self.subject

    @property
    def dataschema(self) -> str:
        """The URI of the event's JSON Schema."""
        return dataschema_of(self.type)

    @property
    def organisation(self) -> str:
        """The organisation that produced the event; empty where the source is not known."""
        return self.source.split("/")[2] if self.source else ""

"""A service that counts, to try the runtime with: each `Recorded` it reads counts one and asks for attention.

Run as ``python -m support.toy`` it is a process that tests can kill. Nothing of it is about social prescribing; it
borrows a few events of the catalogue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, FastAPI
from pymongo import UpdateOne

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.referral import AttentionNeeded
from towpath_runtime.aggregate import Aggregate, Change
from towpath_runtime.errors import Refused
from towpath_runtime.http import Acknowledged, AskedBy, Command
from towpath_runtime.message import Message, Write
from towpath_runtime.service import Runtime
from towpath_runtime.serving import serve
from towpath_runtime.settings import RuntimeSettings

NAME = "toy"
REFUSED = frozenset({"declined"})
"""Outcomes that are against the rules."""
BREAKING = frozenset({"wrong-number"})
"""Outcomes that break the rule itself."""
CANARY = "a canary-value that no log may hold"


@dataclass(frozen=True)
class Tally:
    """How often a key was counted."""

    count: int = 0


@dataclass(frozen=True)
class Count:
    """Count by so many."""

    by: int = 1


class CountIsNegative(Refused):
    """Nothing is counted backwards."""

    code = "count-is-negative"
    status = 422


def decide(state: Tally | None, message: object, now: datetime) -> Sequence[Event]:
    """Count what was recorded."""
    match message:
        case Recorded(outcome=outcome) if outcome in REFUSED:
            raise CountIsNegative("count forwards", field="outcome")
        case Recorded(outcome=outcome) if outcome in BREAKING:
            raise ZeroDivisionError(CANARY)
        case Recorded():
            return [AttentionNeeded(reason="follow-up-missed")]
        case Count(by=by) if by < 0:
            raise CountIsNegative("count forwards", field="by")
        case Count(by=by):
            return [AttentionNeeded(reason="follow-up-missed")] * by
    raise AssertionError(type(message).__name__)


def evolve(state: Tally | None, event: Event) -> Tally:
    """Add one."""
    return replace(state or Tally(), count=(state or Tally()).count + 1)


def project(change: Change[Tally]) -> Iterable[Write]:
    """Keep a list of what was counted beside the state."""
    for event in change.events:
        yield Write("counted", UpdateOne({"_id": event.id}, {"$set": {"key": change.key}}, upsert=True))


TALLY: Aggregate[Tally] = Aggregate(
    name="tally",
    decide=decide,
    evolve=evolve,
    to_document=lambda state: {"count": state.count},
    from_document=lambda document: Tally(document["count"]),
    project=project,
)


@dataclass(frozen=True)
class Room:
    """How much room a service has; the whole state goes to a compacted topic each time."""

    spaces: int


@dataclass(frozen=True)
class Report:
    """Say how many spaces a service has."""

    service: str
    spaces: int


def report(state: Room | None, message: Report, now: datetime) -> Sequence[Event]:
    """Report what was said."""
    return [CapacityReported(service=message.service, state="capacity", as_of=now, spaces=message.spaces)]


def reported(state: Room | None, event: Event) -> Room:
    """Take the newest."""
    assert isinstance(event, CapacityReported)
    return Room(event.spaces or 0)


ROOM: Aggregate[Room] = Aggregate(
    name="room",
    decide=report,
    evolve=reported,
    to_document=lambda state: {"spaces": state.spaces},
    from_document=lambda document: Room(document["spaces"]),
)


def route(received: Envelope) -> Iterable[Message]:
    """Count what was recorded."""
    if isinstance(received.event, Recorded):
        yield Message.from_event(received, "tally")


class CountBody(Command):
    """The body of a count."""

    by: int = 1


def build(settings: RuntimeSettings) -> tuple[Runtime, FastAPI]:
    """Put the service together."""
    runtime = Runtime(NAME, settings, [TALLY, ROOM])
    runtime.consume(Stream.FOLLOWUP, route=route)
    router = APIRouter(prefix="/v1")

    @router.post("/tallies/{key}/counts", status_code=201)
    async def count(key: str, body: CountBody, asked: AskedBy) -> Acknowledged:
        done = await runtime.submit(asked.message("tally", key, Count(body.by), correlation=key))
        return Acknowledged(id=key, version=done.version)

    @router.get("/tallies/{key}")
    async def show(key: str) -> dict[str, Any]:
        found = await runtime.database["tally"].find_one({"_id": key})
        return {"count": 0 if found is None else found["count"]}

    return runtime, runtime.app(router)


if __name__ == "__main__":
    serve(lambda settings: build(settings)[1], RuntimeSettings)

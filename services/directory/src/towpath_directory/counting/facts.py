"""Facts about one thing, kept as a set: neither order nor repetition of what is heard can change what they say.

A document is about one connection or one referral. ``facts`` holds what was heard by the id of the event that said it;
``keys`` are the tallies that it counts in; ``news`` names a fact that these have not been told of yet; after ``until``
it can count in none of them. It is an aggregate's document that has had no events: what is heard here is decided by
others, and says nothing new to anybody.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_contracts.event import Event
from towpath_runtime.aggregate import Aggregate, Change, Document
from towpath_runtime.message import Write

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Later than anything that is counted."""
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)

Facts = Sequence[Mapping[str, Any]]

FACT_INDEXES = (
    IndexModel([("keys", ASCENDING), ("until", ASCENDING)], name="counts"),
    IndexModel([("news", ASCENDING)], name="news", partialFilterExpression={"news": {"$exists": True}}),
    IndexModel([("until", ASCENDING)], name="until"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact: the id of the event that said it, what it says, and the tallies that it is for."""

    id: str
    says: Mapping[str, Any]
    keys: tuple[str, ...] = ()


def known_things(name: str) -> Aggregate[Facts]:
    """Return the aggregate whose documents hold the facts about a kind of thing."""
    return Aggregate(
        name=name,
        decide=_nothing,
        evolve=_as_it_was,
        to_document=lambda facts: {"facts": {str(number): dict(fact) for number, fact in enumerate(facts)}},
        from_document=facts_in,
        project=_keeping(name),
        indexes=FACT_INDEXES,
    )


def facts_in(document: Document) -> Facts:
    """Return the facts of a document."""
    return list(document.get("facts", {}).values())


def fact_write(subject: str, heard: Heard) -> UpdateOne:
    """Return the write that adds a fact: the same however often it is made, and in whatever order with others."""
    update: Document = {
        "$set": {f"facts.{heard.id}": dict(heard.says), "news": heard.id, "until": NEVER},
        "$setOnInsert": {"version": 0, "stamp": 0, "sequences": {}},
    }
    if heard.keys:
        update["$addToSet"] = {"keys": {"$each": list(heard.keys)}}
    return UpdateOne({"_id": subject}, update, upsert=True)


def _keeping(name: str) -> Callable[[Change[Facts]], Iterable[Write]]:
    return lambda change: [Write(name, fact_write(change.key, change.message.body))]


def _nothing(_: Facts | None, heard: Heard, now: datetime) -> Sequence[Event]:
    return ()


def _as_it_was(known: Facts | None, _: Event) -> Facts:
    return known or ()

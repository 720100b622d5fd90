"""Facts about one thing, kept as a set: neither order nor repetition of what is heard can change what they say.

A document is about one connection or one referral. ``facts`` holds what was heard by the id of the event that said it;
``keys`` are the tallies that it counts in; ``news`` names a fact that these have not been told of yet; after ``until``
it can count in none of them; ``over`` says that nothing which may still come needs to know what came before; ``newest``
is when the last of it happened. It is an aggregate's document that has had no events: what is heard here is decided by
others, and says nothing new to anybody.

What is over and can count in nothing is forgotten (`pruning`) when even the newest of it is older than facts are kept,
and what is older than that is not heard in the first place. That is why nothing comes to life again: a duplicate of a
fact that was forgotten is at least as old as the fact. It need not be in the inbox, which forgets its marks five days
after the topics, while a replay may put an old event on its topic again, to stay there for another 30 days. The price:
what comes for the first time so late counts in nothing. `LEAST` is longer than anything holds an event back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import ASCENDING, IndexModel, UpdateOne

from towpath_contracts.event import Event
from towpath_runtime.aggregate import Aggregate, Change, Document
from towpath_runtime.message import Write

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Later than anything that is counted."""
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)

KEPT = timedelta(days=400)
LEAST = timedelta(days=120)
"""The 90 days that a figure looks back, or an event lies among the dead letters, and the 30 that it is in a topic."""

Facts = Sequence[Mapping[str, Any]]

FACT_INDEXES = (
    IndexModel([("keys", ASCENDING), ("until", ASCENDING)], name="counts"),
    IndexModel([("news", ASCENDING)], name="news", partialFilterExpression={"news": {"$exists": True}}),
    IndexModel([("until", ASCENDING)], name="until"),
    IndexModel([("newest", ASCENDING), ("over", ASCENDING)], name="newest"),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """A fact: the id of the event that said it, when it happened, what it says, and the tallies that it is for."""

    id: str
    at: datetime
    says: Mapping[str, Any]
    keys: tuple[str, ...] = ()


def known_things(name: str, kept: timedelta = KEPT) -> Aggregate[Facts]:
    """Return the aggregate whose documents hold the facts about a kind of thing; older ones than ``kept`` are not."""
    return Aggregate(
        name=name,
        decide=_nothing,
        evolve=_as_it_was,
        to_document=lambda facts: {"facts": {str(number): dict(fact) for number, fact in enumerate(facts)}},
        from_document=facts_in,
        project=_keeping(name, kept),
        indexes=FACT_INDEXES,
    )


def facts_in(document: Document) -> Facts:
    """Return the facts of a document."""
    return list(document.get("facts", {}).values())


def fact_write(subject: str, heard: Heard) -> UpdateOne:
    """Return the write that adds a fact: the same however often it is made, and in whatever order with others."""
    update: Document = {
        "$set": {f"facts.{heard.id}": dict(heard.says), "news": heard.id, "until": NEVER},
        "$max": {"newest": heard.at},
        "$setOnInsert": {"version": 0, "stamp": 0, "sequences": {}},
    }
    if heard.keys:
        update["$addToSet"] = {"keys": {"$each": list(heard.keys)}}
    return UpdateOne({"_id": subject}, update, upsert=True)


def _keeping(name: str, kept: timedelta) -> Callable[[Change[Facts]], Iterable[Write]]:
    def keep(change: Change[Facts]) -> Iterable[Write]:
        heard = change.message.body
        if heard.at >= change.now - kept:
            yield Write(name, fact_write(change.key, heard))

    return keep


def _nothing(_: Facts | None, heard: Heard, now: datetime) -> Sequence[Event]:
    return ()


def _as_it_was(known: Facts | None, _: Event) -> Facts:
    return known or ()

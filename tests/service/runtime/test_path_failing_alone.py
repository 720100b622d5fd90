"""What is wrong with one message stays with that message."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from pymongo import ASCENDING, GEOSPHERE, IndexModel, UpdateOne

from support import toy
from support.toy import CANARY, TALLY, Tally
from support.toy_path import a_path, count
from support.toy_world import ToyWorld
from towpath_contracts.events.followup import Recorded
from towpath_runtime.aggregate import Aggregate, Document
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.message import Done, Message, Write

BAD = 250
"""The place of the bad one among 500."""


def many(bad: Message) -> list[Message]:
    messages = [count(str(uuid4())) for _ in range(500)]
    messages[BAD] = bad
    return messages


def private(document: Document) -> Message:
    key = str(uuid4())
    return count(key, writes=(Write("private", UpdateOne({"_id": key}, {"$set": document}, upsert=True)),))


async def only_one_fails(store: ToyWorld, bad: Message, *aggregates: Aggregate[Tally]) -> Poison | Refused:
    """Handle the bad one among 499 good ones; returns its failure and sees to it that the others took effect."""
    messages = many(bad)
    outcomes = await a_path(store, *aggregates).path.handle(messages)
    failure = outcomes.pop(BAD)
    assert all(isinstance(done, Done) and done.version == 1 for done in outcomes)
    assert await store.counts() == {message.key: 1 for message in messages if message is not bad}
    assert isinstance(failure, Poison | Refused)
    return failure


async def test_one_refused_message_of_500_fails_alone(store: ToyWorld) -> None:
    assert (await only_one_fails(store, count(str(uuid4()), -1))).code == "count-is-negative"


@pytest.mark.parametrize(
    "document",
    [
        {"text": "x" * 17_000_000},
        {"a\0name": 1},
        {"number": 2**70},
        {"place": {"type": "Point", "coordinates": [300, 300]}},
    ],
    ids=["too large", "a zero byte in a name", "too large a number", "a place that is none"],
)
async def test_a_document_that_cannot_be_stored_fails_alone(store: ToyWorld, document: Document) -> None:
    await store.database["private"].create_indexes([IndexModel([("place", GEOSPHERE)])])

    failure = await only_one_fails(store, private(document))

    assert failure.code == "cannot-be-stored"
    assert await store.database["private"].count_documents({}) == 0


async def test_a_unique_value_that_is_taken_for_good_fails_alone(store: ToyWorld) -> None:
    await store.database["private"].create_indexes([IndexModel([("name", ASCENDING)], unique=True)])
    await a_path(store).path.handle([private({"name": "the first"})])
    await store.database["tally"].delete_many({})

    failure = await only_one_fails(store, private({"name": "the first"}))

    assert failure.code == "cannot-be-stored"


async def test_a_state_that_cannot_be_written_or_read_fails_alone(store: ToyWorld) -> None:
    def to_document(state: Tally) -> Document:
        if state.count == 2:
            raise ZeroDivisionError(CANARY)
        return {"count": state.count}

    written = replace(TALLY, to_document=to_document)
    assert (await only_one_fails(store, count(str(uuid4()), 2), written)).code == "rule-broke"

    await store.database["tally"].delete_many({})
    key = str(uuid4())
    strange = {"_id": key, "of": "another age", "version": 1, "stamp": 1, "sequences": {}}
    await store.database["tally"].insert_one(strange)
    messages = many(count(key))
    outcomes = await a_path(store).path.handle(messages)

    assert [getattr(one, "code", None) for one in outcomes if not isinstance(one, Done)] == ["rule-broke"]
    assert await store.database["tally"].find_one({"_id": key}) == strange


async def test_a_rule_that_breaks_fails_alone_and_logs_no_text(store: ToyWorld) -> None:
    process, key = a_path(store), str(uuid4())
    breaking = Recorded(timer=str(uuid4()), kind="check-in", outcome="wrong-number", channel="phone")
    message = Message(str(uuid4()), "tally", key, breaking, correlation=key)

    outcomes = await process.path.handle([count(str(uuid4())), message, count(str(uuid4()))])

    assert [getattr(one, "code", "done") for one in outcomes] == ["done", "rule-broke", "done"]
    assert CANARY not in process.written.getvalue()
    [line] = [line for line in process.lines() if line["level"] == "error"]
    assert line["where"].startswith(f"ZeroDivisionError at {toy.__file__.rsplit('/', 1)[-1]}")
    assert (line["message"], line["message_id"]) == ("rule-broke", message.id)

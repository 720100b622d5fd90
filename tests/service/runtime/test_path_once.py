"""The same message any number of times: one effect, one answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pymongo import UpdateOne

from support.toy_path import a_path, count
from support.toy_world import ToyWorld
from towpath_runtime.errors import IdempotencyKeyReused
from towpath_runtime.message import Done, Write


async def rows(store: ToyWorld) -> list[dict[str, Any]]:
    return await store.database["outbox"].find().sort("stamp", 1).to_list()


async def test_the_same_message_twice_has_one_effect_and_the_same_answer(store: ToyWorld) -> None:
    path = a_path(store).path
    message = count(str(uuid4()), by=2)

    [first] = await path.handle([message])
    [second] = await path.handle([message])

    assert isinstance(first, Done)
    assert (first.version, first.repeated, len(first.events)) == (2, False, 2)
    assert second == Done(version=2, repeated=True)
    assert await store.counts() == {message.key: 2}
    assert [row["_id"] for row in await rows(store)] == [event.id for event in first.events]


async def test_the_same_message_twice_in_one_batch_has_one_effect(store: ToyWorld) -> None:
    message = count(str(uuid4()))

    first, second = await a_path(store).path.handle([message, message])

    assert isinstance(first, Done)
    assert second == Done(version=1, repeated=True)
    assert await store.counts() == {message.key: 1}


async def test_the_answer_to_a_repeat_is_the_version_of_then_not_of_now(store: ToyWorld) -> None:
    path, key = a_path(store).path, str(uuid4())
    message = count(key, by=3)
    await path.handle([message])
    await path.handle([count(key, by=4)])

    assert await path.handle([message]) == [Done(version=3, repeated=True)]


async def test_a_harmless_message_is_remembered_too(store: ToyWorld) -> None:
    path, message = a_path(store).path, count(str(uuid4()), by=0)

    first = await path.handle([message])
    second = await path.handle([message])

    assert first == [Done(version=0)]
    assert second == [Done(version=0, repeated=True)]
    assert await store.counts() == {}
    assert await rows(store) == []


async def test_the_same_id_with_another_fingerprint_is_refused_and_changes_nothing(store: ToyWorld) -> None:
    path, key = a_path(store).path, str(uuid4())
    message = count(key, fingerprint="one body")
    await path.handle([message])

    [other] = await path.handle([count(key, 5, message_id=message.id, fingerprint="another body")])
    [same] = await path.handle([count(key, message_id=message.id, fingerprint="one body")])

    assert isinstance(other, IdempotencyKeyReused)
    assert same == Done(version=1, repeated=True)
    assert await store.counts() == {key: 1}


async def test_a_refused_message_leaves_no_trace_and_may_be_sent_again(store: ToyWorld) -> None:
    path, key = a_path(store).path, str(uuid4())
    private = Write("private", UpdateOne({"_id": key}, {"$set": {"kept": True}}, upsert=True))
    refused = count(key, -1, writes=(private,))

    [failure] = await path.handle([refused])

    assert getattr(failure, "code", None) == "count-is-negative"
    for collection in ("inbox", "tally", "outbox", "private", "counted"):
        assert await store.database[collection].count_documents({}) == 0, collection
    [mended] = await path.handle([count(key, 1, message_id=refused.id)])
    assert isinstance(mended, Done)
    assert not mended.repeated


async def test_state_projections_private_writes_marks_and_rows_stand_together(store: ToyWorld) -> None:
    path, key = a_path(store).path, str(uuid4())
    private = Write("private", UpdateOne({"_id": key}, {"$set": {"kept": True}}, upsert=True))

    [done] = await path.handle([count(key, 2, writes=(private,))])

    assert isinstance(done, Done)
    assert await store.counts() == {key: 2}
    assert await store.database["private"].count_documents({"_id": key}) == 1
    assert await store.database["inbox"].count_documents({}) == 1
    counted = await store.database["counted"].find().to_list()
    assert {one["_id"] for one in counted} == {event.id for event in done.events}
    assert len(await rows(store)) == 2

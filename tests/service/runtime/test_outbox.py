"""The outbox as a store: nothing is passed over, and what is asked for again comes with the same ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from support.toy import Report
from support.toy_path import a_path, count
from support.toy_world import ToyWorld
from towpath_runtime.message import Message
from towpath_runtime.mongo import ensure_indexes, runtime_indexes
from towpath_runtime.outbox import Outbox


def room(service: str, spaces: int) -> Message:
    return Message(str(uuid4()), "room", service, Report(service, spaces), correlation=service)


async def test_a_transaction_that_commits_late_is_not_passed_over(store: ToyWorld) -> None:
    outbox, rows = Outbox(store.database), store.database["outbox"]
    async with store.client.start_session() as late:
        await late.start_transaction()
        await rows.insert_one({"_id": "late", "pending": True, "stamp": 1, "topic": "t", "key": "k"}, session=late)
        await a_path(store).path.handle([count(str(uuid4()))])
        page = await outbox.page(1_000)
        await outbox.mark(page)
        assert "late" not in [row["_id"] for row in page]
        assert await outbox.page(1_000) == []

        await late.commit_transaction()

    assert [row["_id"] for row in await outbox.page(1_000)] == ["late"]


async def test_a_replay_asks_for_every_row_again_with_the_same_id(store: ToyWorld) -> None:
    outbox = Outbox(store.database)
    await a_path(store).path.handle([count(str(uuid4()), 3), count(str(uuid4()), 2)])
    before = await outbox.page(1_000)
    await outbox.mark(before)

    assert await outbox.replay() == 5

    again = await outbox.page(1_000)
    assert [row["_id"] for row in again] == [row["_id"] for row in before]
    assert [row["headers"] for row in again] == [row["headers"] for row in before]


async def test_a_replay_of_a_span_asks_for_what_was_written_in_it(store: ToyWorld) -> None:
    outbox, path = Outbox(store.database), a_path(store).path
    await path.handle([count(str(uuid4()))])
    between = datetime.now(UTC)
    await path.handle([count(str(uuid4()))])
    first, second = await outbox.page(1_000)
    await outbox.mark([first, second])

    assert await outbox.replay(until=between) == 1
    assert [row["_id"] for row in await outbox.page(1_000)] == [first["_id"]]
    assert await outbox.replay(since=between) == 1
    assert await outbox.replay(since=datetime.now(UTC) + timedelta(seconds=1)) == 0


async def test_of_a_compacted_topic_only_the_newest_of_each_key_is_asked_for_again(store: ToyWorld) -> None:
    outbox, path = Outbox(store.database), a_path(store).path
    one, two = str(uuid4()), str(uuid4())
    for spaces in range(4):
        await path.handle([room(one, spaces)])
    await path.handle([room(two, 9)])
    newest = {row["key"]: row["_id"] for row in await outbox.page(1_000)}
    await outbox.mark(await outbox.page(1_000))

    assert await outbox.replay() == 2

    assert {row["key"]: row["_id"] for row in await outbox.page(1_000)} == newest


async def test_what_a_newer_state_superseded_is_not_published_any_more(store: ToyWorld) -> None:
    outbox, path, service = Outbox(store.database), a_path(store).path, str(uuid4())
    await path.handle([room(service, 1), room(service, 2)])
    older, newer = await outbox.page(1_000)

    await outbox.mark([newer])

    assert await outbox.page(1_000) == []
    superseded = await store.database["outbox"].find_one({"_id": older["_id"]})
    kept = await store.database["outbox"].find_one({"_id": newer["_id"]})
    assert superseded is not None
    assert "published_at" in superseded, "it goes when the retention is over"
    assert kept is not None
    assert "published_at" not in kept, "the newest of a key is kept for ever"


async def test_the_rows_are_counted_by_what_became_of_them(store: ToyWorld) -> None:
    outbox, path = Outbox(store.database), a_path(store).path
    await path.handle([count(str(uuid4()), 4)])
    rows = await outbox.page(1_000)
    await outbox.mark(rows[:2])
    await outbox.give_up(rows[2], "too-large")

    counts = await outbox.counts()
    assert (counts.pending, counts.published, counts.unpublishable) == (1, 2, 1)
    assert 0 < counts.oldest_seconds < 60

    await outbox.mark(rows[3:])
    counts = await outbox.counts()
    assert (counts.pending, counts.published, counts.unpublishable, counts.oldest_seconds) == (0, 3, 1, 0.0)
    assert await outbox.replay() == 3, "what cannot be published is not tried again"


async def test_another_retention_takes_the_place_of_the_one_before(store: ToyWorld) -> None:
    await ensure_indexes(store.database, runtime_indexes(7))
    await ensure_indexes(store.database, runtime_indexes(7))

    kept = {index["name"]: index async for index in await store.database["outbox"].list_indexes()}
    assert kept["retention"]["expireAfterSeconds"] == 7 * 86_400
    assert set(kept) == {"_id_", "pending", "retention", "compacted", "unpublishable"}

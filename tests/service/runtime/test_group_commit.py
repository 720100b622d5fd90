"""Commands that arrive together share a transaction, and each has its own answer."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from support.toy_path import a_path, count
from support.toy_world import ToyWorld
from towpath_runtime.errors import Away, IdempotencyKeyReused, Refused
from towpath_runtime.group import GroupCommit


async def test_commands_that_arrive_together_share_a_transaction(store: ToyWorld) -> None:
    process = a_path(store)
    group = GroupCommit(process.path, 500)
    group.start()

    answers = await asyncio.gather(*(group.submit(count(str(uuid4()))) for _ in range(200)))

    await group.stop()
    assert [done.version for done in answers] == [1] * 200
    assert process.counted("towpath_messages_total", outcome="done") == 200
    assert process.counted("towpath_transaction_seconds_count") <= 2


async def test_each_of_a_group_has_its_own_answer(store: ToyWorld) -> None:
    group = GroupCommit(a_path(store).path, 500)
    group.start()
    key = str(uuid4())
    message = count(key, fingerprint="a")

    answers = await asyncio.gather(
        group.submit(message),
        group.submit(count(key, -1)),
        group.submit(message),
        group.submit(count(key, message_id=message.id, fingerprint="b")),
        group.submit(count(key)),
        return_exceptions=True,
    )

    await group.stop()
    first, refused, repeated, other, last = answers
    assert not isinstance(first, BaseException)
    assert not isinstance(repeated, BaseException)
    assert not isinstance(last, BaseException)
    assert (first.version, first.repeated) == (1, False)
    assert isinstance(refused, Refused)
    assert (repeated.version, repeated.repeated) == (1, True)
    assert isinstance(other, IdempotencyKeyReused)
    assert last.version == 2


async def test_an_asker_who_leaves_takes_nothing_from_the_others(store: ToyWorld) -> None:
    group = GroupCommit(a_path(store).path, 500)
    group.start()
    keys = [str(uuid4()) for _ in range(3)]
    tasks = [asyncio.create_task(group.submit(count(key))) for key in keys]
    await asyncio.sleep(0)

    tasks[1].cancel()

    assert (await tasks[0]).version == 1
    assert (await tasks[2]).version == 1
    await group.stop()
    assert await store.counts() == dict.fromkeys(keys, 1)


async def test_what_was_taken_is_finished_before_the_stop_and_nothing_is_taken_after(store: ToyWorld) -> None:
    group = GroupCommit(a_path(store).path, 10)
    group.start()
    tasks = [asyncio.create_task(group.submit(count(str(uuid4())))) for _ in range(50)]
    await asyncio.sleep(0)

    await group.stop()

    assert all(task.done() and task.result().version == 1 for task in tasks)
    with pytest.raises(Away):
        await group.submit(count(str(uuid4())))


async def test_a_document_that_a_dead_process_keeps_locked_holds_up_no_other_command(store: ToyWorld) -> None:
    group = GroupCommit(a_path(store).path, 500)
    group.start()
    locked, others = str(uuid4()), [str(uuid4()) for _ in range(20)]
    await group.submit(count(locked))
    async with store.client.start_session() as dead:
        await dead.start_transaction()
        await store.database["tally"].update_one({"_id": locked}, {"$set": {"by": "the dead"}}, session=dead)

        keys = [*others[:10], locked, *others[10:]]
        answers = await asyncio.gather(*(group.submit(count(key)) for key in keys), return_exceptions=True)

        assert isinstance(answers.pop(10), Away)
        assert not [answer for answer in answers if isinstance(answer, BaseException)]
        await dead.abort_transaction()
    assert (await group.submit(count(locked))).version == 2
    await group.stop()
    assert await store.counts() == dict.fromkeys(others, 1) | {locked: 2}

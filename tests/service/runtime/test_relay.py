"""The relay: one at a time, in order, and no topic or row holds up the others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from bson import Binary

from support.brokers import Broker
from support.toy import Report
from support.toy_path import RelayOfOne, a_path, a_relay, count
from support.toy_world import ToyWorld, first_of_each, one_id_per_sequence
from support.waiting import until
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import CapacityReported
from towpath_runtime.ending import ended
from towpath_runtime.message import Message
from towpath_runtime.outbox import Outbox, outgoing

FOR_EVER = 1_000.0
"""Seconds after which a relay would look by itself: longer than any test waits."""


def room(service: str, spaces: int) -> Message:
    return Message(str(uuid4()), "room", service, Report(service, spaces), correlation=service)


@asynccontextmanager
async def running(*relays: RelayOfOne) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run relays until the end of the block."""
    for one in relays:
        await one.relay.prepare()
    tasks = [asyncio.create_task(one.relay.run()) for one in relays]
    try:
        yield tasks
    finally:
        await ended(*tasks, again=3)


async def leading(one: RelayOfOne) -> None:
    async def leads() -> bool:
        return one.leads

    await until("leads", leads)


async def test_of_two_relays_one_publishes_each_row_once_in_order(store: ToyWorld) -> None:
    await store.topics_exist()
    keys = [str(uuid4()) for _ in range(7)]
    path = a_path(store).path

    async with running(a_relay(store), a_relay(store)):
        for number in range(40):
            await path.handle([count(key, 1 + number % 3) for key in keys])
        await store.published()

    said = await store.said()
    per_key = sum(1 + number % 3 for number in range(40))
    assert len(said) == per_key * len(keys), "nothing missing and nothing twice"
    assert first_of_each(said) == {key: list(range(1, per_key + 1)) for key in keys}


async def test_rows_of_another_process_and_of_its_replay_wake_the_relay(store: ToyWorld) -> None:
    await store.topics_exist()
    one = a_relay(store, seconds=FOR_EVER * 4, idle=FOR_EVER)
    async with running(one):
        await leading(one)
        for _ in range(5):
            await a_path(store).path.handle([count(str(uuid4()))])
            await store.published()
        assert await Outbox(store.database).replay() == 5
        await store.published()
    said = await store.said()
    assert len(said) == 10
    assert len({envelope.id for envelope in said}) == 5


async def test_a_relay_that_ends_gives_the_lease_back_and_the_other_leads_at_once(store: ToyWorld) -> None:
    await store.topics_exist()
    first, second = a_relay(store, seconds=FOR_EVER), a_relay(store, seconds=FOR_EVER)
    async with running(first) as [task]:
        await leading(first)
        await ended(task, again=3)
        async with running(second):
            await leading(second)
            assert not first.leads
            assert second.lease.fence == first.lease.fence + 1
            await a_path(store).path.handle([count(str(uuid4()))])
            await store.published()


async def test_a_topic_that_is_missing_holds_up_no_other_and_catches_up_when_it_is_there(store: ToyWorld) -> None:
    topics = [topic for topic in store.topics.fixed_topics() if topic.name != store.topics.of(Stream.CAPACITY)]
    await make_topics(store.broker, *(NewTopic(topic.name, topic.partitions, 1) for topic in topics))
    service, key = str(uuid4()), str(uuid4())
    path, one = a_path(store).path, a_relay(store)
    await path.handle([room(service, spaces) for spaces in range(3)] + [count(key, 3)])

    async with running(one):

        async def only_rooms_are_left() -> bool:
            return {row["topic"] async for row in pending(store)} == {store.topics.of(Stream.CAPACITY)}

        await until("the others published", only_rooms_are_left)
        assert first_of_each(await store.said()) == {key: [1, 2, 3]}

        await store.topics_exist()
        await store.published()

    assert first_of_each(await store.said(Stream.CAPACITY)) == {service: [1, 2, 3]}


async def test_a_row_that_the_broker_takes_never_is_given_up_with_the_reason(store: ToyWorld) -> None:
    await store.topics_exist()
    key, path = str(uuid4()), a_path(store).path
    await path.handle([count(key)])
    [row] = await Outbox(store.database).page(10)
    await store.database["outbox"].insert_one(
        row | {"_id": "giant", "stamp": row["stamp"] + 1, "value": Binary(b"x" * 2_000_000)}
    )
    await path.handle([count(key), count(key)])
    one = a_relay(store)

    async with running(one):
        await store.published()

    giant = await store.database["outbox"].find_one({"_id": "giant"})
    assert giant is not None
    assert giant["unpublishable"] == "too-large"
    assert first_of_each(await store.said()) == {key: [1, 2, 3]}
    assert '"giant"' in one.written.getvalue()


async def test_the_largest_event_that_can_be_written_can_be_sent(store: ToyWorld) -> None:
    await store.topics_exist()
    key, path = str(uuid4()), a_path(store).path
    await path.handle([count(key)])
    [row] = await Outbox(store.database).page(10)
    largest = outgoing(row)._replace(value=b"x" * 1_000_000)

    sent = await store.publisher.send([outgoing(row), largest, outgoing(row)])

    assert sent.acknowledged == [0, 1, 2]


async def test_a_relay_that_was_stopped_in_the_middle_lets_no_old_state_stand_last(store: ToyWorld) -> None:
    await store.topics_exist()
    service, path = str(uuid4()), a_path(store).path
    first, second = a_relay(store, seconds=1), a_relay(store, seconds=1)
    await first.relay.prepare()
    await path.handle([room(service, 1)])

    stopped, go_on = asyncio.Event(), asyncio.Event()
    send = first.publisher.send

    async def stopped_before_it_sends(page: Any) -> Any:
        stopped.set()
        await go_on.wait()
        return await send(page)

    first.publisher.send = stopped_before_it_sends  # type: ignore[method-assign]
    async with running(first):
        await stopped.wait()
        async with running(second):
            await leading(second)
            await path.handle([room(service, 2), room(service, 3)])
            await store.published()
            go_on.set()

            async def newest_stands_last() -> bool:
                said = await store.said(Stream.CAPACITY)
                spaces = [event.spaces for one in said if isinstance(event := one.event, CapacityReported)]
                return spaces.count(1) == 2 and spaces[-1] == 3

            await until("the newest state stands last again", newest_stands_last)
    assert one_id_per_sequence(await store.said(Stream.CAPACITY))


async def make_topics(broker: Broker, *topics: NewTopic) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        await admin.create_topics(list(topics))
    finally:
        await admin.close()


async def pending(store: ToyWorld) -> AsyncIterator[dict[str, Any]]:
    async for row in store.database["outbox"].find({"pending": True}):
        yield row

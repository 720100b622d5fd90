"""Whatever Kafka does with records, twice, again or elsewhere, the effect is that of once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from uuid import uuid4

from support import toy
from support.toy import ROOM, TALLY, Report
from support.toy_world import ToyWorld, first_of_each, serving
from support.waiting import until
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.events.partner import ConnectionAnswered
from towpath_runtime.message import Message
from towpath_runtime.service import Runtime


async def test_everything_delivered_again_from_the_beginning_changes_nothing(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(20)]
    async with serving(toy.build(world.settings())[1]):
        await world.send(*(world.recorded(keys[number % 20]) for number in range(400)))
        await world.tallied(dict.fromkeys(keys, 20))
        await world.consumed()
        await world.published()
    state, said = await world.state_hash(), await world.said()

    await world.rewind()
    assert sum((await world.offsets()).values()) == 0
    async with serving(toy.build(world.settings())[1]):
        await world.consumed()
        await world.published()

    assert await world.state_hash() == state
    assert {envelope.id for envelope in await world.said()} == {envelope.id for envelope in said}
    assert len(await world.said()) == len(said) == 400
    assert await world.told() == await world.counts() == dict.fromkeys(keys, 20)


async def test_records_that_come_twice_leave_the_state_of_once(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(10)]
    events = [world.recorded(keys[number % 10]) for number in range(100)]
    async with serving(toy.build(world.settings())[1]):
        await world.send(*events)
        await world.consumed()
        state = await world.state_hash()

        doubled = [event for event in events for _ in range(2)]
        await world.send(*doubled, *reversed(doubled))
        await world.consumed()
        await world.published()

    assert await world.state_hash() == state
    assert await world.counts() == dict.fromkeys(keys, 10)
    assert first_of_each(await world.said()) == {key: list(range(1, 11)) for key in keys}
    assert len(await world.said()) == 100


async def test_a_member_that_joins_and_leaves_under_load_causes_no_second_effect(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(30)]
    sent = 0

    async def load(enough: asyncio.Event) -> None:
        nonlocal sent
        while not enough.is_set():
            await world.send(*(world.recorded(keys[number % 30]) for number in range(sent, sent + 30)))
            sent += 30

    async with serving(toy.build(world.settings())[1]), asyncio.TaskGroup() as tasks:
        enough = asyncio.Event()
        tasks.create_task(load(enough))
        for _ in range(2):
            other, app = toy.build(world.settings())
            async with serving(app):

                async def takes_part(other: Runtime = other) -> bool:
                    taken = {"service": "toy", "outcome": "done"}
                    return bool(other.metrics.registry.get_sample_value("towpath_messages_total", taken))

                await until("the second member takes part", takes_part)
        enough.set()
    async with serving(toy.build(world.settings())[1]):
        await world.consumed()
        await world.published()

    wanted = dict.fromkeys(keys, sent // 30)
    assert await world.counts() == wanted
    assert await world.told() == wanted
    said = await world.said()
    assert len(said) == sent
    assert first_of_each(said) == {key: list(range(1, sent // 30 + 1)) for key in keys}
    assert await world.database["deadletters"].count_documents({}) == 0


async def test_two_members_that_write_about_the_same_thing_conflict_and_both_take_effect(world: ToyWorld) -> None:
    """Events of many keys go to one aggregate: two members meet on it in every batch."""
    one_for_all = str(uuid4())

    def route(received: Envelope) -> Iterable[Message]:
        yield Message.from_event(received, "tally", key=one_for_all)

    async with AsyncExitStack() as stack:
        for _ in range(2):
            runtime = Runtime("toy", world.settings(), [TALLY, ROOM])
            runtime.consume(Stream.FOLLOWUP, route=route)
            await stack.enter_async_context(serving(runtime.app()))
        await world.send(*(world.recorded(str(uuid4())) for _ in range(300)))
        await world.tallied({one_for_all: 300})
        await world.consumed()
        await world.published()
    assert first_of_each(await world.said()) == {one_for_all: list(range(1, 301))}


async def test_a_partner_that_joins_later_is_heard_and_speaks_for_itself_alone(world: ToyWorld) -> None:
    heard: list[tuple[str, str]] = []

    def replied(received: Envelope) -> Iterable[Message]:
        event = received.event
        assert isinstance(event, ConnectionAnswered)
        heard.append((event.organisation, received.subject))
        yield Message.from_event(received, "room", body=Report(received.subject, 1))

    runtime = Runtime("toy", world.settings(), [TALLY, ROOM])
    runtime.consume(Stream.REPLIES, route=replied, group="toy-replies")
    async with serving(runtime.app()) as client:
        connections = {organisation: str(uuid4()) for organisation in ("allotment", "swimmers")}
        for organisation, connection in connections.items():
            await runtime.ensure_partner_topics(organisation)
            answered = ConnectionAnswered(connection=connection, organisation=organisation, answer="accepted")
            own = world.tell(answered, connection)
            await world.send(replace(own, source=f"/org/{organisation}/portal"))

        async def both_are_heard() -> bool:
            return set(heard) >= set(connections.items())

        await until("both partners are heard", both_are_heard)

        foreign = str(uuid4())
        lie = ConnectionAnswered(connection=foreign, organisation="swimmers", answer="accepted")
        record = world.outgoing(replace(world.tell(lie, foreign), source="/org/swimmers/portal"))
        await world.send(record._replace(topic=world.topics.of(Stream.REPLIES, "allotment")))
        [letter] = await world.letters()
        assert letter["reason"] == "wrong-partner"
        assert foreign not in {connection for _, connection in heard}
        listed = (await client.get("/v1/dead-letters")).json()["letters"]
        assert [one["fields"] for one in listed] == [["organisation"]]

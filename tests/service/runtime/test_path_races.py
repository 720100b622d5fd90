"""Several processes on the same keys: they conflict, split, and everything takes effect once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import uuid4

from support.toy_path import PathOfOne, a_path, count
from support.toy_world import ToyWorld
from towpath_contracts.envelope import Envelope
from towpath_contracts.wire import decode
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.group import GroupCommit
from towpath_runtime.message import Done, Message
from towpath_runtime.outbox import outgoing

Outcomes = list[Done | Refused | Poison]


async def in_batches(process: PathOfOne, messages: Sequence[Message], size: int) -> Outcomes:
    outcomes: Outcomes = []
    for begin in range(0, len(messages), size):
        outcomes += await process.path.handle(messages[begin : begin + size])
    return outcomes


async def events(store: ToyWorld) -> dict[str, list[Envelope]]:
    """By key, the events of the rows in the order in which a relay takes them."""
    found: dict[str, list[Envelope]] = {}
    async for row in store.database["outbox"].find().sort("stamp", 1):
        envelope = decode(*outgoing(row), store.topics)
        found.setdefault(envelope.subject, []).append(envelope)
    return found


async def sequences(store: ToyWorld) -> dict[str, list[int | None]]:
    return {key: [envelope.sequence for envelope in envelopes] for key, envelopes in (await events(store)).items()}


async def test_two_processes_on_the_same_keys_take_effect_once_each_without_a_gap(store: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(3)]
    first, second = a_path(store), a_path(store)
    ours = [count(keys[number % 3]) for number in range(60)]
    theirs = [count(keys[number % 3]) for number in range(60)]

    outcomes = await asyncio.gather(in_batches(first, ours, 10), in_batches(second, theirs, 10))

    assert all(isinstance(done, Done) and not done.repeated for done in outcomes[0] + outcomes[1])
    assert await store.counts() == dict.fromkeys(keys, 40)
    assert await sequences(store) == {key: list(range(1, 41)) for key in keys}
    met = first.counted("towpath_conflicts_total") + second.counted("towpath_conflicts_total")
    assert met > 0, "they never met, so this showed nothing"


async def test_one_message_at_two_processes_at_once_takes_effect_at_one_of_them(store: ToyWorld) -> None:
    first, second = a_path(store), a_path(store)
    messages = [count(str(uuid4())) for _ in range(40)]

    outcomes = await asyncio.gather(in_batches(first, messages, 5), in_batches(second, messages, 5))

    for ours, theirs in zip(*outcomes, strict=True):
        assert isinstance(ours, Done)
        assert isinstance(theirs, Done)
        assert ours.version == theirs.version == 1
        assert [ours.repeated, theirs.repeated].count(False) == 1
    assert await store.counts() == {message.key: 1 for message in messages}
    assert await store.database["outbox"].count_documents({}) == 40


async def test_commands_to_two_processes_about_one_key_are_all_answered(store: ToyWorld) -> None:
    key = str(uuid4())
    groups = [GroupCommit(a_path(store).path, 50) for _ in range(2)]
    for group in groups:
        group.start()

    answers = await asyncio.gather(*(groups[number % 2].submit(count(key)) for number in range(100)))

    for group in groups:
        await group.stop()
    assert sorted(done.version for done in answers) == list(range(1, 101))
    assert await store.counts() == {key: 100}


async def test_the_states_kept_are_those_that_the_events_tell(store: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(5)]
    first, second = a_path(store), a_path(store)
    messages = [count(keys[number % 5], by=number % 4) for number in range(80)]

    await asyncio.gather(in_batches(first, messages[::2], 7), in_batches(second, messages[1::2], 3))

    assert await store.told() == await store.counts()

"""An event on its way from one version to the next: a service of before, one of after, and one upgraded between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from support import toy
from support.toy_world import ToyWorld, serving
from towpath_contracts import EVENTS, Envelope, Event, Stream
from towpath_contracts.events.followup import Recorded
from towpath_runtime.publisher import Outgoing


@pytest.fixture(autouse=True)
def newer() -> Iterator[type[Recorded]]:
    """A second version of ``recorded``, which says how long the contact took, in minutes."""
    before = dict(EVENTS)

    class RecordedWithLength(Recorded, stream=Stream.FOLLOWUP, name="recorded", version=2):
        """A contact was made or tried, and took so long."""

        minutes: int

        def in_version_before(self) -> Event:
            return Recorded.model_validate(self.model_dump(exclude={"minutes"}))

    yield RecordedWithLength
    EVENTS.clear()
    EVENTS.update(before)


@contextmanager
def before_the_upgrade(newer: type[Recorded]) -> Iterator[None]:
    """A service whose catalogue lacks the second version."""
    del EVENTS[newer.type]
    try:
        yield
    finally:
        EVENTS[newer.type] = newer


def fact(world: ToyWorld, newer: type[Recorded], key: str) -> Envelope:
    said = {"timer": str(uuid4()), "kind": "check-in", "outcome": "reached", "channel": "phone", "minutes": 20}
    return world.tell(newer.model_validate(said), key)


def twins(world: ToyWorld, envelope: Envelope) -> list[Outgoing]:
    return [world.outgoing(said) for said in envelope.in_every_version()]


async def test_each_service_counts_each_fact_once_whatever_it_knows(world: ToyWorld, newer: type[Recorded]) -> None:
    key = str(uuid4())
    facts = [fact(world, newer, key) for _ in range(5)]
    (first_newer, first_older), *others = [twins(world, each) for each in facts]
    with before_the_upgrade(newer):
        async with serving(toy.build(world.settings())[1]):
            await world.send(*others[0], *others[1], first_newer)
            await world.tallied({key: 2})
            await world.consumed()
    async with serving(toy.build(world.settings())[1]):
        await world.send(first_older, *others[2], *others[3])
        await world.tallied({key: 5})
        await world.consumed()
        await world.send(*others[0], first_newer)
        await world.consumed()
        assert await world.counts() == {key: 5}
        await world.published()
    assert await world.database["deadletters"].count_documents({}) == 0
    assert {envelope.causationid for envelope in await world.said()} == {each.id for each in facts}


async def test_a_second_version_without_a_twin_waits_in_the_park_for_the_upgrade(
    world: ToyWorld, newer: type[Recorded]
) -> None:
    key = str(uuid4())
    with before_the_upgrade(newer):
        async with serving(toy.build(world.settings())[1]):
            await world.send(fact(world, newer, key), world.recorded(key))
            head, behind = await world.letters(2)
            assert (head["reason"], head["status"], behind["status"]) == ("unknown-version", "parked", "waiting")
    async with serving(toy.build(world.settings())[1]) as client:
        answer = await client.post(f"/v1/dead-letters/{head['_id']}/retry")
        assert (answer.status_code, answer.json()) == (200, {"handled": 2})
        assert await world.counts() == {key: 2}

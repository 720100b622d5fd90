"""What cannot be handled is parked, and what follows on its key waits behind it, in order, until it is resolved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from support import toy
from support.toy_world import ToyWorld, first_of_each, serving
from support.waiting import until
from towpath_contracts.event import Stream
from towpath_contracts.events.referral import AttentionNeeded
from towpath_contracts.wire import decode
from towpath_runtime.intake import letter_of
from towpath_runtime.publisher import Outgoing

Spoil = Callable[[Outgoing], Outgoing]


def header(name: str, value: bytes) -> Spoil:
    def spoil(record: Outgoing) -> Outgoing:
        return record._replace(headers=[(one, value if one == name else given) for one, given in record.headers])

    return spoil


def value(spoiled: bytes) -> Spoil:
    return lambda record: record._replace(value=spoiled)


POISONS: dict[str, tuple[str, Spoil]] = {
    "no JSON": ("bad-json", value(b"{")),
    "no value": ("bad-json", lambda record: record._replace(value=None)),
    "a newer version": ("unknown-version", header("ce_type", b"org.towpath.followup.recorded.v9")),
    "an older version": ("unknown-version", header("ce_type", b"org.towpath.followup.recorded.v0")),
    "no envelope": ("no-envelope", lambda record: record._replace(headers=[])),
    "half an envelope": ("bad-attribute", header("ce_time", b"soon")),
    "invalid fields": ("invalid-fields", value(b'{"timer": "canary-value", "kind": "check-in"}')),
    "another stream": ("wrong-stream", header("ce_type", AttentionNeeded.type.encode())),
    "against the rules": ("count-is-negative", lambda record: record),
    "a rule that breaks": ("rule-broke", lambda record: record),
}
OUTCOMES = {"against the rules": "declined", "a rule that breaks": "wrong-number"}


async def resolve(client: httpx.AsyncClient, letter: dict[str, Any], how: str) -> httpx.Response:
    return await client.post(f"/v1/dead-letters/{letter['_id']}/{how}")


def heads(letters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [letter for letter in letters if letter["status"] == "parked"]


async def test_poison_of_every_kind_is_parked_with_what_follows_and_discarded_for_good(
    world: ToyWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    keys = {kind: str(uuid4()) for kind in POISONS}
    healthy = str(uuid4())
    poisons = {
        kind: spoil(world.outgoing(world.recorded(keys[kind], OUTCOMES.get(kind, "reached"))))
        for kind, (_, spoil) in POISONS.items()
    }
    async with serving(toy.build(world.settings())[1]) as client:
        await world.send(*(world.recorded(key) for key in keys.values()))
        await world.send(*poisons.values(), *poisons.values())
        await world.send(*(world.recorded(key) for key in keys.values()), *(world.recorded(healthy) for _ in range(5)))
        await world.send(*(world.recorded(key) for key in keys.values()))
        letters = await world.letters(3 * len(POISONS))
        await world.consumed()

        assert await world.counts() == dict.fromkeys(keys.values(), 1) | {healthy: 5}
        parked = {letter["key"].decode(): letter["reason"] for letter in heads(letters)}
        assert parked == {keys[kind]: reason for kind, (reason, _) in POISONS.items()}
        assert [letter["status"] for letter in letters].count("waiting") == 2 * len(POISONS)

        await world.published()
        topic = {one.key: dict(one.headers) for one in await world.records(world.topics.deadletter("toy"))}
        assert {key.decode() for key in topic if key is not None} == set(keys.values())
        kept = {letter["_id"]: letter for letter in heads(letters)}
        for kind, record in poisons.items():
            [letter] = [letter for letter in kept.values() if letter["key"].decode() == keys[kind]]
            assert letter["value"] == record.value, "the bytes as they came"
            assert [tuple(header) for header in letter["headers"]] == record.headers

        for letter in kept.values():
            answer = await resolve(client, letter, "discard")
            assert (answer.status_code, answer.json()) == (200, {"handled": 2})
        assert await world.counts() == dict.fromkeys(keys.values(), 3) | {healthy: 5}
        assert (await client.get("/v1/dead-letters")).json()["letters"] == []

        await world.send(*poisons.values(), *(world.recorded(key) for key in keys.values()))
        await world.tallied(dict.fromkeys(keys.values(), 4))
        statuses = [letter["status"] for letter in await world.letters()]
        assert (statuses.count("discarded"), statuses.count("retried")) == (len(POISONS), 2 * len(POISONS))
        await world.published()

    said = capfd.readouterr()
    assert toy.CANARY not in said.out + said.err
    assert "canary-value" not in said.out + said.err
    assert first_of_each(await world.said()) == {key: [1, 2, 3, 4] for key in keys.values()} | {
        healthy: [1, 2, 3, 4, 5]
    }


async def test_a_letter_that_is_mended_takes_effect_and_what_waits_follows_in_order(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(uuid4())
    events = [world.recorded(key, "declined" if number in {1, 4} else "reached") for number in range(7)]
    async with serving(toy.build(world.settings())[1]) as client:
        await world.send(*events)
        first, *others = await world.letters(6)
        assert await world.counts() == {key: 1}

        behind = await resolve(client, others[0], "retry")
        assert (behind.status_code, behind.json()["type"]) == (409, "/problems/letter-not-parked")
        again = await resolve(client, first, "retry")
        assert (again.status_code, again.json()["type"]) == (422, "/problems/count-is-negative")
        shown = (await client.get(f"/v1/dead-letters/{first['_id']}")).json()
        assert (shown["status"], shown["tries"]) == ("parked", 1)

        assert (await resolve(client, first, "discard")).json() == {"handled": 2}
        assert await world.counts() == {key: 3}
        second = (await client.get("/v1/dead-letters")).json()["letters"][0]
        assert (second["reason"], second["status"]) == ("count-is-negative", "parked")

        monkeypatch.setattr(toy, "REFUSED", frozenset())
        mended = await client.post(f"/v1/dead-letters/{second['id']}/retry")
        assert mended.json() == {"handled": 3}
        await world.send(*events)
        await world.consumed()
        await world.published()
    assert await world.counts() == {key: 6}
    causes = [envelope.causationid for envelope in await world.said()]
    assert causes == [event.id for number, event in enumerate(events) if number != 1]


async def test_events_that_arrive_while_a_lane_is_emptied_are_neither_lost_nor_early(
    world: ToyWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(uuid4())
    events = [world.recorded(key, "declined" if number == 0 else "reached") for number in range(150)]
    async with serving(toy.build(world.settings())[1]) as client:
        await world.send(*events[:30])
        [head, *_] = await world.letters(30)
        monkeypatch.setattr(toy, "REFUSED", frozenset())

        async def go_on() -> None:
            for event in events[30:]:
                await world.send(event)

        async with asyncio.TaskGroup() as both:
            both.create_task(go_on())
            both.create_task(resolve(client, head, "retry"))

        async def is_empty() -> bool:
            left = (await client.get("/v1/dead-letters")).json()["letters"]
            if left and left[0]["status"] == "waiting":
                await client.post(f"/v1/dead-letters/{left[0]['id']}/retry")
            return not left

        await until("the lane is empty", is_empty)
        await world.tallied({key: 150})
        await world.published()
        assert await world.database["parks"].count_documents({}) == 0
    assert [envelope.causationid for envelope in await world.said()] == [event.id for event in events]


async def test_headers_without_a_value_or_in_no_known_encoding_harm_nothing(world: ToyWorld) -> None:
    key = str(uuid4())
    odd: list[tuple[str, Any]] = [("a-null", None), ("no-text", b"\xff\xfe"), ("twice", b"1"), ("twice", b"2")]
    record = world.outgoing(world.recorded(key))
    poison = world.outgoing(world.recorded(key, "declined"))
    async with serving(toy.build(world.settings())[1]) as client:
        await world.send(record._replace(headers=odd + record.headers))
        await world.send(poison._replace(headers=odd + poison.headers))

        [letter] = await world.letters()
        await world.tallied({key: 1})
        await world.published()

        shown = (await client.get(f"/v1/dead-letters/{letter['_id']}", params={"content": True})).json()
        assert shown["headers"][0] == ["a-null", None]
        assert shown["fields"] == ["outcome"]


async def test_an_event_of_an_unknown_type_is_for_someone_else(world: ToyWorld) -> None:
    key = str(uuid4())
    stranger = header("ce_type", b"org.towpath.followup.celebrated.v1")(world.outgoing(world.recorded(key)))
    runtime, app = toy.build(world.settings())
    async with serving(app):
        await world.send(stranger, world.recorded(key))
        await world.tallied({key: 1})
        await world.consumed()
        assert runtime.metrics.registry.get_sample_value("towpath_skipped_total", {"service": "toy"}) == 1
    assert await world.database["deadletters"].count_documents({}) == 0


async def test_a_withdrawal_without_headers_counts_each_time_that_it_is_said(world: ToyWorld) -> None:
    """Its id comes from where it stands: the second withdrawal of a listing is not the first one again."""
    await world.topics_exist()
    topic, key = world.topics.of(Stream.DIRECTORY), str(uuid4())
    await world.send(Outgoing(topic, key.encode(), None, []), Outgoing(topic, key.encode(), None, []))
    letters = [letter_of(record) for record in await world.records(topic)]
    ids = {decode(one.topic, one.key, one.value, one.headers, world.topics, one.position).id for one in letters}
    assert len(ids) == 2


async def test_a_lane_that_a_process_died_over_is_emptied_by_the_next_one(world: ToyWorld) -> None:
    emptied, followed, parked = (str(uuid4()) for _ in range(3))
    async with serving(toy.build(world.settings())[1]):
        await world.send(*(world.recorded(key, "declined") for key in (emptied, followed, parked)))
        await world.send(*(world.recorded(key) for key in (followed, followed, parked)))
        letters = await world.letters(6)
        await world.consumed()
    resolved = [letter["_id"] for letter in heads(letters) if letter["key"].decode() != parked]
    await world.database["deadletters"].update_many({"_id": {"$in": resolved}}, {"$set": {"status": "retried"}})

    async with serving(toy.build(world.settings())[1]):
        await world.tallied({followed: 2})
        await world.send(world.recorded(emptied), world.recorded(followed), world.recorded(parked))
        await world.consumed()
    assert await world.counts() == {emptied: 1, followed: 3}
    assert await world.database["parks"].count_documents({}) == 1

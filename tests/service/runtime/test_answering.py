"""A service that keeps nothing: the same event has the same answer, as often as it comes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from support import toy_answerer
from support.toy import CANARY
from support.toy_process import toy_process
from support.toy_world import ToyWorld, serving
from support.waiting import until
from towpath_contracts.envelope import Envelope, derived_id
from towpath_contracts.event import Event
from towpath_contracts.events.referral import AttentionNeeded, Resumed


def answers_to(*asked: Envelope) -> set[str]:
    kinds: list[type[Event]] = [AttentionNeeded, Resumed]
    return {derived_id(one.id, kind.type, place) for one in asked for place, kind in enumerate(kinds)}


async def said(world: ToyWorld) -> list[str]:
    return [envelope.id for envelope in await world.said()]


async def lost(client: httpx.AsyncClient, count: int) -> list[dict[str, Any]]:
    async def are_there() -> list[dict[str, Any]]:
        letters = (await client.get("/v1/dead-letters")).json()["letters"]
        return list(letters) if len(letters) == count else []

    return await until(f"{count} lost letters", are_there)


async def test_every_event_is_answered_in_order_and_delivered_again_with_the_same_ids(world: ToyWorld) -> None:
    keys = [str(uuid4()) for _ in range(5)]
    asked = [world.recorded(keys[number % 5], "no-answer" if number < 5 else "reached") for number in range(100)]
    async with serving(toy_answerer.build(world.settings())[1]):
        await world.send(*asked)
        await world.consumed()
    first = await world.said()
    assert {envelope.id for envelope in first} == answers_to(*asked[5:])
    assert len(first) == 190
    for key in keys:
        causes = [one.causationid for one in first if one.subject == key]
        assert causes == [one.id for one in asked[5:] if one.subject == key for _ in range(2)]

    await world.rewind()
    async with serving(toy_answerer.build(world.settings())[1]):
        await world.consumed()
    again = await said(world)
    assert len(again) == 380
    assert set(again) == {envelope.id for envelope in first}


@pytest.mark.parametrize("step", ["before-publish", "after-effect"])
async def test_a_death_before_the_offset_is_committed_repeats_the_answer_and_loses_none(
    world: ToyWorld, step: str
) -> None:
    await world.topics_exist()
    asked = [world.recorded(str(uuid4())) for _ in range(20)]
    fault = world.faults / f"toy.{step}"
    async with toy_process(world, "support.toy_answerer") as process:
        await process.ready()
        fault.touch()
        await world.send(*asked)
        assert await process.died() == -9
        assert not fault.exists()
        committed = sum((await world.offsets()).values())
        before = set(await said(world))

        process.launch()
        await world.consumed()
    assert committed < 20, "nothing of the batch in hand was committed"
    assert before <= answers_to(*asked) == set(await said(world))


async def test_what_cannot_be_answered_is_a_lost_letter_that_is_shown_retried_or_discarded(
    world: ToyWorld, capfd: pytest.CaptureFixture[str]
) -> None:
    key = str(uuid4())
    refused, broken, good = (world.recorded(key, outcome) for outcome in ("declined", "wrong-number", "reached"))
    unreadable = world.outgoing(world.recorded(key))._replace(value=b"{")
    async with serving(toy_answerer.build(world.settings())[1]) as client:
        await world.send(refused, broken, unreadable, good)
        await world.consumed()
        assert set(await said(world)) == answers_to(good), "nothing waits behind them: each is answered by itself"
        letters = {letter["reason"]: letter for letter in await lost(client, 3)}
        assert set(letters) == {"not-answerable", "rule-broke", "bad-json"}
        assert letters["not-answerable"]["fields"] == ["outcome"]
        paths = {reason: f"/v1/dead-letters/{letter['id']}" for reason, letter in letters.items()}
        shown = (await client.get(paths["bad-json"], params={"content": True})).json()
        assert shown["value"] == "ew=="
        assert "value" not in (await client.get(paths["bad-json"])).json()

        assert (await client.post(f"{paths['not-answerable']}/retry")).status_code == 422
        toy_answerer.MENDED.add(refused.id)
        assert (await client.post(f"{paths['not-answerable']}/retry")).json() == {"handled": 1}
        assert set(await said(world)) == answers_to(good, refused)
        assert (await client.post(f"{paths['bad-json']}/discard")).json() == {"handled": 0}
        assert [letter["reason"] for letter in await lost(client, 1)] == ["rule-broke"]

        await world.send(unreadable)
        await world.consumed()
        assert [letter["reason"] for letter in await lost(client, 1)] == ["rule-broke"], "discarded for good"
        assert (await client.get("/v1/dead-letters/none")).status_code == 404
    output = capfd.readouterr()
    assert CANARY not in output.out + output.err


async def test_letters_are_listed_page_by_page(world: ToyWorld) -> None:
    async with serving(toy_answerer.build(world.settings())[1]) as client:
        await world.send(*(world.recorded(str(uuid4()), "declined") for _ in range(25)))
        await lost(client, 25)
        seen: list[str] = []
        after: int | None = 0
        while after is not None:
            page = (await client.get("/v1/dead-letters", params={"after": after, "limit": 7})).json()
            seen += [letter["id"] for letter in page["letters"]]
            after = page["next"]
    assert len(seen) == len(set(seen)) == 25

"""What an operator watches: the figures of one service, and one trace from the click to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import httpx
from prometheus_client.parser import text_string_to_metric_families

from support import toy
from support.toy_world import ToyWorld, serving
from support.waiting import until
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.followup import ReplyOverdue
from towpath_contracts.events.referral import AttentionNeeded
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.service import Runtime

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b9c7c989f97918e1-01"
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


async def figures(client: httpx.AsyncClient) -> Figures:
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, tuple(sorted((name, text) for name, text in sample.labels.items() if name != "service"))): (
            sample.value
        )
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_the_figures_that_alerts_stand_on_are_there(world: ToyWorld) -> None:
    group = f"{world.topic_prefix}toy"
    async with serving(toy.build(world.settings())[1]) as client:
        await world.send(world.recorded(str(uuid4())), world.recorded(str(uuid4()), "declined"))
        await client.post(f"/v1/tallies/{uuid4()}/counts", json={}, headers={"Idempotency-Key": "k"})
        await client.get("/v1/nothing")
        await world.letters()
        await world.published()

        async def are_taken() -> bool:
            return ("towpath_deadletters", (("reason", "count-is-negative"),)) in await figures(client)

        await until("the figures are taken", are_taken)
        taken = await figures(client)
    assert taken["towpath_outbox_oldest_seconds", ()] == 0
    assert taken["towpath_outbox_pending", ()] == 0
    assert taken["towpath_relay_leader", ()] == 1
    assert taken["towpath_consumer_lag_seconds", (("group", group),)] == 0
    assert taken["towpath_consumer_behind", (("group", group),)] == 0
    assert taken["towpath_deadletters", (("reason", "count-is-negative"),)] == 1
    assert 0 < taken["towpath_deadletters_oldest_seconds", ()] < 60
    assert taken["towpath_messages_total", (("outcome", "done"),)] == 2
    assert taken["towpath_messages_total", (("outcome", "parked"),)] == 1
    assert taken["towpath_published_total", ()] == 3
    assert taken["towpath_server_away", (("server", "mongodb"),)] == 0
    assert taken["towpath_server_away", (("server", "kafka"),)] == 0
    assert taken["towpath_request_seconds_count", (("route", "none"), ("status", "404"))] == 1
    assert not any(world.topic_prefix in dict(labels).get("route", "") for _, labels in taken)


async def test_one_trace_goes_from_the_request_to_the_answer_of_the_next_service(world: ToyWorld) -> None:
    def answer(asked: Sequence[Envelope]) -> list[Sequence[Event] | Refused | Poison]:
        return [[ReplyOverdue(connection=str(uuid4()))] for _ in asked]

    following = Runtime("next", world.settings())
    following.answer(Stream.REFERRAL, events=[AttentionNeeded], answer=answer)
    key = str(uuid4())
    async with serving(toy.build(world.settings())[1]) as client, serving(following.app(), "next"):
        headers = {"Idempotency-Key": "k", "traceparent": TRACE}
        await client.post(f"/v1/tallies/{key}/counts", json={}, headers=headers)

        async def is_answered() -> list[Envelope]:
            return [one for one in await world.said(Stream.FOLLOWUP) if isinstance(one.event, ReplyOverdue)]

        [answered] = await until("answered", is_answered)
    [event] = await world.said()
    assert (event.traceparent, answered.traceparent) == (TRACE, TRACE)
    [record] = await world.records(world.topics.of(Stream.REFERRAL))
    assert dict(record.headers)["ce_traceparent"] == TRACE.encode()
    assert answered.causationid == event.id
    assert answered.correlationid == key


async def test_an_event_hands_its_trace_to_what_follows_from_it(world: ToyWorld) -> None:
    key = str(uuid4())
    with_trace = world.recorded(key)
    event = with_trace.event
    assert event is not None
    async with serving(toy.build(world.settings())[1]):
        await world.send(world.tell(event, key, traceparent=TRACE), world.recorded(key))
        await world.tallied({key: 2})
        await world.published()
    assert [one.traceparent for one in await world.said()] == [TRACE, None]


async def test_a_request_without_a_trace_begins_one(world: ToyWorld) -> None:
    async with serving(toy.build(world.settings())[1]) as client:
        for given in ({}, {"traceparent": "nonsense"}):
            headers = {"Idempotency-Key": str(uuid4())} | given
            await client.post(f"/v1/tallies/{uuid4()}/counts", json={}, headers=headers)
        await world.published()
    begun = {one.traceparent for one in await world.said()}
    assert len(begun) == 2
    assert None not in begun

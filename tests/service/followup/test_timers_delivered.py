"""Timers on real servers: heard, scheduled, fired once, whoever dies and however many replicas there are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from support.followup_service import World, of
from support.followup_story import ACCEPTED, ASSESSED, CLOSED, COMPLETED, PAUSED, REQUESTED, RESUMED, STARTED, plan
from towpath_contracts.envelope import Envelope
from towpath_contracts.events.followup import (
    Cancelled,
    Due,
    Ended,
    Missed,
    ReplyOverdue,
    Scheduled,
)
from towpath_followup.evolve import evolve
from towpath_followup.store import to_document

MANY = 300


def due_of(envelope: Envelope) -> Scheduled:
    assert isinstance(envelope.event, Scheduled)
    return envelope.event


async def test_an_accepted_referral_is_scheduled_and_falls_due_once_when_the_clock_is_turned(world: World) -> None:
    await world.start()
    referral = str(uuid4())

    await world.send(world.tell(referral, ACCEPTED))
    (scheduled,) = await world.heard(Scheduled, count=1)
    assert scheduled.subject == referral
    assert scheduled.correlationid == referral
    assert not of(Due, await world.published())

    world.turn_to(due_of(scheduled).due)
    (due,) = await world.heard(Due, count=1)
    assert isinstance(due.event, Due)
    assert due.event.timer == due_of(scheduled).timer
    assert due.time >= due_of(scheduled).due

    await world.settled()
    assert len(of(Due, await world.published())) == 1


async def test_what_nobody_records_is_missed_and_tried_again(world: World) -> None:
    await world.start()
    await world.send(world.tell(str(uuid4()), ACCEPTED))
    (scheduled,) = await world.heard(Scheduled, count=1)
    world.turn_to(due_of(scheduled).due)
    (due,) = await world.heard(Due, count=1)
    assert isinstance(due.event, Due)
    assert due.event.record_by is not None

    world.turn_to(due.event.record_by)

    await world.heard(Missed, count=1)
    _, again = await world.heard(Scheduled, count=2)
    assert due_of(again).attempt == 2


async def test_an_organisation_that_does_not_answer_is_overdue(world: World) -> None:
    await world.start()
    await world.send(world.tell(str(uuid4()), REQUESTED))
    (scheduled,) = await world.heard(Scheduled, count=1)

    world.turn_to(due_of(scheduled).due)

    (overdue,) = await world.heard(ReplyOverdue, count=1)
    assert isinstance(overdue.event, ReplyOverdue)
    assert overdue.event.connection == REQUESTED.connection


async def test_a_closed_referral_is_left_in_peace(world: World) -> None:
    await world.start()
    referral, another = str(uuid4()), str(uuid4())
    await world.send(world.tell(referral, ACCEPTED), world.tell(referral, REQUESTED), world.tell(referral, CLOSED))
    await world.send(world.tell(another, ACCEPTED))
    await world.heard(Ended, count=1)
    await world.heard(Scheduled, count=3)

    world.turn_to(world.now() + timedelta(days=365))
    await world.heard(Due, count=1)
    await world.settled()

    published = [envelope for envelope in await world.published() if envelope.subject == referral]
    assert len(of(Cancelled, published)) == 2
    assert not of(Due, published)
    assert not of(ReplyOverdue, published)


async def test_the_state_is_the_fold_of_what_was_published_and_a_replay_changes_nothing(world: World) -> None:
    service = await world.start()
    referral = str(uuid4())
    story = [ACCEPTED, PAUSED, RESUMED, REQUESTED, plan(30), STARTED, ASSESSED]
    told = [world.tell(referral, event) for event in story]
    await world.send(*told)
    await world.heard(Cancelled, count=3)
    answer = await service.post(
        f"/v1/referrals/{referral}/contacts",
        {"kind": "check-in", "connection": REQUESTED.connection, "outcome": "no-answer", "channel": "phone"},
    )
    assert answer.status_code == 201
    await world.settled()
    published = await world.published()
    assert await folded(world, referral) == kept(world, referral)
    assert [envelope.sequence for envelope in published] == list(range(1, len(published) + 1))

    await world.send(*told, *told, world.tell(referral, COMPLETED))
    await world.heard(Cancelled, count=4)

    assert len(await world.published()) == len(published) + 1, "nothing but what the news after the replay led to"
    assert await folded(world, referral) == kept(world, referral)


async def folded(world: World, referral: str) -> dict[str, Any]:
    state = None
    for envelope in await world.published():
        if envelope.subject == referral and envelope.event is not None:
            state = evolve(state, envelope.event)
    assert state is not None
    return to_document(state)


def kept(world: World, referral: str) -> dict[str, Any]:
    found = world.database["followup"].find_one({"_id": referral})
    assert found is not None
    return {name: value for name, value in found.items() if name not in {"_id", "version", "stamp", "sequences"}}


async def test_two_replicas_fire_every_timer_once(world: World) -> None:
    await world.start()
    await world.start(TOWPATH_FOLLOWUP_CLAIM="20")
    await world.send(*(world.tell(str(uuid4()), ACCEPTED) for _ in range(MANY)))
    scheduled = await world.heard(Scheduled, count=MANY)

    world.turn_to(max(due_of(envelope).due for envelope in scheduled))
    await world.heard(Due, count=MANY)

    await world.settled()
    fired = [envelope.event.timer for envelope in await world.published() if isinstance(envelope.event, Due)]
    assert len(fired) == len(set(fired)) == MANY


async def test_a_death_between_the_claim_and_the_firing_loses_nothing_and_doubles_nothing(world: World) -> None:
    service = await world.start()
    await world.send(*(world.tell(str(uuid4()), ACCEPTED) for _ in range(20)))
    scheduled = await world.heard(Scheduled, count=20)
    await world.settled()

    (world.faults / "followup.before-transaction").touch()
    world.turn_to(due_of(scheduled[0]).due)
    assert await service.died() == -9
    claimed = world.database["timers"].count_documents({"fence": 1})
    assert claimed == 20
    assert not of(Due, await world.published())

    service.launch()
    await world.heard(Due, count=20)
    await world.settled()
    fired = [envelope.event.timer for envelope in await world.published() if isinstance(envelope.event, Due)]
    assert len(fired) == len(set(fired)) == 20


async def test_a_death_between_the_firing_and_its_publication_loses_nothing_and_doubles_nothing(world: World) -> None:
    service = await world.start()
    await world.send(world.tell(str(uuid4()), ACCEPTED))
    (scheduled,) = await world.heard(Scheduled, count=1)
    await world.settled()

    (world.faults / "followup.after-commit").touch()
    world.turn_to(due_of(scheduled).due)
    assert await service.died() == -9

    service.launch()
    await world.heard(Due, count=1)
    await world.settled()
    assert len({envelope.id for envelope in of(Due, await world.published())}) == 1


async def test_a_replica_that_froze_with_its_claims_comes_back_to_find_them_fired(world: World) -> None:
    frozen = await world.start()
    await world.send(*(world.tell(str(uuid4()), ACCEPTED) for _ in range(20)))
    scheduled = await world.heard(Scheduled, count=20)
    await world.settled()
    frozen.freeze()
    world.turn_to(due_of(scheduled[0]).due)

    await world.start()
    await world.heard(Due, count=20)
    frozen.thaw()
    await frozen.ready()

    await world.settled()
    fired = [envelope.event.timer for envelope in await world.published() if isinstance(envelope.event, Due)]
    assert len(fired) == len(set(fired)) == 20

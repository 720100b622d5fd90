"""Claims on a real mongod: which timers, by whose clock, and how much of the collection is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.followup_story import REFERRAL, id_of
from towpath_followup.firing import Claims, message_of
from towpath_followup.model import Status, Timer
from towpath_followup.store import TIMER_INDEXES, TIMERS, timer_write
from towpath_runtime.mongo import Database, connect
from towpath_runtime.mongo import database as database_of
from towpath_standalone.servers import MongoServer

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SHORT, LONG = timedelta(milliseconds=200), timedelta(minutes=10)


@pytest.fixture
async def database(mongo: MongoServer, database_prefix: str) -> AsyncIterator[Database]:
    client = connect(mongo.uri)
    database = database_of(client, f"{database_prefix}followup")
    await database[TIMERS].create_indexes(list(TIMER_INDEXES))
    yield database
    await client.drop_database(database.name)
    await client.close()


def timer(number: int, due: datetime, status: Status = Status.SCHEDULED) -> Timer:
    return Timer(id_of(f"timer {number}"), "first-contact", None, 1, 1, status, due)


async def keep(database: Database, *timers: Timer) -> None:
    await database[TIMERS].bulk_write([timer_write(REFERRAL, timer) for timer in timers])


async def test_only_what_is_due_is_claimed_the_longest_due_first(database: Database) -> None:
    times = [NOON + timedelta(minutes=minutes) for minutes in (-1, 1, -3, 0)]
    timers = [timer(number, due) for number, due in enumerate(times)]
    await keep(database, *timers)

    claimed = await Claims(database, LONG, 10).claim(NOON)

    assert [claim.timer for claim in claimed] == [timers[2].id, timers[0].id, timers[3].id]


async def test_a_claim_holds_against_others_until_its_lease_is_over(database: Database) -> None:
    await keep(database, timer(1, NOON))
    claims = Claims(database, SHORT, 10)

    (first,) = await claims.claim(NOON)
    assert await claims.claim(NOON) == ()
    again: list[Any] = []
    while not again:
        again = list(await claims.claim(NOON))

    assert again[0].fence == first.fence + 1
    assert message_of(again[0]).id != message_of(first).id, "the inbox must not take the second claim for the first"


async def test_many_claim_at_once_and_each_timer_has_one_holder(database: Database) -> None:
    await keep(database, *(timer(number, NOON) for number in range(200)))

    rounds = await asyncio.gather(*(Claims(database, LONG, 50).claim(NOON) for _ in range(12)))

    claimed = [claim.timer for claims in rounds for claim in claims]
    assert len(claimed) == len(set(claimed))
    assert claimed


async def test_a_timer_that_was_moved_is_free_again_and_keeps_its_fence(database: Database) -> None:
    await keep(database, timer(1, NOON))
    claims = Claims(database, LONG, 10)
    (first,) = await claims.claim(NOON)

    await keep(database, replace(timer(1, NOON), due=NOON + timedelta(days=1)))

    assert await claims.claim(NOON) == ()
    (moved,) = await claims.claim(NOON + timedelta(days=1))
    assert moved.fence == first.fence + 1


@pytest.mark.parametrize("status", [Status.RECORDED, Status.CANCELLED, Status.MISSED])
async def test_what_is_settled_is_never_claimed(database: Database, status: Status) -> None:
    await keep(database, timer(1, NOON))
    await keep(database, timer(1, NOON, status))

    assert await Claims(database, LONG, 10).claim(NOON + timedelta(days=999)) == ()


async def test_looking_for_what_is_due_looks_at_nothing_else(database: Database) -> None:
    await keep(
        database,
        *(timer(number, NOON + timedelta(days=number)) for number in range(1, 500)),
        *(timer(number, NOON, Status.RECORDED) for number in range(500, 1000)),
        timer(0, NOON),
    )

    plan = await database.command(
        "explain",
        {"find": TIMERS, "filter": {"fires": {"$lte": NOON}}, "sort": {"fires": 1}, "limit": 10},
        verbosity="executionStats",
    )

    assert plan["executionStats"]["totalDocsExamined"] == 1
    assert plan["executionStats"]["totalKeysExamined"] <= 2


async def test_lateness_is_that_of_the_longest_due(database: Database) -> None:
    claims = Claims(database, LONG, 10)
    assert await claims.lateness(NOON) == 0

    await keep(database, timer(1, NOON - timedelta(seconds=90)), timer(2, NOON + timedelta(days=1)))

    assert await claims.lateness(NOON) == 90

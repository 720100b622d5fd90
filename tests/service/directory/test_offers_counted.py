"""Each listing's offers, counted from the referral stream on real servers: exactly, whatever comes twice or late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.directory_news import capacity_of, courses, followed, muddled, said, send, told_once
from support.directory_records import body, listing
from support.directory_service import Directory, until
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import CapacityReported
from towpath_runtime.clock import turn

TICK = {"TOWPATH_COUNT_TICK": "0.1", "TOWPATH_GROUP_SESSION": "2"}


def figures(report: CapacityReported) -> tuple[int | None, int | None, int | None]:
    return report.offers_in_flight, report.accepted_90d, report.ended_well_90d


async def publish(directory: Directory, **changes: Any) -> str:
    mine = listing(**changes)
    assert (await directory.ask("POST", "/v1/services", json=body(mine))).status_code == 201
    return mine.id


@pytest.mark.asyncio(loop_scope="module")
async def test_offers_are_counted_on_the_capacity_of_their_listing_and_room_is_still_what_was_said(
    directory: Directory,
) -> None:
    service = await publish(directory)
    offers = courses(service, 14, datetime.now(UTC) - timedelta(days=1))
    await send(directory, offers)
    await followed(directory, *offers)
    last = (await capacity_of(directory, service))[-1]
    assert (last.state, figures(last)) == ("unknown", (2, 6, 2))

    week_ago = (datetime.now(UTC) - timedelta(days=7)).isoformat()
    report = {"state": "waitlist", "wait_days": 21, "as_of": week_ago}
    assert (await directory.ask("POST", f"/v1/services/{service}/capacity", json=report)).status_code == 201
    more = courses(service, 1, datetime.now(UTC))
    await send(directory, more)
    await followed(directory, *more)
    last = (await capacity_of(directory, service))[-1]
    assert (last.state, last.wait_days, last.as_of.isoformat(), figures(last)) == ("waitlist", 21, week_ago, (3, 6, 2))


@pytest.mark.asyncio(loop_scope="module")
async def test_a_count_never_puts_our_older_news_over_what_a_provider_reported_on_the_stream(
    directory: Directory,
) -> None:
    service = await publish(directory)
    first = courses(service, 7, datetime.now(UTC) - timedelta(days=1))
    await send(directory, first)
    await followed(directory, *first)
    full = CapacityReported(service=service, state="no-capacity", as_of=datetime.now(UTC), spaces=0)
    await send(directory, [said(full, service)])
    more = courses(service, 1, datetime.now(UTC))
    await send(directory, more)
    await followed(directory, *more)

    async def stands() -> bool:
        last = (await capacity_of(directory, service))[-1]
        return (last.state, last.spaces, last.offers_in_flight) == ("no-capacity", 0, 2)

    await until("the room that was reported stands beside the count", stands)


@pytest.mark.asyncio(loop_scope="module")
async def test_everything_again_in_any_order_says_nothing_new(directory: Directory) -> None:
    service = await publish(directory)
    offers = courses(service, 21, datetime.now(UTC) - timedelta(days=2))
    await send(directory, muddled(offers, 1))
    await followed(directory, *offers)
    before = await capacity_of(directory, service)
    assert figures(before[-1]) == (3, 9, 3)

    await send(directory, muddled(offers, 2))
    once_more = courses(service, 1, datetime.now(UTC))
    await send(directory, once_more)
    await followed(directory, *once_more)
    after = await capacity_of(directory, service)
    assert [figures(report) for report in after[len(before) :]] == [(4, 9, 3)]

    directory.database["inbox"].delete_many({"_id": {"$regex": "^offer/"}})  # as after its retention
    await send(directory, muddled(offers, 3))
    await followed(directory, *offers)
    assert await capacity_of(directory, service) == after


@pytest.mark.asyncio(loop_scope="module")
async def test_offers_to_a_service_that_is_not_listed_are_told_when_it_is(
    directory: Directory,
) -> None:
    mine = listing()
    offers = courses(mine.id, 7, datetime.now(UTC))
    await send(directory, offers)
    await followed(directory, *offers)
    assert await capacity_of(directory, mine.id) == []

    await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))
    await followed(directory)
    assert figures((await capacity_of(directory, mine.id))[-1]) == (1, 3, 1)

    await directory.ask("DELETE", f"/v1/services/{mine.id}")
    more = courses(mine.id, 7, datetime.now(UTC))
    await send(directory, more)
    await followed(directory, *more)
    assert (await capacity_of(directory, mine.id))[-1].state == "closed"

    await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))
    await followed(directory)
    assert figures((await capacity_of(directory, mine.id))[-1]) == (2, 6, 2)


async def test_a_directory_killed_in_the_middle_counts_the_same_and_says_nothing_twice(begin: Any) -> None:
    doomed = await begin(**TICK)
    services = [await publish(doomed) for _ in range(3)]
    offers = muddled([one for service in services for one in courses(service, 21, datetime.now(UTC))], 3)
    (doomed.faults / "directory.after-effect").touch()
    await send(doomed, offers)
    await doomed.died()
    await doomed.start()
    await followed(doomed, *offers)
    for service in services:
        last = (await told_once(doomed, Stream.CAPACITY, service))[-1]
        assert isinstance(last, CapacityReported)
        assert figures(last) == (3, 9, 3)


async def test_what_ended_ninety_days_ago_is_counted_no_more_and_that_is_told_once(begin: Any, tmp_path: Path) -> None:
    aging = await begin(**TICK, TOWPATH_CLOCK_FILE=str(tmp_path / "clock"))
    service = await publish(aging)
    offers = [
        *courses(service, 7, datetime.now(UTC) - timedelta(days=100)),
        *courses(service, 7, datetime.now(UTC) - timedelta(days=70)),
        *courses(service, 7, datetime.now(UTC) - timedelta(days=10)),
    ]
    await send(aging, offers)
    await followed(aging, *offers)
    before = await capacity_of(aging, service)
    assert figures(before[-1]) == (3, 6, 2)

    turn(tmp_path / "clock", timedelta(days=30).total_seconds())
    told = before

    async def faded() -> bool:
        nonlocal told
        told = await capacity_of(aging, service)
        return len(told) > len(before)

    await until("faded", faded)
    assert [figures(report) for report in told[len(before) :]] == [(3, 3, 1)]

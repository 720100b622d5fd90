"""What was heard of an offer or a search is forgotten when it can count in nothing, and nothing brings it back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from support.directory_news import (
    SECTOR,
    capacity_of,
    closed,
    courses,
    followed,
    muddled,
    nothing_found,
    options_found,
    said,
    send,
)
from support.directory_records import body, listing
from support.directory_service import Directory, until
from towpath_contracts.event import Stream
from towpath_contracts.events import referral
from towpath_runtime.clock import turn

TICK = {"TOWPATH_COUNT_TICK": "0.1", "TOWPATH_FACT_TICK": "0.1", "TOWPATH_FACT_RETENTION_DAYS": "120"}


def known(directory: Directory, name: str) -> set[str]:
    return {str(one["_id"]) for one in directory.database[name].find({}, {"_id": 1})}


async def forgotten(directory: Directory, *, offers: set[str], seekers: set[str]) -> None:
    """Wait until only these are known."""

    async def gone() -> bool:
        return known(directory, "offer") == offers and known(directory, "seeker") == seekers

    await until("forgotten", gone)


def figures(report: Any) -> tuple[int | None, int | None, int | None]:
    return report.offers_in_flight, report.accepted_90d, report.ended_well_90d


async def test_what_is_over_is_forgotten_in_time_and_late_duplicates_of_it_bring_nothing_back(
    begin: Any, tmp_path: Path
) -> None:
    aging = await begin(**TICK, TOWPATH_CLOCK_FILE=str(tmp_path / "clock"))
    mine = listing()
    assert (await aging.ask("POST", "/v1/services", json=body(mine))).status_code == 201
    ana, ben, cyd = (str(uuid4()) for _ in range(3))
    now = datetime.now(UTC)
    offers = courses(mine.id, 7, now)
    found = [
        nothing_found(ana, "gardening", at=now),
        nothing_found(ben, "gardening", at=now),
        options_found(ben, "gardening", at=now + timedelta(minutes=1)),
        nothing_found(cyd, "singing", at=now),
        closed(cyd, at=now + timedelta(minutes=1)),
    ]
    everything = [*offers, *found]
    await send(aging, everything)
    await followed(aging, *everything)
    (open_one, accepted, _, _, waitlisted, *_) = [
        event.connection for one in offers if isinstance(event := one.event, referral.ConnectionRequested)
    ]
    assert len(known(aging, "offer")) == 7

    turn(tmp_path / "clock", timedelta(days=121).total_seconds())
    # what may still go on stays, and so does whoever waits
    await forgotten(aging, offers={open_one, accepted, waitlisted}, seekers={ana})
    gaps = await aging.heard(Stream.GAP)

    aging.database["inbox"].delete_many({"_id": {"$regex": "^(offer|seeker)/"}})  # as after its retention
    await send(aging, muddled(everything, 4))
    await followed(aging, *everything)
    assert known(aging, "offer") == {open_one, accepted, waitlisted}
    assert known(aging, "seeker") == {ana}
    assert figures((await capacity_of(aging, mine.id))[-1]) == (1, 0, 0)
    assert await aging.heard(Stream.GAP) == gaps
    assert (await aging.ask("GET", f"/v1/gaps/gardening/{SECTOR.code}", params={"as": "curators"})).json()[
        "people_waiting"
    ] == 1

    late = said(referral.ConnectionCompleted(connection=accepted), str(uuid4()), now + timedelta(days=121))
    await send(aging, [late])
    await followed(aging, late)

    async def ended() -> bool:
        return figures((await capacity_of(aging, mine.id))[-1]) == (1, 0, 1)

    await until("an offer that went on for long is known to have ended well", ended)


async def test_what_was_heard_before_facts_were_forgotten_is_dated_and_goes_in_its_turn(
    begin: Any, tmp_path: Path
) -> None:
    older = await begin(**TICK, TOWPATH_CLOCK_FILE=str(tmp_path / "clock"))
    service = str(uuid4())
    offers = courses(service, 7, datetime.now(UTC))
    await send(older, offers)
    await followed(older, *offers)
    older.kill()
    older.database["offer"].update_many({}, {"$unset": {"newest": "", "over": ""}})
    turn(tmp_path / "clock", timedelta(days=119).total_seconds())
    await older.start()

    async def dated() -> bool:
        return int(older.database["offer"].count_documents({"over": True})) == 4

    await until("dated", dated)
    assert len(known(older, "offer")) == 7
    turn(tmp_path / "clock", timedelta(days=121).total_seconds())

    async def gone() -> bool:
        return len(known(older, "offer")) == 3

    await until("forgotten", gone)

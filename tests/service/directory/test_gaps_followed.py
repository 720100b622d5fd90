"""What nobody offers, on real servers: raised when nothing is found, worked on, answered, and raised anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from support.directory_news import (
    SECTOR,
    closed,
    followed,
    ident,
    muddled,
    nothing_found,
    options_found,
    send,
    told_once,
)
from support.directory_records import body, listing
from support.directory_service import Directory
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.gap import GapAnswered, GapClosed, GapRaised

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def told(directory: Directory, need: str) -> list[Event | None]:
    """What the gap topic says of a need, in order."""
    found = await directory.heard(Stream.GAP)
    return [envelope.event for envelope in found if envelope.subject == f"{need}/{SECTOR.code}"]


async def gap(directory: Directory, need: str) -> dict[str, Any]:
    return dict((await directory.ask("GET", f"/v1/gaps/{need}/{SECTOR.code}", params={"as": "curators"})).json())


async def test_who_finds_nothing_waits_once_until_options_come_or_the_case_closes(directory: Directory) -> None:
    now = datetime.now(UTC)
    ana, ben, cyd = (str(uuid4()) for _ in range(3))
    found = [
        nothing_found(ana, "gardening", at=now - timedelta(days=9)),
        nothing_found(ana, "gardening", at=now - timedelta(days=2)),
        nothing_found(ben, "gardening", at=now - timedelta(days=5)),
        nothing_found(cyd, "gardening", at=now - timedelta(days=7)),
        options_found(cyd, "gardening", at=now - timedelta(days=1)),
    ]
    await send(directory, muddled(found, 4))
    await followed(directory, *found)
    standing = await gap(directory, "gardening")
    assert (standing["state"], standing["people_waiting"]) == ("raised", 2)
    assert datetime.fromisoformat(standing["since"]).date() == (now - timedelta(days=9)).date()
    before = await told(directory, "gardening")
    assert isinstance(before[-1], GapRaised)
    assert before[-1].people_waiting == 2

    directory.database["inbox"].delete_many({"_id": {"$regex": "^seeker/"}})  # as after its retention
    await send(directory, muddled(found, 7))
    await followed(directory, *found)
    assert await told(directory, "gardening") == before

    again = [closed(ana), closed(ben), *found]
    await send(directory, again)
    await followed(directory, *again)
    assert (await told(directory, "gardening"))[-1] == GapClosed()
    assert (await directory.ask("GET", f"/v1/gaps/gardening/{SECTOR.code}")).status_code == 404


async def test_a_new_listing_for_the_need_in_the_area_answers_and_whoever_finds_nothing_after_that_waits_anew(
    directory: Directory,
) -> None:
    ana, ben = str(uuid4()), str(uuid4())
    found = [nothing_found(ana, "singing"), nothing_found(ben, "singing")]
    await send(directory, found)
    await followed(directory, *found)

    elsewhere = listing(needs=("singing",), areas=[{"code": "AB10 1"}])
    mine = listing(needs=("singing", "walking"), areas=[{"code": "L8"}])
    for one in (elsewhere, mine):
        assert (await directory.ask("POST", "/v1/services", json=body(one))).status_code == 201
    await followed(directory)
    answered = GapAnswered(need="singing", area=SECTOR, service=mine.id)
    assert (await told(directory, "singing"))[-1] == answered
    standing = await gap(directory, "singing")
    assert (standing["state"], standing["service"], standing["people_waiting"]) == ("answered", mine.id, 0)

    still = [nothing_found(ben, "singing"), options_found(ana, "singing")]
    await send(directory, still)
    await followed(directory, *still)
    last = (await told(directory, "singing"))[-1]
    assert isinstance(last, GapRaised)
    assert last.people_waiting == 1
    assert (await gap(directory, "singing"))["state"] == "raised"


async def test_a_listing_that_was_published_just_before_the_gap_was_raised_answers_it_too(directory: Directory) -> None:
    mine = listing(needs=("cookery",), nationwide=True)
    await directory.ask("POST", "/v1/services", json=body(mine))
    await followed(directory)
    found = nothing_found(str(uuid4()), "cookery")
    await send(directory, [found])
    await followed(directory, found)
    events = await told(directory, "cookery")
    assert [type(event) for event in events] == [GapRaised, GapAnswered]


async def test_a_curator_says_who_works_on_a_gap_and_who_answers_it(directory: Directory) -> None:
    found = nothing_found(str(uuid4()), "volunteering")
    await send(directory, [found])
    await followed(directory, found)
    path = f"/v1/gaps/volunteering/{SECTOR.code}"

    assert (await directory.ask("POST", f"{path}/work-on", json={"organisation": "acorn-trust"})).status_code == 201
    standing = await gap(directory, "volunteering")
    assert (standing["state"], standing["organisation"]) == ("worked-on", "acorn-trust")
    asked = {"state": "worked-on", "need": "volunteering", "area": SECTOR.code}
    page = (await directory.ask("GET", "/v1/gaps", params=asked)).json()
    assert [one["area"] for one in page["contents"]] == [SECTOR.code]

    nobody = await directory.ask("POST", f"{path}/answer", json={"service": ident("nobody")})
    assert (nobody.status_code, nobody.json()["type"]) == (422, "/problems/service-not-listed")
    mine = listing(needs=("walking",))
    await directory.ask("POST", "/v1/services", json=body(mine))
    assert (await directory.ask("POST", f"{path}/answer", json={"service": mine.id})).status_code == 201
    assert (await told(directory, "volunteering"))[-1] == GapAnswered(need="volunteering", area=SECTOR, service=mine.id)
    late = await directory.ask("POST", f"{path}/work-on", json={"organisation": "acorn-trust"})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/gap-not-open")
    unknown = await directory.ask("POST", "/v1/gaps/volunteering/ZZ99 3/work-on", json={"organisation": "acorn-trust"})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/gap-not-found")


async def test_few_who_wait_are_shown_to_nobody_but_curators_as_how_many_and_since_when(directory: Directory) -> None:
    path = f"/v1/gaps/bereavement/{SECTOR.code}"
    found = [nothing_found(str(uuid4()), "bereavement") for _ in range(4)]
    await send(directory, found)
    await followed(directory, *found)
    few = (await directory.ask("GET", path)).json()
    assert (few["state"], few["fewer_than"]) == ("raised", 5)
    assert few.keys().isdisjoint({"people_waiting", "since"})
    page = (await directory.ask("GET", "/v1/gaps", params={"need": "bereavement"})).json()
    assert page["contents"] == [few]
    told_to_curators = await gap(directory, "bereavement")
    assert (told_to_curators["people_waiting"], "since" in told_to_curators) == (4, True)

    fifth = nothing_found(str(uuid4()), "bereavement")
    await send(directory, [fifth])
    await followed(directory, fifth)
    many = (await directory.ask("GET", path)).json()
    assert many == await gap(directory, "bereavement")
    assert many["people_waiting"] == 5
    assert (await directory.ask("GET", path, params={"as": "CANARY-7781"})).status_code == 422


async def test_gaps_are_paged_by_need_and_area(directory: Directory) -> None:
    areas = [SECTOR.model_copy(update={"code": f"L9 {number}"}) for number in range(5)]
    found = [nothing_found(str(uuid4()), "debt", area=area) for area in areas]
    await send(directory, found)
    await followed(directory, *found)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {"need": "debt", "limit": "2"} | cursor
        page = (await directory.ask("GET", "/v1/gaps", params=asked)).json()
        seen += [one["area"] for one in page["contents"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert seen == [area.code for area in areas]


async def test_a_directory_killed_in_the_middle_raises_the_same_gaps_once(begin: Any) -> None:
    doomed = await begin(TOWPATH_COUNT_TICK="0.1", TOWPATH_GROUP_SESSION="2")
    needs = ("housing", "debt", "singing")
    at = datetime.now(UTC)
    people = [str(uuid4()) for _ in range(8)]
    found = [nothing_found(one, *needs, at=at + timedelta(seconds=n)) for n, one in enumerate(people)]
    found += [options_found(one, "housing", unmet=["debt"], at=at + timedelta(minutes=1)) for one in people[::2]]
    (doomed.faults / "directory.after-commit").touch()
    await send(doomed, muddled(found, 5))
    await doomed.died()
    await doomed.start()
    await send(doomed, muddled(found, 6))
    await followed(doomed, *found)
    waiting = {need: (await gap(doomed, need))["people_waiting"] for need in needs}
    assert waiting == {"housing": 4, "debt": 8, "singing": 4}
    for need in needs:
        assert await told_once(doomed, Stream.GAP, f"{need}/{SECTOR.code}")

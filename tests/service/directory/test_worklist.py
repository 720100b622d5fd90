"""Everything that waits for a curator is on one list, whoever found it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from support.directory_service import Directory, until
from support.duplicates_seen import searched, table
from support.feeds_served import FeedServer
from support.sources_run import Feed, record
from towpath_contracts.listing import Listing

DAY = 86_400


async def work(directory: Directory, kind: str) -> list[dict[str, Any]]:
    """What waits of one kind, and a count that agrees."""
    found = (await directory.ask("GET", f"/v1/worklist?kind={kind}&limit=200")).json()
    assert found["counts"][kind] == len(found["contents"])
    return list(found["contents"])


async def publish(directory: Directory, known: Listing) -> None:
    sent = known.model_dump(mode="json", exclude_defaults=True)
    answer = await directory.ask("PUT", f"/v1/services/{known.id}", json=sent)
    assert answer.status_code == 200, answer.text


async def test_two_listings_that_may_be_one_wait_until_a_curator_has_looked(begin: Any) -> None:
    directory = await begin()
    mine, theirs = table("willowbank"), table("another", "Tuesday Table at the Hive")
    for known in (mine, theirs):
        await publish(directory, known)
    await searched(directory)
    (one,) = await work(directory, "duplicate")
    assert one["service"] in (mine.id, theirs.id)
    assert (await directory.ask("GET", one["see"].removeprefix("/directory"))).status_code == 200
    word = {"curator": "curator-7", "reason": "two tables"}
    await directory.ask("POST", f"/v1/duplicates/{one['id']}/keep-apart", json=word)
    assert await work(directory, "duplicate") == []


async def test_what_a_feed_dropped_waits_with_the_name_of_the_feed(
    begin: Any, feeds: FeedServer, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    settings = {"TOWPATH_ALLOW_PRIVATE_FEEDS": "true", "TOWPATH_SOURCE_TICK": "0.05"}
    directory = await begin(**settings, TOWPATH_CLOCK_FILE=str(clock))
    feed = Feed(directory, feeds, clock)
    feed.publish([record(number) for number in range(10)])
    await feed.register(dropping={"after": 3})
    feed.publish([record(number) for number in range(9)], ETag='"fewer"')
    await feed.again()
    (one,) = await work(directory, "dropped")
    assert one["service"] == record(9)["id"]
    assert one["code"]
    feed.publish([record(number) for number in range(10)], ETag='"all"')
    await feed.again()
    assert await work(directory, "dropped") == []


async def test_that_a_listing_falls_due_and_goes_stale_stands_in_its_history(begin: Any, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    directory = await begin(TOWPATH_CLOCK_FILE=str(clock), TOWPATH_REVIEW_TICK="0.05")
    known = table(f"p-{uuid.uuid4().hex[:8]}")
    await publish(directory, known)

    async def told() -> list[str]:
        found = (await directory.ask("GET", f"/v1/services/{known.id}/history")).json()["contents"]
        return [one["what"] for one in found if one["kind"] == "policy"]

    for days, step in ((190, "fall-due"), (375, "go-stale")):
        clock.write_text(str(days * DAY))

        async def stepped(step: str = step) -> bool:
            return (await told())[-1:] == [step]

        await until(step, stepped)
    assert await told() == ["fall-due", "go-stale"]
    stale = (await directory.ask("GET", "/v1/services?state=stale")).json()["contents"]
    assert [one["listing"]["id"] for one in stale] == [known.id]

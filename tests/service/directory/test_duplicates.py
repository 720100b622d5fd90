"""Duplicates on real servers: found after every way in, settled by a curator, and settled for good."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from support.directory_records import body, oruk_1
from support.directory_service import Directory
from support.duplicates_seen import WORD, searched, seen, table, the_one
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import ServicePublished, ServiceWithdrawn
from towpath_contracts.listing import Listing

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def town() -> str:
    """A town of the test's own, and publishers named after it."""
    return uuid.uuid4().hex.translate(str.maketrans("0123456789", "ghijklmnop"))[:8].title()


async def publish(directory: Directory, *listings: Listing) -> None:
    for one in listings:
        answer = await directory.ask("PUT", f"/v1/services/{one.id}", json=body(one))
        assert answer.status_code == 200, answer.text


def walk(town: str, name: str) -> dict[str, Any]:
    """A record of a feed, with contacts of a town's own."""
    reached = {"email": f"walk@{town.lower()}.example", "url": f"https://{town.lower()}.example/walks", "contacts": []}
    run_by = {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, town)), "name": f"Walkers of {town}"}
    return oruk_1(id=str(uuid.uuid4()), name=name, organization=run_by, **reached)


async def two_alike(directory: Directory, town: str) -> tuple[Listing, Listing]:
    mine = table(f"a-{town}".lower(), name=f"{town} Tuesday Table & Talk", town=town)
    theirs = table(f"b-{town}".lower(), name=f"Tuesday table and talk, {town}", town=town, phones=())
    await publish(directory, mine, theirs)
    return mine, theirs


async def merge(directory: Directory, duplicate: str, keep: str, key: str | None = None) -> int:
    word = WORD | {"keep": keep}
    return (await directory.ask("POST", f"/v1/duplicates/{duplicate}/merge", key, json=word)).status_code


async def stands(directory: Directory, service: str) -> bool:
    return (await directory.ask("GET", f"/v1/services/{service}")).status_code == 200


async def test_one_service_from_two_publishers_is_proposed_with_the_evidence_in_words(
    directory: Directory, town: str
) -> None:
    mine, theirs = await two_alike(directory, town)

    found = await the_one(directory, mine.publisher)
    assert found["state"] == "proposed"
    assert set(found["services"]) == {mine.id, theirs.id}
    assert found["score"] >= found["threshold"]
    assert {"code": "place-same", "points": 3, "words": "They are at the same postcode."} in found["evidence"]

    whole = (await directory.ask("GET", f"/v1/duplicates/{found['id']}")).json()
    names = {side["id"]: side["listing"]["name"] for side in whole["sides"]}
    assert names == {mine.id: mine.name, theirs.id: theirs.name}


async def test_one_service_twice_in_a_feed_and_once_beside_it_is_found_after_the_import(
    directory: Directory, town: str
) -> None:
    publisher = f"a-{town}".lower()
    feed = [walk(town, name) for name in (f"{town} Canal walkers", f"Canal Walkers ({town})", "Chess in the park")]
    outcome = await directory.bring(feed, publisher)
    assert outcome["counts"]["taken"] + outcome["counts"]["mended"] == 3

    found = await the_one(directory, publisher)
    assert set(found["services"]) == {feed[0]["id"], feed[1]["id"]}
    assert found["publishers"] == [publisher, publisher]


async def test_a_listing_that_is_no_longer_alike_or_that_leaves_takes_its_proposal_with_it(
    directory: Directory, town: str
) -> None:
    mine, theirs = await two_alike(directory, town)
    assert (await the_one(directory, mine.publisher))["state"] == "proposed"

    await publish(directory, theirs.model_copy(update={"name": "Ukulele for carers"}))
    assert (await the_one(directory, mine.publisher))["state"] == "gone"
    await publish(directory, theirs)
    assert (await the_one(directory, mine.publisher))["state"] == "proposed"
    await directory.ask("DELETE", f"/v1/services/{theirs.id}")
    assert (await the_one(directory, mine.publisher))["state"] == "gone"


async def test_a_merge_leaves_one_listing_and_a_tombstone_and_survives_what_the_publisher_sends(
    directory: Directory, town: str
) -> None:
    first, publisher = f"a-{town}".lower(), f"b-{town}".lower()
    await directory.bring([walk(town, f"{town} canal walkers")], first)
    (one,) = (await directory.ask("GET", "/v1/services", params={"publisher": first})).json()["contents"]
    kept = one["listing"]["id"]
    record = walk(town, f"Canal walkers, {town}")
    await directory.bring([record], publisher)
    found = await the_one(directory, publisher)
    assert await merge(directory, found["id"], kept) == 200

    assert await stands(directory, kept)
    assert not await stands(directory, record["id"])
    events = [one.event for one in await directory.heard(Stream.DIRECTORY) if one.subject == record["id"]]
    assert [type(event) for event in events] == [ServicePublished, ServiceWithdrawn]

    again = await directory.bring([record | {"description": "New words of theirs."}], publisher, key=str(uuid.uuid4()))
    assert again["counts"]["duplicate"] == 1
    assert [reason["code"] for reason in again["reasons"]] == ["listing-merged"]
    (line,) = await directory.lines(again["id"])
    assert line["listing"] == kept
    assert not await stands(directory, record["id"])
    whole = (await directory.ask("GET", f"/v1/duplicates/{found['id']}")).json()
    assert whole["state"] == "merged"
    told = {side["id"]: side for side in whole["sides"]}[record["id"]]
    assert (told["standing"], told["listing"]["description"]) == (False, "New words of theirs.")

    sent = await directory.ask("PUT", f"/v1/services/{record['id']}", json=told["listing"])
    assert (sent.status_code, sent.json()["type"]) == (409, "/problems/listing-merged")

    assert (await directory.ask("POST", f"/v1/duplicates/{found['id']}/reopen", json=WORD)).status_code == 200
    back = (await directory.ask("GET", f"/v1/services/{record['id']}")).json()
    assert back["listing"]["description"] == "New words of theirs."
    assert (await the_one(directory, publisher))["state"] == "proposed"


async def test_what_was_merged_comes_back_when_the_listing_that_stood_for_it_leaves(
    directory: Directory, town: str
) -> None:
    mine, theirs = await two_alike(directory, town)
    found = await the_one(directory, mine.publisher)
    assert await merge(directory, found["id"], mine.id) == 200
    await searched(directory)
    assert not await stands(directory, theirs.id)

    await directory.ask("DELETE", f"/v1/services/{mine.id}")
    assert (await the_one(directory, mine.publisher))["state"] == "gone"
    assert await stands(directory, theirs.id)
    await publish(directory, mine)
    assert (await the_one(directory, mine.publisher))["state"] == "proposed"


async def test_two_that_are_kept_apart_are_never_proposed_again_unless_a_curator_reopens_it(
    directory: Directory, town: str
) -> None:
    mine, theirs = await two_alike(directory, town)
    found = await the_one(directory, mine.publisher)
    path = f"/v1/duplicates/{found['id']}"
    assert (await directory.ask("POST", f"{path}/keep-apart", json=WORD)).status_code == 200

    await publish(directory, theirs.model_copy(update={"name": mine.name, "phones": mine.phones}))
    assert (await the_one(directory, mine.publisher))["state"] == "kept-apart"
    assert not await seen(directory, mine.publisher, state="proposed")
    assert await merge(directory, found["id"], mine.id) == 409

    assert (await directory.ask("POST", f"{path}/reopen", json=WORD)).status_code == 200
    again = await the_one(directory, mine.publisher)
    assert again["state"] == "proposed"
    assert [one["state"] for one in again["decisions"]] == ["kept-apart", "proposed"]
    assert again["score"] > found["score"], "reopened, the two were compared as they are now"


async def test_two_curators_who_each_keep_the_other_one_leave_one_listing(directory: Directory, town: str) -> None:
    mine, theirs = await two_alike(directory, town)
    found = await the_one(directory, mine.publisher)

    answers = await asyncio.gather(*(merge(directory, found["id"], keep) for keep in (mine.id, theirs.id)))
    assert answers.count(200) == 1
    assert set(answers) <= {200, 409, 412}
    assert [await stands(directory, one.id) for one in (mine, theirs)].count(True) == 1


async def test_a_curators_word_happens_once_and_only_on_what_they_saw(directory: Directory, town: str) -> None:
    mine, theirs = await two_alike(directory, town)
    found = await the_one(directory, mine.publisher)
    path = f"/v1/duplicates/{found['id']}"
    tag = (await directory.ask("GET", path)).headers["ETag"]
    await publish(directory, theirs.model_copy(update={"description": "Changed meanwhile."}))
    await searched(directory)
    word = WORD | {"keep": mine.id}
    late = await directory.ask("POST", f"{path}/merge", json=word, headers={"If-Match": tag})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/listing-changed-since")

    seen_now = (await directory.ask("GET", path)).headers["ETag"]
    key = str(uuid.uuid4())
    first = await directory.ask("POST", f"{path}/merge", key, json=word, headers={"If-Match": seen_now})
    again = await directory.ask("POST", f"{path}/merge", key, json=word, headers={"If-Match": seen_now})
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (200, first.json())
    other = await directory.ask("POST", f"{path}/merge", key, json=word | {"reason": "Another."})
    assert other.json()["type"] == "/problems/idempotency-key-reused"


@pytest.mark.parametrize(
    ("path", "word", "status", "problem"),
    [
        (lambda key: f"/{uuid.uuid4()}/merge", WORD | {"keep": str(uuid.uuid4())}, 404, "duplicate-not-found"),
        (lambda key: f"/{key}/merge", WORD | {"keep": str(uuid.uuid4())}, 422, "not-one-of-the-two"),
        (lambda key: f"/{key}/merge", {"keep": "CANARY-7781"}, 422, "invalid-fields"),
        (lambda key: f"/{key}/reopen", WORD, 409, "duplicate-decided"),
    ],
)
async def test_what_cannot_be_settled_is_a_problem_that_repeats_nothing(
    directory: Directory, town: str, path: Callable[[str], str], word: dict[str, str], status: int, problem: str
) -> None:
    mine, _ = await two_alike(directory, town)
    found = await the_one(directory, mine.publisher)
    answer = await directory.ask("POST", f"/v1/duplicates{path(found['id'])}", json=word)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert "CANARY-7781" not in answer.text


async def test_proposals_are_paged_by_likeness(directory: Directory, town: str) -> None:
    publisher = f"a-{town}".lower()
    halls = [f"{town}{n}" for n in ("ab", "cd", "ef", "gh", "ij")]
    for hall in halls:
        tables = [table(publisher, name=f"Lantern choir of {hall}", town=hall) for _ in range(2)]
        await publish(directory, *tables)
    whole = await seen(directory, publisher)
    paged, cursor = [], None
    while True:
        query = {"publisher": publisher, "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await directory.ask("GET", "/v1/duplicates", params=query)).json()
        paged += page["contents"]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(whole) == 5
    assert paged == whole
    wrong = await directory.ask("GET", "/v1/duplicates", params={"cursor": "CANARY-7781"})
    assert wrong.json()["type"] == "/problems/cursor-invalid"

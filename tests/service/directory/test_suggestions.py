"""Suggestions and notes on a real directory: kept apart, answered once, erased in time, and told to who made them."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from support.directory_records import body, listing
from support.directory_service import Directory, until
from towpath_contracts.listing import Listing

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "Ask for the warden with the red scarf, 0151 496 0123, zq-secret."
DAY = 86_400


async def listed(directory: Directory, **changes: Any) -> Listing:
    known = listing(name="Tuesday table", **changes)
    answer = await directory.ask("PUT", f"/v1/services/{known.id}", json=body(known))
    assert answer.status_code == 200, answer.text
    return known


async def suggest(directory: Directory, key: str | None = None, **sent: Any) -> dict[str, Any]:
    answer = await directory.ask("POST", "/v1/suggestions", key, json=sent)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def read(directory: Directory, path: str) -> dict[str, Any]:
    answer = await directory.ask("GET", f"/v1{path}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def answer(directory: Directory, given: dict[str, Any], how: str, **sent: Any) -> tuple[int, dict[str, Any]]:
    found = await directory.ask("POST", f"/v1/suggestions/{given['id']}/{how}", json={"curator": "curator-7"} | sent)
    return found.status_code, found.json()


async def test_a_suggestion_sent_twice_is_one_and_another_body_under_its_key_is_refused(directory: Directory) -> None:
    known = await listed(directory)
    sent = {"kind": "wrong", "service": known.id, "words": "It is on Wednesdays now."}
    key = str(uuid.uuid4())
    first, second = await suggest(directory, key, **sent), await suggest(directory, key, **sent)
    assert first == second
    other = await directory.ask("POST", "/v1/suggestions", key, json=sent | {"words": "On Fridays."})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    page = await read(directory, f"/suggestions?service={known.id}")
    assert [one["words"] for one in page["contents"]] == ["It is on Wednesdays now."]


async def test_words_are_for_curators_and_stand_in_no_log_event_or_public_answer(directory: Directory) -> None:
    known = await listed(directory)
    given = await suggest(directory, kind="wrong", service=known.id, words=SECRET)
    assert given["notices"] == ["It seems to hold a telephone number: if it is the service's, send it as a field."]
    assert (await read(directory, f"/suggestions/{given['id']}/moderation"))["words"] == SECRET
    public = await directory.ask("GET", f"/v1/suggestions/{given['reference']}")
    assert set(public.json()) == {"reference", "kind", "state", "received", "service"}
    await directory.settled()
    rows = directory.database["outbox"].find({"key": known.id})
    assert not any(b"zq-secret" in bytes(row["value"] or b"") for row in rows)
    for name in directory.database.list_collection_names():
        if name != "words":
            assert not any("zq-secret" in str(row) for row in directory.database[name].find()), name
    assert "zq-secret" not in directory.log.read_text()


async def test_a_curator_takes_it_up_merges_the_next_and_declines_the_last(directory: Directory) -> None:
    known = await listed(directory)
    closed = await suggest(directory, kind="closed", service=known.id)
    slow = await suggest(directory, kind="wrong", service=known.id, changes={"wait_time": "two weeks"})
    same = await suggest(directory, kind="wrong", service=known.id, words="You have to wait.")
    odd = await suggest(directory, kind="wrong", service=known.id, words="I do not like it.")
    counts = (await read(directory, "/worklist?kind=suggestion"))["counts"]
    assert counts["suggestion"] >= 4

    code, problem = await answer(directory, slow, "merge")
    assert code == 200, problem
    code, problem = await answer(directory, closed, "accept")
    assert (code, problem["type"]) == (409, "/problems/step-not-possible")
    assert "the draft is suggested" in problem["detail"]
    code, problem = await answer(directory, closed, "merge")
    assert code == 200, problem
    draft = await read(directory, f"/services/{known.id}/draft")
    assert (draft["listing"]["wait_time"], draft["listing"]["status"]) == ("two weeks", "defunct")
    assert draft["suggestions"] == [slow["id"], closed["id"]]

    assert (await answer(directory, same, "duplicate", of=slow["id"]))[0] == 200
    code, problem = await answer(directory, odd, "decline")
    assert (code, problem["type"]) == (422, "/problems/reason-missing")
    assert (await answer(directory, odd, "decline", reason="out-of-scope"))[0] == 200
    code, problem = await answer(directory, odd, "accept")
    assert (code, problem["type"]) == (409, "/problems/suggestion-settled")
    told = await read(directory, f"/suggestions/{odd['reference']}")
    assert (told["state"], told["reason"]) == ("declined", "out-of-scope")


async def test_what_a_link_worker_knows_stays_with_the_service_until_somebody_knows_better(
    directory: Directory,
) -> None:
    known = await listed(directory)
    told = {"kind": "knowledge", "service": known.id, "source": "link-worker", "organisation": "team-east"}
    first = await suggest(directory, **told, words="They welcome people who come alone.", until="2999-01-01")
    await suggest(directory, **told, words="The back door is step-free.")
    await suggest(directory, **told, words="They no longer meet people at the bus.", supersedes=first["id"])
    notes = (await read(directory, f"/services/{known.id}/notes"))["notes"]
    assert [note["words"] for note in notes] == [
        "They no longer meet people at the bus.",
        "The back door is step-free.",
    ]
    assert (await read(directory, f"/suggestions/{first['reference']}"))["state"] == "superseded"
    path = f"/v1/services/{known.id}/notes/{notes[1]['id']}/end"
    ended = await directory.ask("POST", path, json={"curator": "curator-7", "reason": "personal-data"})
    assert ended.status_code == 200, ended.text
    assert len((await read(directory, f"/services/{known.id}/notes"))["notes"]) == 1
    every = (await read(directory, f"/services/{known.id}/notes?all=true"))["notes"]
    assert [note["state"] for note in every] == ["noted", "ended", "superseded"]
    assert every[1]["words"] is None
    public = await directory.ask("GET", f"/v1/services/{known.id}")
    assert "bus" not in public.text
    waiting = await read(directory, "/worklist?kind=suggestion&limit=200")
    assert known.id not in {one["service"] for one in waiting["contents"]}


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"kind": "wrong", "service": str(uuid.uuid4()), "words": "?"}, "service-unknown"),
        ({"kind": "wrong", "words": "Something is wrong."}, "service-missing"),
        ({"kind": "new"}, "nothing-said"),
        ({"kind": "new", "changes": {"publisher": "willowbank"}}, "invalid-fields"),
        ({"kind": "new", "changes": {"nonsense": 1}}, "invalid-fields"),
        ({"kind": "new", "changes": {"phones": [{"a": {"$set": 1}}]}}, "invalid-fields"),
        ({"kind": "knowledge", "words": "I know."}, "invalid-fields"),
    ],
)
async def test_what_makes_no_suggestion_is_refused_with_what_to_mend(
    directory: Directory, sent: dict[str, Any], code: str
) -> None:
    found = await directory.ask("POST", "/v1/suggestions", json=sent)
    assert (found.status_code, found.json()["type"]) == (422, f"/problems/{code}")


async def test_a_suggestion_that_is_too_large_is_not_taken(directory: Directory) -> None:
    found = await directory.ask("POST", "/v1/suggestions", json={"kind": "new", "words": "x" * 70_000})
    assert found.status_code == 413


async def test_more_than_so_many_in_a_minute_are_told_to_come_again(begin: Any) -> None:
    busy = await begin(TOWPATH_SUGGESTIONS_PER_MINUTE="2")
    sent = {"kind": "new", "words": "A choir."}
    codes = [(await busy.ask("POST", "/v1/suggestions", json=sent)).status_code for _ in range(3)]
    assert codes == [201, 201, 429]


async def test_words_are_erased_when_their_time_is_over_and_notes_are_shown_no_longer(
    begin: Any, tmp_path: Path
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("0")
    own = await begin(
        TOWPATH_CLOCK_FILE=str(clock), TOWPATH_WORDS_TICK="0.05", TOWPATH_WORDS_DAYS="30", TOWPATH_NOTE_DAYS="90"
    )
    known = await listed(own)
    given = await suggest(own, kind="wrong", service=known.id, words=SECRET)
    told = {"name": "Wednesday table"}
    answered, open_still = [
        await suggest(own, kind="wrong", service=known.id, changes=told, words=SECRET) for _ in range(2)
    ]
    assert (await answer(own, answered, "decline", reason="not-right"))[0] == 200
    note = {"kind": "knowledge", "service": known.id, "source": "link-worker", "words": "They sing."}
    await suggest(own, **note)
    clock.write_text(str(31 * DAY))

    async def erased() -> bool:
        return bool(own.database["words"].count_documents({}) == 1)

    await until("erased", erased)
    view = await read(own, f"/suggestions/{given['id']}/moderation")
    assert (view["words"], view["state"]) == (None, "received")
    for one, changes in ((answered, {}), (open_still, told)):
        assert (await read(own, f"/suggestions/{one['id']}/moderation"))["changes"] == changes
    assert len((await read(own, f"/services/{known.id}/notes"))["notes"]) == 1
    clock.write_text(str(92 * DAY))

    async def gone() -> bool:
        return bool(own.database["words"].count_documents({}) == 0)

    await until("gone", gone)
    assert (await read(own, f"/services/{known.id}/notes"))["notes"] == []


async def test_the_worklist_gives_everything_once_the_oldest_first_page_by_page(begin: Any) -> None:
    own = await begin()
    known = await listed(own)
    for number in range(5):
        await suggest(own, kind="wrong", service=known.id, words=f"Number {number}")
        claim = {"organisation": f"org-{number}", "evidence": {"kind": "other"}}
        assert (await own.ask("POST", f"/v1/services/{known.id}/claims", json=claim)).status_code == 201
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await read(own, f"/worklist?limit=3{cursor}")
        assert (page["counts"]["suggestion"], page["counts"]["claim"], page["counts"]["draft"]) == (5, 5, 0)
        found += page["contents"]
        cursor = None if page["next"] is None else f"&cursor={page['next']}"
    assert len({(one["kind"], one["id"]) for one in found}) == len(found) == 10
    assert [one["since"] for one in found] == sorted(one["since"] for one in found)
    for one in (found[0], found[1]):
        assert (await own.ask("GET", one["see"].removeprefix("/directory"))).status_code == 200
    wrong = await own.ask("GET", "/v1/worklist?cursor=nonsense")
    assert (wrong.status_code, wrong.json()["type"]) == (422, "/problems/cursor-invalid")

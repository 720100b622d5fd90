"""Curation on real servers: from a suggestion to the topic, moderated, claimed, corrected, and told afterwards."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from support.curation_told import fields
from support.directory_records import body, listing, oruk_1
from support.directory_service import Directory
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import ServicePublished

pytestmark = pytest.mark.asyncio(loop_scope="module")

CURATOR = {"kind": "curator", "name": "curator-7"}


def new_id() -> str:
    return str(uuid.uuid4())


async def did(directory: Directory, path: str, key: str | None = None, **sent: Any) -> dict[str, Any]:
    """Ask for a step as a curator, and be sure that it was taken."""
    answer = await directory.ask("POST", f"/v1{path}", key, json={"by": CURATOR} | sent)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def saved(directory: Directory, service: str, by: dict[str, str] = CURATOR, **changes: Any) -> str:
    """Save a draft over the one that is there; returns the ETag of what is in work then."""
    path = f"/v1/services/{service}/draft"
    tag = (await directory.ask("GET", path)).headers.get("ETag")
    headers = {} if tag is None else {"If-Match": tag}
    answer = await directory.ask("PUT", path, json={"by": by, "listing": fields(**changes)}, headers=headers)
    assert answer.status_code == 200, answer.text
    return str((await directory.ask("GET", path)).headers["ETag"])


async def published(directory: Directory, service: str, **changes: Any) -> None:
    """Have a listing drafted, submitted and published."""
    await saved(directory, service, **changes)
    await did(directory, f"/services/{service}/draft/submit")
    await did(directory, f"/services/{service}/draft/publish", reason="confirmed-by-provider")


async def read(directory: Directory, path: str) -> dict[str, Any]:
    answer = await directory.ask("GET", f"/v1{path}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def told(directory: Directory, service: str) -> list[str]:
    """The names that the topic has told of a service, in order; None is a tombstone."""
    heard = [one for one in await directory.heard(Stream.DIRECTORY) if one.subject == service]
    return [one.event.listing.name if isinstance(one.event, ServicePublished) else "-" for one in heard]


async def waiting(directory: Directory, kind: str) -> set[str | None]:
    """The services that wait for a curator for one reason."""
    found = await read(directory, f"/worklist?kind={kind}&limit=200")
    return {one["service"] for one in found["contents"]}


async def test_a_new_group_goes_from_the_public_through_a_curator_to_the_topic(directory: Directory) -> None:
    sent = {"kind": "new", "changes": {"name": "Chess in the park"}, "words": "Every Friday, ask at the hut."}
    answer = await directory.ask("POST", "/v1/suggestions", json=sent)
    assert answer.status_code == 201, answer.text
    given = answer.json()
    assert "erased after 180 days" in given["warning"]
    assert (await read(directory, f"/suggestions/{given['reference']}"))["state"] == "received"

    accepted = await directory.ask(
        "POST", f"/v1/suggestions/{given['id']}/accept", json={"curator": "curator-7", "publisher": "willowbank"}
    )
    assert accepted.status_code == 200, accepted.text
    service = accepted.json()["id"]
    draft = await read(directory, f"/services/{service}/draft")
    assert (draft["state"], draft["listing"]["name"], draft["suggestions"]) == (
        "suggested",
        "Chess in the park",
        [given["id"]],
    )
    assert {"no-need", "missing"} & {one["code"] for one in draft["problems"]}
    refused = await directory.ask("POST", f"/v1/services/{service}/draft/submit", json={"by": CURATOR})
    assert refused.json()["type"] == "/problems/draft-incomplete"
    assert (await directory.ask("GET", f"/v1/services/{service}")).status_code == 404

    await published(directory, service, name="Chess in the park")
    assert (await read(directory, f"/services/{service}"))["state"] == "published"
    assert await told(directory, service) == ["Chess in the park"]
    what = await read(directory, f"/suggestions/{given['reference']}")
    assert (what["state"], what["service"]) == ("accepted", service)


async def test_a_change_waits_for_a_moderator_who_may_give_it_back_with_words(directory: Directory) -> None:
    service = new_id()
    await published(directory, service)
    await saved(directory, service, name="Slow canal walkers")
    await did(directory, f"/services/{service}/draft/submit")
    assert service in await waiting(directory, "draft")
    await did(directory, f"/services/{service}/draft/return", reason="unclear", words="Slow in which way?")
    assert service not in await waiting(directory, "draft")
    assert await told(directory, service) == ["Canal walkers"]
    steps = (await read(directory, f"/services/{service}/history"))["contents"]
    assert [one["what"] for one in steps] == [
        *("save", "submit", "publish", "published"),
        *("save", "submit", "return"),
    ]
    returned = next(one for one in steps if one["what"] == "return")
    assert (returned["reason"], returned["words"], returned["draft"]) == (
        "unclear",
        "Slow in which way?",
        ["submitted", "draft"],
    )
    pages: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await read(directory, f"/services/{service}/history?limit=2{cursor}")
        pages += page["contents"]
        cursor = None if page.get("next") is None else f"&cursor={page['next']}"
    assert pages == steps


async def test_two_who_edit_one_draft_do_not_lose_each_others_work(directory: Directory) -> None:
    service = new_id()
    tag = await saved(directory, service)
    await saved(directory, service, name="Walkers")
    late = await directory.ask(
        "PUT",
        f"/v1/services/{service}/draft",
        json={"by": CURATOR, "listing": fields(name="Runners")},
        headers={"If-Match": tag},
    )
    assert (late.status_code, late.json()["type"]) == (412, "/problems/draft-changed-since")
    blind = await directory.ask(
        "PUT", f"/v1/services/{service}/draft", json={"by": CURATOR, "listing": fields(name="Runners")}
    )
    assert blind.status_code == 412
    assert (await read(directory, f"/services/{service}/draft"))["listing"]["name"] == "Walkers"


async def test_a_draft_that_was_overtaken_shows_who_changed_what(directory: Directory) -> None:
    service = new_id()
    await published(directory, service)
    await saved(directory, service, name="Slow walkers")
    known = (await read(directory, f"/services/{service}"))["listing"]
    await directory.ask("PUT", f"/v1/services/{service}", json=known | {"name": "Cyclists", "description": "We cycle."})
    conflict = (await read(directory, f"/services/{service}/draft"))["conflict"]
    assert conflict["code"] == "behind"
    assert [(one["field"], one["hint"]) for one in conflict["fields"]] == [("name", "both")]
    assert (conflict["fields"][0]["draft"], conflict["fields"][0]["published"]) == ("Slow walkers", "Cyclists")
    refused = await directory.ask("POST", f"/v1/services/{service}/draft/submit", json={"by": CURATOR})
    assert refused.json()["type"] == "/problems/draft-behind"
    await did(directory, f"/services/{service}/draft/bring-up-to-date")
    await did(directory, f"/services/{service}/draft/submit")
    await did(directory, f"/services/{service}/draft/publish")
    listed = (await read(directory, f"/services/{service}"))["listing"]
    assert (listed["name"], listed["description"]) == ("Slow walkers", "We cycle.")


async def test_what_is_in_work_is_neither_listed_nor_counted_as_withdrawn(directory: Directory) -> None:
    before = await read(directory, "/counts")
    service = new_id()
    await saved(directory, service)
    after = await read(directory, "/counts")
    assert (after["published"], after["withdrawn"]) == (before["published"], before["withdrawn"])
    drafts = (await read(directory, "/drafts?state=draft&limit=500"))["contents"]
    assert service in {one["service"] for one in drafts}
    await did(directory, f"/services/{service}/draft/discard", reason="begun-by-mistake")
    assert (await directory.ask("GET", f"/v1/services/{service}/draft")).status_code == 404
    assert await read(directory, "/counts") == before


async def test_an_organisation_claims_its_listing_and_keeps_it(directory: Directory) -> None:
    service, other = new_id(), {"kind": "owner", "name": "walkers"}
    await published(directory, service)
    stranger = await directory.ask(
        "PUT", f"/v1/services/{service}/draft", json={"by": other, "listing": fields(name="Ours")}
    )
    assert (stranger.status_code, stranger.json()["type"]) == (403, "/problems/not-the-owner")

    shown = {"kind": "email-domain", "shown": "walkers.example"}
    claim = {"organisation": "walkers", "evidence": shown, "words": "We began it in 1998."}
    answer = await directory.ask("POST", f"/v1/services/{service}/claims", "the-claim", json=claim)
    again = await directory.ask("POST", f"/v1/services/{service}/claims", "the-claim", json=claim)
    assert answer.status_code == again.status_code == 201, answer.text
    assert answer.json()["id"] == again.json()["id"]
    (found,) = (await read(directory, f"/services/{service}/claims"))["claims"]
    assert (found["evidence"], found["words"], found["state"]) == (
        ["domain-matches-website"],
        "We began it in 1998.",
        "waiting",
    )
    assert service in await waiting(directory, "claim")
    await did(directory, f"/services/{service}/claims/{found['id']}/grant", reason="evidence-matches")
    assert service not in await waiting(directory, "claim")

    await saved(directory, service, by=other, name="Our canal walk")
    await did(directory, f"/services/{service}/draft/submit", by=other)
    assert await told(directory, service) == ["Canal walkers"]
    await did(directory, f"/services/{service}/draft/publish")
    assert await told(directory, service) == ["Canal walkers", "Our canal walk"]

    rival = {"organisation": "ramblers", "evidence": {"kind": "charity-number", "shown": "1234567"}}
    await directory.ask("POST", f"/v1/services/{service}/claims", json=rival)
    assert service in await waiting(directory, "dispute")
    view = await read(directory, f"/services/{service}/claims")
    assert (view["owner"], [one["state"] for one in view["claims"]]) == ("walkers", ["granted", "waiting"])
    await did(directory, f"/services/{service}/claims/{view['claims'][1]['id']}/refuse", reason="not-the-organisation")
    await did(directory, f"/services/{service}/owner", by=other, to="ramblers", reason="handed-over")
    assert (await read(directory, f"/services/{service}/claims"))["owner"] == "walkers"
    pending = (await read(directory, f"/services/{service}/claims"))["claims"][2]
    assert pending["evidence"] == ["owner-agrees"]
    await did(directory, f"/services/{service}/claims/{pending['id']}/grant", reason="known-to-curator")
    assert (await read(directory, f"/services/{service}"))["owner"] == "ramblers"


async def test_an_import_does_not_undo_what_an_owner_corrected_until_its_record_changes(directory: Directory) -> None:
    publisher, service = f"feed-{uuid.uuid4().hex[:8]}", new_id()
    record = oruk_1(id=service, name="Canal walkers")
    await directory.bring([record], publisher)
    known = (await read(directory, f"/services/{service}"))["listing"]
    path = f"/v1/services/{service}/draft"
    sent = {"by": CURATOR, "listing": known | {"name": "Cut walkers", "phones": [{"number": "0151 496 0009"}]}}
    answer = await directory.ask("PUT", path, json=sent)
    assert answer.status_code == 200, answer.text
    await did(directory, f"/services/{service}/draft/submit")
    await did(directory, f"/services/{service}/draft/publish")

    await directory.bring([record], publisher)
    assert (await read(directory, f"/services/{service}"))["listing"]["name"] == "Cut walkers"
    await directory.bring([record | {"name": "Water walkers", "description": "We stroll."}], publisher)
    listed = (await read(directory, f"/services/{service}"))["listing"]
    assert (listed["name"], listed["description"]) == ("Cut walkers", "We stroll.")
    assert service in await waiting(directory, "conflict")
    conflict = await read(directory, f"/services/{service}/conflict")
    assert [(one["field"], one["stands"], one["sent"]) for one in conflict["fields"]] == [
        ("name", "Cut walkers", "Water walkers")
    ]
    await did(directory, f"/services/{service}/conflict/settle", take=["name"])
    assert (await read(directory, f"/services/{service}"))["listing"]["name"] == "Water walkers"
    assert service not in await waiting(directory, "conflict")


async def test_what_a_curator_withdrew_does_not_come_back_with_the_next_import(directory: Directory) -> None:
    publisher, service = f"feed-{uuid.uuid4().hex[:8]}", new_id()
    record = oruk_1(id=service, name="Canal walkers")
    await directory.bring([record], publisher)
    await did(directory, f"/services/{service}/withdraw", reason="closed", words="The hall was sold.")
    await directory.bring([record], publisher)
    assert (await directory.ask("GET", f"/v1/services/{service}")).status_code == 404
    await directory.bring([record | {"name": "Canal walkers again"}], publisher)
    assert (await directory.ask("GET", f"/v1/services/{service}")).status_code == 404
    assert service in await waiting(directory, "conflict")
    assert await told(directory, service) == ["Canal walkers", "-"]


async def test_a_draft_is_moved_before_its_listing_is_merged_into_another(directory: Directory) -> None:
    first, second = new_id(), new_id()
    for service in (first, second):
        await published(directory, service, name=f"Walk {service[:8]}")
    await saved(directory, first, name=f"Walk {first[:8]}", wait_time="two weeks")
    await did(directory, f"/services/{first}/draft/move", to=second)
    assert (await directory.ask("GET", f"/v1/services/{first}/draft")).status_code == 404
    moved = await read(directory, f"/services/{second}/draft")
    assert (moved["listing"]["wait_time"], moved["listing"]["name"]) == ("two weeks", f"Walk {second[:8]}")


async def test_a_public_listing_says_nothing_of_what_is_in_work(directory: Directory) -> None:
    known = listing(name="Open table")
    await directory.ask("PUT", f"/v1/services/{known.id}", json=body(known))
    await directory.ask(
        "PUT",
        f"/v1/services/{known.id}/draft",
        json={"by": CURATOR, "listing": fields(name="Closed table", publisher=known.publisher)},
    )
    answer = await directory.ask("GET", f"/v1/services/{known.id}")
    assert "Closed table" not in answer.text

"""A partnership's own policy rules a real directory, and a merge waits for the draft of the listing that goes."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from support.curation_told import fields
from support.directory_records import body
from support.directory_service import Directory
from support.duplicates_seen import WORD, searched, table

CURATOR = {"kind": "curator", "name": "curator-7"}
OWNER = {"kind": "owner", "name": "walkers"}
TRUSTING = '[owners]\ntrusted = ["walkers"]\n[precedence]\notherwise = "ask"\n'


async def did(directory: Directory, path: str, **sent: Any) -> dict[str, Any]:
    answer = await directory.ask("POST", f"/v1{path}", json={"by": CURATOR} | sent)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def draft(directory: Directory, service: str, by: dict[str, str], **changes: Any) -> None:
    sent = {"by": by, "listing": fields(**changes)}
    answer = await directory.ask("PUT", f"/v1/services/{service}/draft", json=sent)
    assert answer.status_code == 200, answer.text


async def test_an_owner_whom_the_policy_trusts_needs_no_moderator(begin: Any, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TRUSTING)
    directory = await begin(TOWPATH_CURATION_POLICY=str(path))
    service = str(uuid.uuid4())
    await draft(directory, service, CURATOR)
    await did(directory, f"/services/{service}/draft/submit")
    await did(directory, f"/services/{service}/draft/publish")
    claim = {"organisation": "walkers", "evidence": {"kind": "other"}, "words": "Ask at the boathouse."}
    made = (await directory.ask("POST", f"/v1/services/{service}/claims", json=claim)).json()
    await did(directory, f"/services/{service}/claims/{made['id']}/grant", reason="known-to-curator")
    await draft(directory, service, OWNER, name="Our canal walk")
    await did(directory, f"/services/{service}/draft/submit", by=OWNER)
    view = (await directory.ask("GET", f"/v1/services/{service}")).json()
    assert (view["listing"]["name"], view["owner"]) == ("Our canal walk", "walkers")
    told = (await directory.ask("GET", f"/v1/services/{service}/history")).json()["contents"]
    assert [(one["what"], one["kind"]) for one in told[-2:]] == [("submit", "owner"), ("changed", "owner")]


async def test_a_policy_that_makes_no_sense_keeps_the_directory_from_starting(begin: Any, tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(TRUSTING.replace("ask", "nobody"))
    with pytest.raises(AssertionError) as refused:
        await begin(TOWPATH_CURATION_POLICY=str(path))
    assert "CURATION_POLICY" in str(refused.value).upper()


async def test_a_merge_waits_for_the_draft_of_the_listing_that_goes(begin: Any) -> None:
    directory = await begin()
    mine, theirs = table("willowbank"), table("another", "Tuesday Table at the Hive")
    for known in (mine, theirs):
        assert (await directory.ask("PUT", f"/v1/services/{known.id}", json=body(known))).status_code == 200
    await searched(directory)
    (found,) = (await directory.ask("GET", "/v1/duplicates")).json()["contents"]
    sent = {"by": CURATOR, "listing": body(mine) | {"wait_time": "two weeks"}}
    assert (await directory.ask("PUT", f"/v1/services/{mine.id}/draft", json=sent)).status_code == 200

    path, word = f"/v1/duplicates/{found['id']}/merge", WORD | {"keep": theirs.id}
    refused = await directory.ask("POST", path, json=word)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/draft-in-the-way")
    assert (await directory.ask("GET", f"/v1/services/{mine.id}")).status_code == 200
    await did(directory, f"/services/{mine.id}/draft/move", to=theirs.id)
    assert (await directory.ask("POST", path, json=word)).status_code == 200
    moved = (await directory.ask("GET", f"/v1/services/{theirs.id}/draft")).json()
    assert (moved["state"], moved["listing"]["wait_time"]) == ("suggested", "two weeks")
    sent = {"by": CURATOR, "listing": body(mine)}
    gone = await directory.ask("PUT", f"/v1/services/{mine.id}/draft", json=sent)
    assert (gone.status_code, gone.json()["type"]) == (409, "/problems/listing-merged")
    assert theirs.id in gone.json()["detail"]

"""A directory that dies in the middle of a step: the step is taken once, or not at all until it is asked for again."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest

from support.curation_told import fields
from support.directory_service import Directory
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import ServicePublished

pytestmark = pytest.mark.asyncio(loop_scope="function")

CURATOR = {"kind": "curator", "name": "curator-7"}


async def handed_over(directory: Directory, service: str, **changes: Any) -> None:
    sent = {"by": CURATOR, "listing": fields(**changes)}
    assert (await directory.ask("PUT", f"/v1/services/{service}/draft", json=sent)).status_code == 200
    answer = await directory.ask("POST", f"/v1/services/{service}/draft/submit", json={"by": CURATOR})
    assert answer.status_code == 200, answer.text


async def publish(directory: Directory, service: str, key: str) -> httpx.Response | None:
    """Ask for a submitted draft to be published; None where nobody answered."""
    try:
        return await directory.ask("POST", f"/v1/services/{service}/draft/publish", key, json={"by": CURATOR})
    except httpx.HTTPError:
        return None


@pytest.mark.parametrize("step", ["before-transaction", "after-commit", "after-publish"])
async def test_a_publication_cut_off_anywhere_is_told_once_and_asked_for_again_changes_nothing(
    begin: Any, step: str
) -> None:
    doomed = await begin()
    service, key = str(uuid.uuid4()), str(uuid.uuid4())
    await handed_over(doomed, service)
    await doomed.settled()
    (doomed.faults / f"directory.{step}").touch()
    await publish(doomed, service, key)
    await doomed.died()
    await doomed.start()
    answer = await publish(doomed, service, key)
    assert answer is not None
    assert answer.status_code == 200, answer.text

    heard = [one for one in await doomed.heard(Stream.DIRECTORY) if one.subject == service]
    assert len({one.id for one in heard}) == 1
    assert all(isinstance(one.event, ServicePublished) for one in heard)
    assert (await doomed.ask("GET", f"/v1/services/{service}/draft")).status_code == 404
    steps = (await doomed.ask("GET", f"/v1/services/{service}/history")).json()["contents"]
    assert [one["what"] for one in steps] == ["save", "submit", "publish", "published"]


async def test_a_suggestion_taken_up_while_the_directory_dies_is_accepted_and_drafted_or_neither(begin: Any) -> None:
    doomed = await begin()
    sent = {"kind": "new", "changes": {"name": "Chess in the park"}}
    given = (await doomed.ask("POST", "/v1/suggestions", json=sent)).json()
    path, key = f"/v1/suggestions/{given['id']}/accept", str(uuid.uuid4())
    (doomed.faults / "directory.before-transaction").touch()
    with pytest.raises(httpx.HTTPError):
        await doomed.ask("POST", path, key, json={"curator": "curator-7"})
    await doomed.died()
    await doomed.start()
    assert doomed.database["suggestion"].count_documents({"state": "received"}) == 1
    assert doomed.database["listing"].count_documents({}) == 0
    answers = [await doomed.ask("POST", path, key, json={"curator": "curator-7"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert doomed.database["suggestion"].count_documents({"state": "accepted"}) == 1
    assert doomed.database["listing"].count_documents({"draft.state": "suggested"}) == 1

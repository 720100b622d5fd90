"""The same key and the same body: the same answer and no second effect. Also when the service dies in between."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import httpx
import pytest

from support.referral_outside import ANNA, WALKS, Outside, a_referral
from towpath_contracts.event import Stream
from towpath_contracts.events.referral import Received


async def test_a_referral_sent_twice_is_one_referral(outside: Outside) -> None:
    key, before = str(uuid4()), (await outside.get("/counts"))["cases"]["total"]
    first = await outside.post("/referrals", a_referral(), key)
    second = await outside.post("/referrals", a_referral(), key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.headers["location"] == second.headers["location"]
    counts = await outside.get("/counts")
    assert counts["cases"]["total"] == before + 1
    assert counts["people"] == counts["cases"]["total"]


async def test_twenty_at_once_are_one_referral(outside: Outside) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(outside.post("/referrals", a_referral(), key) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    person = answers[0].json()["person"]
    assert outside.database["people"].count_documents({"_id": person}) == 1
    assert outside.database["keys"].count_documents({"keyAltNames": person}) == 1


async def test_the_same_key_for_another_body_is_refused(outside: Outside) -> None:
    key = str(uuid4())
    await outside.done("/referrals", a_referral(), key)
    refused = await outside.post("/referrals", a_referral(given_name="Somebody"), key)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_a_request_without_a_key_is_refused(outside: Outside) -> None:
    refused = await outside.client.post("/referrals", json=a_referral())
    assert (refused.status_code, refused.json()["type"]) == (400, "/problems/idempotency-key-missing")


async def test_every_step_of_a_case_can_be_sent_twice(outside: Outside) -> None:
    referral = await outside.matched()
    for path, body in (
        ("plans", {"goals": ["one"]}),
        ("connections", {"service": WALKS, "organisation": "some-group"}),
        ("pauses", {"reason": "declined-by-person"}),
        ("resumption", {}),
        ("rematches", {}),
        ("concerns", {"kind": "crisis"}),
        ("closure", {"reason": "goals-met"}),
    ):
        key = str(uuid4())
        once = await outside.done(f"/referrals/{referral}/{path}", body, key)
        version = (await outside.case(referral))["version"]
        assert await outside.done(f"/referrals/{referral}/{path}", body, key) == once, path
        assert (await outside.case(referral))["version"] == version, path


async def test_what_was_offered_stays_so_when_the_organisation_becomes_a_partner_later(outside: Outside) -> None:
    referral, key = await outside.matched(), str(uuid4())
    body = {"service": WALKS, "organisation": "late-comers"}
    first = await outside.done(f"/referrals/{referral}/connections", body, key)
    await outside.client.put("/partners/late-comers", json={})
    assert await outside.done(f"/referrals/{referral}/connections", body, key) == first
    assert not first["offered"]


@pytest.mark.parametrize("step", ["before-transaction", "after-commit"])
async def test_a_referral_whose_answer_was_lost_with_the_service_is_taken_once(outside: Outside, step: str) -> None:
    key = str(uuid4())
    (outside.service.faults / f"referral.{step}").touch()
    with pytest.raises(httpx.HTTPError):
        await outside.post("/referrals", a_referral(), key)
    outside.service.wait_until_gone()
    outside.service.launch()
    outside.service.wait_until_ready()

    answer = await outside.done("/referrals", a_referral(), key)
    referral = str(answer["id"])
    assert (await outside.case(referral))["status"] == "requested"
    await outside.done(f"/referrals/{referral}/acceptance", {"link_worker": ANNA})
    person = await outside.get(f"/referrals/{referral}/person")
    assert person["given_name"] == "Ada"
    assert outside.database["people"].count_documents({"_id": person["id"]}) == 1
    await outside.heard(Received, referral)
    told = await outside.published(referral, Stream.REFERRAL)
    assert len({envelope.id for envelope in told if isinstance(envelope.event, Received)}) == 1

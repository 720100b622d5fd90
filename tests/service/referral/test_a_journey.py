"""A person's way through the service, with a matching and a partner that are not ours."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, timedelta
from functools import reduce
from uuid import uuid4

from joserfc import jwe
from joserfc.jwk import ECKey, RSAKey

from support.referral_outside import ANNA, CHOIR, WALKS, Outside, an_answer, kinds, until
from towpath_contracts.event import Stream
from towpath_contracts.events.followup import ReplyOverdue
from towpath_contracts.events.partner import (
    AttendanceRecorded,
    ConnectionAnswered,
    ConnectionEnded,
    ConnectionOffered,
    ConnectionWithdrawn,
)
from towpath_contracts.events.referral import NeedsAssessed, RematchRequested
from towpath_referral.evolve import evolve
from towpath_referral.model import Case
from towpath_referral.store import to_document

PARTNER = "tuesday-walkers"
TODAY = date(2026, 3, 3)


async def test_a_person_is_referred_heard_matched_connected_and_helped(outside: Outside) -> None:
    key = ECKey.generate_key("P-256")
    registered = (await outside.client.put(f"/partners/{PARTNER}", json={"key": key.as_dict(private=False)})).json()
    assert registered == {"organisation": PARTNER, "kid": key.thumbprint()}

    referral = await outside.refer(contact={"prefers": "phone", "words": "after ten"})
    case = await outside.case(referral)
    assert case["status"] == "requested"
    assert case["owner"] == {"team": "canal-side-team", "link_worker": None}
    assert case["next_step"]["what"] == "allocate"

    await outside.done(f"/referrals/{referral}/acceptance", {"link_worker": ANNA})
    await outside.done(
        f"/referrals/{referral}/assessments",
        {"needs": [{"code": "walking"}], "circumstances": ["lives-alone"], "words": "to be out among people"},
    )
    (assessed,) = await outside.heard(NeedsAssessed, referral)
    assert isinstance(assessed.event, NeedsAssessed)
    assert assessed.event.circumstances.age >= 74
    assert assessed.event.area.code == "L8 5"
    assert assessed.event.access_needs == ("step-free",)

    await outside.answer_requests(referral)
    await outside.becomes(referral, "options", lambda case: case["options"]["outcome"] == "proposed")
    options = await outside.get(f"/referrals/{referral}/options")
    assert [option["service"] for option in options["options"]] == [WALKS, CHOIR]
    assert options["options"][0]["reasons"][0]["words"] == "0.8 miles away"

    await outside.done(f"/referrals/{referral}/plans", {"goals": ["walk to the shops again"], "review_every_days": 28})
    body = {"service": WALKS, "organisation": PARTNER, "needs": ["walking"], "share_contact": True}
    made = await outside.done(f"/referrals/{referral}/connections", body)
    connection = made["connection"]
    assert made["offered"]

    (offer,) = await outside.heard(ConnectionOffered, connection, PARTNER)
    assert isinstance(offer.event, ConnectionOffered)
    assert offer.event.why == ("distance",)
    assert offer.event.contact is not None
    shared = jwe.decrypt_compact(offer.event.contact, key, algorithms=["ECDH-ES+A256KW", "A256GCM"])
    assert json.loads(shared.plaintext or b"") == {
        "given_name": "Ada",
        "family_name": "Example",
        "phone": "+441514960123",
        "contact": {"prefers": "phone", "never": [], "words": "after ten"},
    }

    says = {"connection": connection, "organisation": PARTNER}
    await outside.tell(referral, ConnectionAnswered(**says, answer="accepted"))
    await outside.tell(referral, AttendanceRecorded(**says, session=TODAY, attended=True))
    await outside.becomes(referral, "started", lambda case: case["connections"][0]["status"] == "started")
    await outside.tell(referral, ConnectionEnded(**says, outcome="completed"))
    await outside.becomes(referral, "completed", lambda case: case["connections"][0]["status"] == "completed")

    await outside.done(f"/referrals/{referral}/closure", {"reason": "goals-met"})
    case = await outside.case(referral)
    assert (case["status"], case["reason"], case["next_step"]) == ("completed", "goals-met", None)

    timeline = (await outside.get(f"/referrals/{referral}/timeline"))["events"]
    assert [entry["position"] for entry in timeline] == list(range(1, len(timeline) + 1))
    assert [entry["type"].split(".")[-2] for entry in timeline] == [
        "received",
        "accepted",
        "needs_assessed",
        "options_received",
        "plan_agreed",
        "connection_requested",
        "connection_offered",
        "connection_accepted",
        "connection_started",
        "connection_completed",
        "closed",
    ]
    assert "contact" not in json.dumps(timeline[6])

    told = await outside.published(referral, Stream.REFERRAL)
    assert [envelope.sequence for envelope in told] == list(range(1, len(told) + 1))
    assert {envelope.correlationid for envelope in told} == {referral}
    assert not outside.dead_letters()


async def test_silence_looks_elsewhere_and_takes_the_offer_back(outside: Outside) -> None:
    await outside.client.put("/partners/silent-singers", json={})
    referral, connection = await outside.connected("silent-singers")
    await outside.heard(ConnectionOffered, connection, "silent-singers")

    await outside.tell(referral, ReplyOverdue(connection=connection))

    (again,) = await outside.heard(RematchRequested, referral)
    assert isinstance(again.event, RematchRequested)
    assert again.event.excluded_services == (WALKS,)
    assert again.event.reason == "no-reply"
    await outside.heard(ConnectionWithdrawn, connection, "silent-singers")
    await outside.answer_requests(referral)
    await outside.becomes(referral, "other options", lambda case: not case["options"]["awaited"])
    options = await outside.get(f"/referrals/{referral}/options")
    assert [option["service"] for option in options["options"]] == [CHOIR]


async def test_nothing_found_is_shown_and_calls_for_the_link_worker(outside: Outside) -> None:
    referral = await outside.assessed()
    await outside.answer_requests(referral, nothing=True)
    case = await outside.becomes(referral, "an answer", lambda case: not case["options"]["awaited"])
    assert case["attention"] == ["no-match"]
    assert case["next_step"]["what"] == "decide-what-next"
    options = await outside.get(f"/referrals/{referral}/options")
    assert (options["outcome"], options["needs_unmet"]) == ("none-found", ["walking"])


async def test_an_answer_that_nobody_awaits_leaves_the_options_as_they_are(outside: Outside) -> None:
    referral = await outside.matched()
    before = await outside.get(f"/referrals/{referral}/options")
    (assessed,) = await outside.heard(NeedsAssessed, referral)
    stale = an_answer(assessed, nothing=True)
    await outside.send(stale)
    await outside.handled(stale, referral=referral)
    assert (await outside.case(referral))["attention"] == []
    assert await outside.get(f"/referrals/{referral}/options") == before


async def test_an_organisation_without_topics_is_answered_for_by_the_link_worker(outside: Outside) -> None:
    referral, connection = await outside.connected("knitters-in-the-library")
    one = f"/referrals/{referral}/connections/{connection}"
    assert not (await outside.case(referral))["connections"][0]["offered"]
    soon = (TODAY + timedelta(days=60)).isoformat()
    await outside.done(f"{one}/answer", {"answer": "waitlisted", "expected_by": soon})
    await outside.done(f"{one}/answer", {"answer": "accepted"})
    await outside.done(f"{one}/start", {})
    await outside.done(f"{one}/completion", {"outcome": "stopped"})
    case = await outside.case(referral)
    assert (case["connections"][0]["status"], case["connections"][0]["reason"]) == ("failed", "other")
    assert case["options"]["awaited"] == 1


async def test_replies_that_are_wrong_late_or_doubled_do_no_harm(outside: Outside) -> None:
    for partner in (PARTNER, "somebody-else"):
        await outside.client.put(f"/partners/{partner}", json={})
    referral, connection = await outside.connected()
    answer = ConnectionAnswered(connection=connection, organisation=PARTNER, answer="accepted")
    came = AttendanceRecorded(connection=connection, organisation=PARTNER, session=TODAY, attended=True)

    await outside.tell(referral, answer.model_copy(update={"organisation": "somebody-else", "answer": "rejected"}))
    await outside.tell(str(uuid4()), answer)
    await outside.tell(referral, answer.model_copy(update={"connection": str(uuid4())}))
    first = await outside.tell(referral, came)
    await outside.send(first)
    await outside.tell(referral, came)
    last = await outside.tell(referral, answer)
    await outside.handled(last, referral=referral)
    case = await outside.case(referral)
    assert case["connections"][0]["status"] == "started"
    version = case["version"]

    await outside.tell(referral, ConnectionEnded(connection=connection, organisation=PARTNER, outcome="completed"))
    case = await outside.becomes(referral, "ended", lambda case: case["connections"][0]["status"] == "completed")
    assert case["version"] == version + 1
    assert not outside.dead_letters()


async def test_a_reply_that_does_not_say_for_which_referral_is_parked_and_not_lost(outside: Outside) -> None:
    await outside.client.put("/partners/forgetful", json={})
    referral, connection = await outside.connected("forgetful")
    answer = ConnectionAnswered(connection=connection, organisation="forgetful", answer="accepted")
    await outside.tell(referral, answer, correlationid=None)

    async def parked() -> bool:
        return any(letter["reason"] == "no-correlation" for letter in outside.dead_letters())

    await until("parked", parked)
    outside.database["deadletters"].delete_many({})
    outside.database["parks"].delete_many({})


async def test_a_partner_with_an_rsa_key_reads_its_offers_too(outside: Outside) -> None:
    key = RSAKey.generate_key(2048)
    await outside.client.put("/partners/bakers", json={"key": key.as_dict(private=False)})
    _, connection = await outside.connected("bakers", share_contact=True)
    (offer,) = await outside.heard(ConnectionOffered, connection, "bakers")
    assert isinstance(offer.event, ConnectionOffered)
    assert offer.event.contact is not None
    shared = jwe.decrypt_compact(offer.event.contact, key, algorithms=["RSA-OAEP-256", "A256GCM"])
    assert json.loads(shared.plaintext or b"")["given_name"] == "Ada"


async def test_without_consent_a_partner_gets_no_contact_details(outside: Outside) -> None:
    key = ECKey.generate_key("P-256")
    await outside.client.put("/partners/gardeners", json={"key": key.as_dict(private=False)})
    _, connection = await outside.connected("gardeners")
    (offer,) = await outside.heard(ConnectionOffered, connection, "gardeners")
    assert isinstance(offer.event, ConnectionOffered)
    assert offer.event.contact is None


async def test_the_case_is_the_fold_of_its_events_and_redelivery_changes_nothing(outside: Outside) -> None:
    await outside.client.put(f"/partners/{PARTNER}", json={})
    referral, connection = await outside.connected()
    answer = ConnectionAnswered(connection=connection, organisation=PARTNER, answer="rejected", reason="no-capacity")
    replies = [await outside.tell(referral, answer)]
    await outside.becomes(referral, "declined", lambda case: case["connections"][0]["status"] == "rejected")
    answers = await outside.answer_requests(referral)
    case = await outside.becomes(referral, "other options", lambda case: not case["options"]["awaited"])
    kept = outside.database["case"].find_one({"_id": referral})

    own = await outside.published(referral, Stream.REFERRAL)
    inbox = await outside.published(connection, Stream.INBOX, PARTNER)
    assert kinds(inbox) == ["ConnectionOffered"]
    at = kinds(own).index("ConnectionRequested") + 1
    events = [envelope.event for envelope in (*own[:at], *inbox, *own[at:])]
    folded: Case | None = reduce(evolve, filter(None, events), None)
    assert kept is not None
    assert folded is not None
    runtime_fields = ("_id", "version", "stamp", "sequences")
    assert to_document(folded) == {name: value for name, value in kept.items() if name not in runtime_fields}

    again = [dataclasses.replace(told, id=str(uuid4())) for told in (*answers, *replies)]
    await outside.send(*answers, *replies, *answers, *again)
    await outside.handled(*again, referral=referral)
    assert await outside.case(referral) == case
    assert outside.database["case"].find_one({"_id": referral}) == kept

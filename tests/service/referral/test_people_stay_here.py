"""Canaries: what names, numbers or finds a person is sent through every door and looked for everywhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import uuid4

import bson
from aiokafka.admin import AIOKafkaAdminClient
from joserfc.jwk import ECKey

from support.referral_outside import ANNA, CHOIR, WALKS, Outside, until
from towpath_contracts.event import Stream
from towpath_contracts.events.partner import ConnectionOffered

CANARIES = {
    "given_name": "Zebedee-Canary",
    "family_name": "O'Canaryname",
    "date_of_birth": "1937-11-23",
    "nhs_number": "999 000 0042",
    "postcode": "L8 5AA",
    "address": "17 Canary Wharf Cottages",
    "phone": "0151 496 0777",
    "email": "zebedee@canary.example",
}
WORDS = "canary-words that nobody else may read"
AS_STORED = ("9990000042", "+441514960777", "l8 5aa", "L85AA")
SECRETS = (*CANARIES.values(), *AS_STORED, "canary", "Canary")


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


async def tell_everything(outside: Outside, partner: str) -> str:
    """Walk a person with canaries in every field through every command."""
    contact = {"prefers": "phone", "never": ["letter"], "words": WORDS}
    body = {
        "person": {**CANARIES, "contact": contact, "languages": ["en"], "access_needs": ["step-free"]},
        "referrer": {"organisation": "rivermead-surgery", "kind": "gp"},
        "words": WORDS,
    }
    referral = str((await outside.done("/referrals", body))["id"])
    at = f"/referrals/{referral}"
    await outside.done(f"{at}/concerns", {"kind": "safeguarding", "words": WORDS})
    await outside.done(f"{at}/acceptance", {"link_worker": ANNA})
    await outside.done(f"{at}/assessments", {"needs": [{"code": "walking"}], "words": WORDS})
    await outside.answer_requests(referral)
    await outside.becomes(referral, "options", lambda case: not case["options"]["awaited"])
    await outside.done(f"{at}/plans", {"goals": [WORDS, WORDS]})
    wish = {"organisation": partner, "share_contact": True}
    first = await outside.done(f"{at}/connections", {**wish, "service": WALKS})
    second = await outside.done(f"{at}/connections", {**wish, "service": CHOIR})
    await outside.heard(ConnectionOffered, str(second["connection"]), partner)
    cancelled = {"reason": "other", "words": WORDS}
    await outside.done(f"{at}/connections/{first['connection']}/cancellation", cancelled)
    await outside.done(f"{at}/pauses", {"reason": "other", "words": WORDS})
    await outside.done(f"{at}/resumption", {})
    await outside.done(f"{at}/closure", {"reason": "other", "words": WORDS})
    rejected = str((await outside.done("/referrals", body))["id"])
    await outside.done(f"/referrals/{rejected}/rejection", {"reason": "out-of-area", "words": WORDS})
    return referral


async def provoke_every_refusal(outside: Outside) -> None:
    """Send canaries where they cannot be taken."""
    good = {
        "person": {**CANARIES},
        "referrer": {"organisation": "rivermead-surgery", "kind": "gp"},
    }
    for name, value in CANARIES.items():
        person = {**CANARIES, name: f"{value} {WORDS}" if name != "email" else WORDS}
        if name in ("given_name", "family_name", "address"):
            person[name] = WORDS * 200
        assert (await outside.post("/referrals", {**good, "person": person})).status_code == 422
    assert (await outside.post("/referrals", {**good, WORDS: WORDS})).status_code == 422
    assert (await outside.post("/referrals", {**good, "urgency": WORDS})).status_code == 422
    assert (await outside.post(f"/referrals/{WORDS}/closure", {"reason": WORDS})).status_code == 422
    key = str(uuid4())
    await outside.done("/referrals", good, key)
    assert (await outside.post("/referrals", {**good, "words": WORDS}, key)).status_code == 422
    headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
    broken = await outside.client.post("/referrals", content=f'{{"person": "{WORDS}', headers=headers)
    assert broken.status_code == 400
    outside.said.append(broken.text)


def everything_kept(outside: Outside) -> Iterator[tuple[str, str]]:
    """Every document, as the bytes that the database has."""
    for name in outside.database.list_collection_names():
        for document in outside.database[name].find():
            yield name, bson.encode(document).decode("utf-8", errors="replace")


async def test_personal_values_are_nowhere_but_sealed_in_the_store_and_shown_to_who_asks(outside: Outside) -> None:
    key = ECKey.generate_key("P-256")
    await outside.client.put("/partners/bell-ringers", json={"key": key.as_dict(private=False)})
    outside.said.clear()
    referral = await tell_everything(outside, "bell-ringers")
    await provoke_every_refusal(outside)

    await outside.case(referral)
    await outside.get(f"/referrals/{referral}/timeline")
    await outside.get(f"/referrals/{referral}/options")
    await outside.get("/referrals", limit=500)
    await outside.get("/counts")
    answers = " ".join(outside.said)
    assert not found_in(answers)

    collections = dict(everything_kept(outside))
    assert {"people", "case", "timeline", "options", "outbox", "inbox", "keys"} <= collections.keys()
    for name, document in everything_kept(outside):
        assert not found_in(document), name

    async def all_published() -> bool:
        return outside.database["outbox"].count_documents({"pending": True}) == 0

    await until("all published", all_published)
    admin = AIOKafkaAdminClient(bootstrap_servers=outside.service.broker.bootstrap)
    await admin.start()
    try:
        topics = [name for name in await admin.list_topics() if name.startswith(outside.service.topic_prefix)]
    finally:
        await admin.close()
    assert outside.topics.of(Stream.INBOX, "bell-ringers") in topics
    records = 0
    for topic in topics:
        for record in await outside.records(topic):
            parts = [record.key or b"", record.value or b""]
            parts += [part for name, value in record.headers for part in (name.encode(), value or b"")]
            assert not found_in(b" ".join(parts).decode("utf-8", errors="replace")), topic
            records += 1
    assert records > 10

    log = outside.service.log.read_text()
    assert log
    assert not found_in(log)
    metrics = await outside.client.get(f"{outside.service.url}/metrics")
    assert metrics.status_code == 200
    assert not found_in(metrics.text)

    person = await outside.get(f"/referrals/{referral}/person")
    assert person["given_name"] == CANARIES["given_name"]
    assert (person["nhs_number"], person["postcode"], person["phone"]) == ("9990000042", "L8 5AA", "+441514960777")
    assert [words["kind"] for words in person["words"]] == [
        "referral",
        "concern",
        "assessment",
        "goals",
        "cancellation",
        "pause",
        "closure",
    ]
    assert all(WORDS in words["text"] for words in person["words"])
    assert person["consents"]["bell-ringers"]["purpose"] == "share-contact"
    assert person["contact"]["words"] == WORDS


async def test_every_person_has_a_key_of_their_own_and_without_it_nothing_is_readable(outside: Outside) -> None:
    ada, ben = await outside.refer(given_name="Ada"), await outside.refer(given_name="Ben")
    person = (await outside.case(ada))["person"]
    assert outside.database["keys"].count_documents({"keyAltNames": person}) == 1

    # What erasing will do. The service may hold a key in memory for a minute: another process shows what is kept.
    outside.database["keys"].delete_one({"keyAltNames": person})
    outside.service.stop()
    outside.service.launch()
    outside.service.wait_until_ready()

    gone = await outside.client.get(f"/referrals/{ada}/person")
    assert (gone.status_code, gone.json()["type"]) == (404, "/problems/person-forgotten")
    assert (await outside.get(f"/referrals/{ben}/person"))["given_name"] == "Ben"
    refused = await outside.post(f"/referrals/{ada}/concerns", {"kind": "crisis", "words": "more words"})
    assert refused.status_code == 404


async def test_every_field_of_a_person_is_sealed(outside: Outside) -> None:
    referral = await outside.refer(email="ada@example.org", address="1 Example Road")
    person = (await outside.case(referral))["person"]
    kept = outside.database["people"].find_one({"_id": person})
    assert kept is not None
    assert set(kept) == {"_id", "organisation", "created", "sealed"}
    assert set(kept["sealed"]) == {
        "given_name",
        "family_name",
        "date_of_birth",
        "postcode",
        "address",
        "phone",
        "email",
    }
    assert all(isinstance(value, bson.Binary) and value.subtype == 6 for value in kept["sealed"].values())
    assert "Ada" not in json.dumps(kept, default=str)

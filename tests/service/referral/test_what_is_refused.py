"""Bad input gets a problem that names the field and says what to mend; nothing of it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from support.referral_outside import ANNA, WALKS, Outside, a_referral

TOMORROW = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()

WRONG_FIELDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a check digit that does not fit": ({"nhs_number": "9990000019"}, "person.nhs_number", "nhs-number"),
    "a number of nine digits": ({"nhs_number": "999000001"}, "person.nhs_number", "nhs-number"),
    "half a postcode": ({"postcode": "L8 5"}, "person.postcode", "postcode"),
    "letters that no postcode has": ({"postcode": "L8 5CA"}, "person.postcode", "postcode"),
    "neither postcode nor area": ({"postcode": None}, "person", "postcode-or-area"),
    "both postcode and area": ({"area": {"code": "IM1 1"}}, "person", "postcode-or-area"),
    "a place off the earth": (
        {"postcode": None, "area": {"code": "IM1 1", "lat": 100.0, "lon": 0.0}},
        "person.area.lat",
        "less-than-equal",
    ),
    "a phone number that is a word": ({"phone": "call me"}, "person.phone", "phone"),
    "a phone number of five digits": ({"phone": "12345"}, "person.phone", "phone"),
    "an e-mail without a domain": ({"email": "ada@example"}, "person.email", "email"),
    "an e-mail with a line break": ({"email": "ada@example.org\nBcc: x"}, "person.email", "email"),
    "a birthday that is to come": (
        {"date_of_birth": TOMORROW},
        "person.date_of_birth",
        "date-of-birth-cannot-be",
    ),
    "a birthday of long ago": (
        {"date_of_birth": "1851-01-01"},
        "person.date_of_birth",
        "date-of-birth-cannot-be",
    ),
    "a day that is none": ({"date_of_birth": "1951-02-30"}, "person.date_of_birth", "date-from-datetime-parsing"),
    "an empty name": ({"given_name": "  "}, "person.given_name", "string-too-short"),
    "a field too many": ({"shoe_size": 42}, "person.shoe_size", "extra-forbidden"),
    "a language that is none": ({"languages": ["English"]}, "person.languages.0", "string-pattern-mismatch"),
    "a channel that is none": ({"contact": {"prefers": "pigeon"}}, "person.contact.prefers", "enum"),
}


@pytest.mark.parametrize("told", WRONG_FIELDS)
async def test_a_wrong_field_is_named(outside: Outside, told: str) -> None:
    person, field, code = WRONG_FIELDS[told]
    before = outside.database["people"].count_documents({})
    answer = await outside.post("/referrals", a_referral(**person))
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]
    assert problem["errors"][0]["mend"]
    assert outside.database["people"].count_documents({}) == before


GOOD_FIELDS: dict[str, tuple[dict[str, Any], str, bool]] = {
    "an address in Great Britain": ({"postcode": "sw1a1aa"}, "SW1A 1", True),
    "no fixed abode": ({"postcode": "ZZ99 3VZ"}, "ZZ99 3", False),
    "an area that is given": (
        {"postcode": None, "area": {"code": "IM1 1", "lat": 54.1523, "lon": -4.4861}},
        "IM1 1",
        True,
    ),
}


@pytest.mark.parametrize("told", GOOD_FIELDS)
async def test_an_address_becomes_a_small_area(outside: Outside, told: str) -> None:
    person, area, has_place = GOOD_FIELDS[told]
    referral = await outside.refer(**person)
    told_of = (await outside.get(f"/referrals/{referral}/timeline"))["events"][0]["event"]
    assert told_of["area"]["code"] == area
    assert ("lat" in told_of["area"]) == has_place


async def test_a_given_place_is_told_to_a_kilometre_only(outside: Outside) -> None:
    area = {"code": "IM1 1", "lat": 54.152337, "lon": -4.486123}
    referral = await outside.refer(postcode=None, area=area)
    told = (await outside.get(f"/referrals/{referral}/timeline"))["events"][0]["event"]["area"]
    assert (told["lat"], told["lon"]) == (54.15, -4.49)


NO = {"reason": "out-of-area"}
REFUSED: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "assessing before accepting": ("assessments", {"needs": [{"code": "walking"}]}, 409, "referral-not-accepted"),
    "completing before accepting": ("closure", {"reason": "goals-met"}, 422, "reason-does-not-close"),
    "another reason without words": ("rejection", {"reason": "other"}, 422, "invalid-fields"),
    "a rejection without reason": ("rejection", {}, 422, "invalid-fields"),
    "no needs": ("assessments", {"needs": []}, 422, "invalid-fields"),
    "a plan without goals": ("plans", {"goals": []}, 422, "invalid-fields"),
    "a link worker who is no id": ("acceptance", {"link_worker": "Anna"}, 422, "invalid-fields"),
    "resuming what goes on": ("resumption", {}, 409, "referral-not-paused"),
    "an unknown connection": (f"connections/{uuid4()}/start", {}, 404, "connection-not-found"),
    "a connection of no id": ("connections/first/start", {}, 422, "invalid-fields"),
    "a field too many": ("resumption", {"now": True}, 422, "invalid-fields"),
}


@pytest.mark.parametrize("told", REFUSED)
async def test_what_the_case_does_not_allow_says_what_to_do(outside: Outside, told: str) -> None:
    path, body, status, code = REFUSED[told]
    referral = await outside.refer()
    answer = await outside.post(f"/referrals/{referral}/{path}", body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert answer.json().get("detail") or answer.json().get("errors")
    assert (await outside.case(referral))["version"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/timeline"),
        ("GET", "/options"),
        ("GET", "/person"),
        ("POST", "/acceptance"),
        ("POST", "/rejection"),
    ],
)
async def test_a_referral_that_is_not_here_is_not_found(outside: Outside, method: str, path: str) -> None:
    body = {"link_worker": ANNA} if path == "/acceptance" else {**NO, "words": "far away"}
    answer = await outside.client.request(
        method, f"/referrals/{uuid4()}{path}", json=body, headers={"Idempotency-Key": str(uuid4())}
    )
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/referral-not-found")


async def test_there_are_no_options_before_matching_answered(outside: Outside) -> None:
    answer = await outside.client.get(f"/referrals/{await outside.refer()}/options")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/options-not-found")


async def test_a_body_of_ten_megabytes_is_refused(outside: Outside) -> None:
    answer = await outside.post("/referrals", {**a_referral(), "words": "x" * 10_000_000})
    assert answer.status_code == 413


KEYS: dict[str, Any] = {
    "a private key": ECKey.generate_key("P-256").as_dict(private=True),
    "a shared secret": OctKey.generate_key(256).as_dict(),
    "a short RSA key": {"kty": "RSA", "e": "AQAB", "n": RSAKey.generate_key(2048).as_dict(private=False)["n"][:170]},
    "a key for signing": {**ECKey.generate_key("P-256").as_dict(private=False), "use": "sig"},
    "a point off the curve": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    "no key": {"kty": "none"},
    "nothing": {},
}


@pytest.mark.parametrize("told", KEYS)
async def test_a_key_that_nobody_should_encrypt_to_is_refused(outside: Outside, told: str) -> None:
    answer = await outside.client.put("/partners/keyless", json={"key": KEYS[told]})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/partner-key-refused")
    partners = (await outside.get("/partners"))["partners"]
    assert "keyless" not in [partner["organisation"] for partner in partners]


async def test_an_organisation_that_fits_no_topic_is_refused(outside: Outside) -> None:
    answer = await outside.client.put("/partners/Not_An_Organisation", json={})
    assert answer.status_code == 422


async def test_a_second_open_connection_to_one_service_is_refused(outside: Outside) -> None:
    referral, _ = await outside.connected("some-group")
    answer = await outside.post(f"/referrals/{referral}/connections", {"service": WALKS, "organisation": "some-group"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/service-already-connected")

"""The fields of a person, and what a partner gets to read of them."""

import json
from datetime import date
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey, RSAKey
from pydantic import TypeAdapter, ValidationError

from towpath_contracts.events.partner import ConnectionOffered
from towpath_referral.people.contact import PartnerKeyRefused, encrypt_contact, key_id, read_key
from towpath_referral.people.fields import NAME_LENGTH, SHORT_LENGTH, Email, NhsNumber, Phone, Postcode, age_on

DETAILS = {
    "given_name": "Ada",
    "family_name": "Example",
    "date_of_birth": "1951-04-02",
    "nhs_number": "9990000018",
    "phone": "+441514960123",
    "contact": {"prefers": "phone"},
}


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        (NhsNumber, "9990000018", "9990000018"),
        (NhsNumber, "999 000 0026", "9990000026"),
        (NhsNumber, "999-000-0034", "9990000034"),
        (Postcode, "l8 5aa", "L8 5AA"),
        (Postcode, "SW1A1AA", "SW1A 1AA"),
        (Postcode, "GIR0AA", "GIR 0AA"),
        (Postcode, "zz993vz", "ZZ99 3VZ"),
        (Phone, "0151 496 0123", "+441514960123"),
        (Phone, "07700 900123", "+447700900123"),
        (Phone, "+353 1 234 5678", "+35312345678"),
        (Email, "ada@example.org", "ada@example.org"),
        (Email, "ada.example+walks@mail.example.co.uk", "ada.example+walks@mail.example.co.uk"),
    ],
)
def test_a_field_is_brought_into_one_form(field: Any, given: str, kept: str) -> None:
    assert TypeAdapter(field).validate_python(given) == kept


@pytest.mark.parametrize(
    ("field", "given"),
    [
        (NhsNumber, "9990000019"),
        (NhsNumber, "123"),
        (NhsNumber, "999000001X"),
        (Postcode, "M1 1"),
        (Postcode, "M11"),
        (Postcode, "ZZ98 3VZ"),
        (Postcode, "Q1 1AA"),
        (Postcode, "L8 5MM"),
        (Phone, "999"),
        (Phone, "0151 496 01234567890"),
        (Phone, "ring twice"),
        (Email, "ada"),
        (Email, "ada@"),
        (Email, "ada@localhost"),
        (Email, "ada@-example.org"),
        (Email, "ada@example..org"),
        (Email, "Ada <ada@example.org>"),
        (Email, "ada@example.org, ben@example.org"),
    ],
)
def test_a_wrong_field_is_refused_without_repeating_it(field: Any, given: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(field).validate_python(given)
    (fault,) = refused.value.errors(include_input=False, include_context=False)
    assert given not in fault["msg"]


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(1951, 4, 2), date(2026, 4, 1), 74),
        (date(1951, 4, 2), date(2026, 4, 2), 75),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2026, 3, 1), date(2026, 3, 1), 0),
    ],
)
def test_age_in_whole_years(born: date, today: date, age: int) -> None:
    assert age_on(born, today) == age


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (ECKey.generate_key("P-256"), "ECDH-ES+A256KW"),
        (ECKey.generate_key("P-521"), "ECDH-ES+A256KW"),
        (OKPKey.generate_key("X25519"), "ECDH-ES+A256KW"),
        (RSAKey.generate_key(3072), "RSA-OAEP-256"),
    ],
    ids=["P-256", "P-521", "X25519", "RSA"],
)
def test_only_the_partner_reads_the_contact_details_and_no_more_than_those(key: Any, algorithm: str) -> None:
    token = encrypt_contact(key.as_dict(private=False), DETAILS)
    opened = jwe.decrypt_compact(token, key, algorithms=[algorithm, "A256GCM"])
    assert json.loads(opened.plaintext or b"") == {
        "given_name": "Ada",
        "family_name": "Example",
        "phone": "+441514960123",
        "contact": {"prefers": "phone"},
    }
    assert opened.headers()["kid"] == key.thumbprint()


def test_an_offer_takes_the_longest_details() -> None:
    widest = "\U0001f6b6"
    longest = {
        "given_name": widest * NAME_LENGTH,
        "family_name": widest * NAME_LENGTH,
        "phone": "+441514960123",
        "email": "a" * 254,
        "contact": {"prefers": "bsl-interpreter", "never": ["phone"] * 12, "words": widest * SHORT_LENGTH},
    }
    token = encrypt_contact(RSAKey.generate_key(4096).as_dict(private=False), longest)
    offered = ConnectionOffered(
        connection="6f0d6d5e-6b61-5f0c-9d0a-7c3c1d7b2a11",
        organisation="walkers",
        service="6f0d6d5e-6b61-5f0c-9d0a-7c3c1d7b2a12",
        contact=token,
    )
    assert offered.contact == token


def test_a_key_keeps_the_name_that_its_owner_gave_it() -> None:
    jwk = ECKey.generate_key("P-256").as_dict(private=False)
    assert key_id({**jwk, "kid": "2026-a"}) == "2026-a"
    assert key_id(jwk) == read_key(jwk).thumbprint()


@pytest.mark.parametrize(
    "jwk",
    [
        ECKey.generate_key("P-256").as_dict(private=True),
        {**ECKey.generate_key("P-256").as_dict(private=False), "use": "sig"},
        OKPKey.generate_key("Ed25519").as_dict(private=False),
        ECKey.generate_key("secp256k1").as_dict(private=False),
        {"kty": "oct", "k": "c2VjcmV0"},
        {"kty": "RSA", "n": "AQAB", "e": "AQAB"},
        {"kty": "EC", "crv": "P-256", "x": 1, "y": []},
        {"kty": ["EC"]},
        {},
    ],
    ids=["private", "for signing", "Ed25519", "secp256k1", "shared", "tiny RSA", "odd types", "odd kty", "empty"],
)
def test_a_key_that_nobody_should_encrypt_to_is_refused(jwk: dict[str, Any]) -> None:
    with pytest.raises(PartnerKeyRefused):
        encrypt_contact(jwk, DETAILS)

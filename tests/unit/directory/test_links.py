"""The link in a letter: signed, for one listing, for a while; anything else opens nothing."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from pydantic import ValidationError

from towpath_directory.freshness.settings import FreshnessSettings
from towpath_directory.links.keys import SHORTEST, LinkKeys
from towpath_directory.links.token import PURPOSE, Link, LinkExpired, LinkInvalid, Links

NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)
LINK = Link(
    "3d0b6a1e-0000-4000-8000-000000000001",
    "3d0b6a1e-0000-4000-8000-000000000002",
    "0123456789abcdef",
    NOW + timedelta(days=45),
)


def key_file(folder: Path, name: str = "link.key") -> Path:
    file = folder / name
    file.write_bytes(os.urandom(SHORTEST))
    return file


def links(file: Path, before: Path | None = None) -> Links:
    return Links(LinkKeys(file, before, makes=False), "https://directory.example/")


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Links:
    return links(key_file(tmp_path_factory.mktemp("keys")))


def test_a_link_is_read_as_it_was_made_until_it_expires_across_the_clock_change(ours: Links) -> None:
    token = ours.sign(LINK)
    assert ours.read(token, NOW) == LINK
    assert ours.read(token, LINK.expires - timedelta(seconds=1)) == LINK
    with pytest.raises(LinkExpired):
        ours.read(token, LINK.expires)
    assert ours.address(LINK) == f"https://directory.example/directory/v1/links/{token}"
    assert len(ours.address(LINK)) < 450


@given(place=st.integers(0, 400), sign=st.characters(codec="ascii"))
def test_a_link_that_somebody_changed_anywhere_opens_nothing(ours: Links, place: int, sign: str) -> None:
    token = ours.sign(LINK)
    place %= len(token)
    changed = token[:place] + sign + token[place + 1 :]
    last_bits = place in (token.index(".") - 1, token.rindex(".") - 1, len(token) - 1)
    if changed == token or (last_bits and _same_bits(changed, token)):
        return
    with pytest.raises(LinkInvalid):
        ours.read(changed, NOW)


def _same_bits(one: str, other: str) -> bool:
    """Whether the two are one token: the last letter of base64 has bits that stand for nothing."""
    try:
        parts = ([base64.urlsafe_b64decode(part + "==") for part in token.split(".")] for token in (one, other))
        return next(parts) == next(parts)
    except ValueError:
        return False


@given(st.text(max_size=300) | st.binary(max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_what_is_no_link_is_refused_and_never_breaks(ours: Links, token: str) -> None:
    with pytest.raises(LinkInvalid):
        ours.read(token, NOW)


def test_the_key_before_still_opens_links_and_a_key_that_was_taken_away_does_not(tmp_path: Path) -> None:
    old, new = key_file(tmp_path, "old.key"), key_file(tmp_path, "new.key")
    token = links(old).sign(LINK)
    assert links(new, old).read(token, NOW) == LINK
    assert links(new).read(links(new, old).sign(LINK), NOW) == LINK, "the newer one signs"
    with pytest.raises(LinkInvalid):
        links(new).read(token, NOW)


def test_a_token_that_the_same_key_signed_for_something_else_opens_nothing(tmp_path: Path) -> None:
    file = key_file(tmp_path)
    ours = links(file)
    kid = LinkKeys(file, None, makes=False).signing()
    right = {
        "aud": PURPOSE,
        "jti": LINK.id,
        "sub": LINK.service,
        "con": LINK.content,
        "exp": int(LINK.expires.timestamp()),
    }

    def signed(claims: dict[str, object], algorithm: str = "HS256") -> str:
        return jwt.encode({"alg": algorithm, "kid": kid.kid}, claims, kid, algorithms=[algorithm])

    assert ours.read(signed(dict(right)), NOW) == LINK
    wrong: list[dict[str, object]] = [
        right | {"aud": "sign-in"},
        right | {"exp": "soon"},
        right | {"exp": 1 << 60},
        right | {"sub": 7},
        {name: value for name, value in right.items() if name != "jti"},
    ]
    for claims in wrong:
        with pytest.raises(LinkInvalid):
            ours.read(signed(claims), NOW)
    with pytest.raises(LinkInvalid):
        ours.read(signed(dict(right), "HS512"), NOW)
    unsigned = (
        base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + "." + signed(dict(right)).split(".")[1] + "."
    )
    with pytest.raises(LinkInvalid):
        ours.read(unsigned, NOW)


def test_in_development_a_key_is_made_where_it_is_missing_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "link.key"
    keys = [LinkKeys(file, None, makes=True) for _ in range(2)]
    assert keys[0].signing().kid == keys[1].signing().kid
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileNotFoundError):
        LinkKeys(tmp_path / "other", None, makes=False).signing()


def settings(**chosen: object) -> FreshnessSettings:
    return FreshnessSettings(**chosen)  # type: ignore[arg-type]


def test_production_makes_no_key_and_sends_no_link_where_others_could_read_it(tmp_path: Path) -> None:
    file, missing = key_file(tmp_path), tmp_path / "missing"
    short = tmp_path / "short.key"
    short.write_bytes(b"too short")
    right = {"mode": "production", "link_key_file": file, "public_url": "https://directory.example"}
    assert settings(**right).link_key_file == file
    for wrong, mend in (
        ({"link_key_file": missing}, "production does not make one"),
        ({"link_key_file": short}, "at least 32 random bytes"),
        ({"link_key_before": missing}, "production does not make one"),
        ({"public_url": "http://directory.example"}, "https"),
        ({"smtp_host": "mail.example", "mail_from": "a@b.example", "smtp_tls": "none"}, "SMTP_TLS"),
        ({"smtp_host": "mail.example"}, "MAIL_FROM"),
    ):
        with pytest.raises(ValidationError, match=mend):
            settings(**right | wrong)
    assert settings(link_key_file=missing).link_key_file == missing
    with pytest.raises(ValidationError, match="at least 32 random bytes"):
        settings(link_key_file=short)


def test_settings_that_make_no_sense_refuse_the_start(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.toml"
    nonsense.write_text("due = 3")
    for wrong, mend in (
        ({"freshness_policy": nonsense}, "default: Field required"),
        ({"freshness_policy": tmp_path / "missing"}, "cannot be read"),
        ({"freshness_letters": nonsense}, "the letters are TOML"),
        ({"mail_from": "nobody"}, "an e-mail address"),
        ({"smtp_user": "directory"}, "SMTP_PASSWORD_FILE"),
        ({"public_url": "directory.example"}, "pattern"),
    ):
        with pytest.raises(ValidationError, match=mend):
            settings(**wrong)

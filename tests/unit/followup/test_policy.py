"""The policy as data."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from towpath_followup.policy import PolicyInvalid, read_policy
from towpath_followup.settings import FollowupSettings

DEFAULT = Path("services/followup/src/towpath_followup/policy.toml")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "policy.toml"


def changed(file: Path, old: str, new: str) -> Path:
    text = (Path(__file__).parents[3] / DEFAULT).read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return file


def test_the_policy_that_comes_along_has_the_defaults_of_the_field() -> None:
    policy = read_policy()

    assert policy.first_contact.working_days == 5
    assert policy.first_contact.attempts == 3
    assert policy.first_contact.missed_after_working_days == 5
    assert policy.check_in.working_days == 10
    assert policy.check_in.rounds == 1
    assert policy.provider_reply.working_days == 10
    assert (policy.hours.opens, policy.hours.closes) == (time(9), time(17))
    assert (policy.name, policy.version) == ("default", 1)


def test_a_partnership_brings_its_own(file: Path) -> None:
    own = changed(file, "rounds = 1", "rounds = 3")

    assert read_policy(own).check_in.rounds == 3


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("working_days = 10             # after the organisation", "working_days = 0 #", "provider_reply.working_days"),
        ("rounds = 1", "round = 1", "check_in.round"),
        ("attempts = 3                  #", 'attempts = "often" #', "first_contact.attempts"),
        ("opens = 09:00:00", "opens = 18:00:00", "hours: Value error, opens must come before closes"),
        ("version = 1", "", "version: Field required"),
    ],
)
def test_a_fault_is_named_by_its_place_and_nothing_is_quoted(file: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        read_policy(changed(file, old, new))

    assert fault in str(refused.value)
    assert "often" not in str(refused.value)


def test_a_file_that_is_no_toml_or_not_there_is_one_clear_line(file: Path) -> None:
    with pytest.raises(PolicyInvalid, match="cannot be read"):
        read_policy(file)
    file.write_text("version: 1", encoding="utf-8")
    with pytest.raises(PolicyInvalid, match="not TOML"):
        read_policy(file)


def test_a_wrong_policy_refuses_the_start(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOWPATH_FOLLOWUP_POLICY", str(changed(file, "rounds = 1", "rounds = 0")))

    with pytest.raises(ValidationError) as refused:
        FollowupSettings()

    (fault,) = refused.value.errors()
    assert fault["loc"] == ("followup_policy",)
    assert "check_in.rounds" in fault["msg"]

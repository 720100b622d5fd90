"""Somebody needs what nobody offers; a group begins to offer it; the person who waited is offered the group."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from support.towpath_command import Up, towpath

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


class Door:
    """The front door, as whoever works with the platform uses it."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)

    def close(self) -> None:
        self._client.close()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, answer.text
        return dict(answer.json())

    def get(self, path: str) -> dict[str, Any]:
        answer = self._client.get(path)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def becomes(self, path: str, so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + 60
        while True:
            answer = self._client.get(path)
            found = answer.json() if answer.is_success else {}
            if so(found):
                return dict(found)
            assert time.monotonic() < end, f"{path}: {answer.text}"
            time.sleep(0.1)


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Up]:
    up = Up(tmp_path / "data")
    up.ready()
    yield up
    up.stop()


@pytest.fixture
def door(platform: Up) -> Iterator[Door]:
    door = Door(platform.door)
    yield door
    door.close()


def test_a_group_that_starts_where_nobody_answered_is_offered_to_whoever_waited(platform: Up, door: Door) -> None:
    person = {"given_name": "Canary", "family_name": "Person", "date_of_birth": "1951-04-02", "postcode": "L8 5XA"}
    referrer = {"organisation": "surgery", "kind": "gp"}
    referral = door.post("/referral/v1/referrals", {"person": person, "referrer": referrer, "reasons": ["loneliness"]})
    case = f"/referral/v1/referrals/{referral['id']}"
    door.post(f"{case}/acceptance", {"link_worker": str(uuid4()), "team": "canal-side-team"})
    door.post(f"{case}/assessments", {"needs": [{"code": "gardening"}]})
    door.becomes(case, lambda found: found["attention"] == ["no-match"])
    gap = door.becomes("/directory/v1/gaps/gardening/L8%205", lambda found: found.get("state") == "raised")
    assert gap["fewer_than"] == 5, "nobody is told that it is one person alone"
    assert "people_waiting" not in gap
    assert door.get("/directory/v1/gaps/gardening/L8%205?as=curators")["people_waiting"] == 1

    service = str(uuid4())
    place = {"id": str(uuid4()), "name": "The allotments", "latitude": 53.39, "longitude": -2.96}
    listing = {
        "id": service,
        "name": "Allotment mornings",
        "organization": {"id": str(uuid4()), "name": "Riverside Growers"},
        "publisher": "riverside",
        "needs": ["gardening"],
        "modes": ["in-person"],
        "locations": [place],
    }
    door.post("/directory/v1/services", listing)

    offered = door.becomes(case, lambda found: found["options"]["outcome"] == "proposed")
    assert offered["attention"] == []
    (option,) = door.becomes(f"{case}/options", lambda found: bool(found.get("options")))["options"]
    assert option["service"] == service
    answered = door.becomes("/directory/v1/gaps/gardening/L8%205", lambda found: found["state"] != "raised")
    assert answered["state"] == "answered"
    assert towpath("reconcile", "--data", platform.home).code == 0

"""The two real feeds through the running platform: every record is accounted for, and people are matched with them."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from support.sources import REPOSITORY
from support.towpath_command import Up, towpath

SHARED = Path(os.environ.get("TOWPATH_SHARED", REPOSITORY.parent / "shared" / "data"))
LINCOLNSHIRE = SHARED / "feeds" / "oruk_v1_north_lincolnshire.json"
PANTRIES = SHARED / "feeds" / "hsds_haarrrvest_us_food_cc0.json"
LINK_WORKER = "00000000-0000-4000-8000-000000000001"
SCUNTHORPE = {"code": "DN15 6", "lat": 53.5921, "lon": -0.6484}
COUNTY = "DN15,DN16,DN17,DN18,DN19,DN20,DN21 4,DN38 6,DN39 6,DN40 3,DN9 1,DN9 2"
AKRON = {"code": "OH44", "lat": 41.08, "lon": -81.52}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not LINCOLNSHIRE.exists(),
        reason="the real feeds are not beside the repository (TOWPATH_SHARED says where they are)",
    ),
]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    up = Up(tmp_path_factory.mktemp("feeds") / "data")
    up.ready()
    yield up
    assert up.stop() == 0


def options_for(door: str, area: dict[str, Any], need: str) -> dict[str, Any]:
    """Refer somebody of the area, assess the need, and return the answer of matching."""
    with httpx.Client(base_url=door, timeout=60) as client:
        key = f"{area['code'].replace(' ', '-')}-{need}"

        def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
            answer = client.post(path, json=body, headers={"Idempotency-Key": f"{key}-{path[-12:]}"})
            assert answer.is_success, answer.text
            made: dict[str, Any] = answer.json()
            return made

        person = {"given_name": "A", "family_name": "B", "date_of_birth": "1970-01-01", "area": area}
        referrer = {"organisation": "surgery", "kind": "gp"}
        case = (
            f"/referral/v1/referrals/{post('/referral/v1/referrals', {'person': person, 'referrer': referrer})['id']}"
        )
        post(f"{case}/acceptance", {"link_worker": LINK_WORKER, "team": "team"})
        post(f"{case}/assessments", {"needs": [{"code": need, "priority": 1}]})
        deadline = time.monotonic() + 60
        while client.get(case).json()["options"]["awaited"]:
            assert time.monotonic() < deadline, "no answer of matching"
            time.sleep(0.1)
        answer: dict[str, Any] = client.get(f"{case}/options").json()
        return answer


def adds_up(report: str) -> int:
    """Return the total of a report whose outcomes add up to it."""
    found = re.search(r"adds up +([\d +]+) = (\d+)", report)
    assert found, report
    assert sum(map(int, found[1].split(" + "))) == int(found[2])
    return int(found[2])


def matches(platform: Up, publisher: str, area: dict[str, Any], need: str) -> None:
    answer = options_for(platform.door, area, need)
    assert answer["outcome"] == "proposed", answer
    assert 1 <= len(answer["options"]) <= 20
    best = answer["options"][0]
    assert best["reasons"], "every option says why"
    listing = httpx.get(f"{platform.door}/directory/v1/services/{best['service']}", timeout=30).json()["listing"]
    assert listing["publisher"] == publisher


def test_north_lincolnshire_is_imported_whole_and_somebody_of_scunthorpe_is_matched(platform: Up) -> None:
    whose = ("--publisher", "north-lincolnshire", "--covers", COUNTY)  # 699 records say no place at all
    imported = towpath("import", LINCOLNSHIRE, *whose, "--data", platform.home)
    assert imported.code == 0, imported.error
    assert adds_up(imported.out) == len(json.loads(LINCOLNSHIRE.read_text("utf-8"))) == 738
    again = towpath("import", LINCOLNSHIRE, *whose, "--data", platform.home)
    assert re.search(r"the same as before +738", again.out)
    matches(platform, "north-lincolnshire", SCUNTHORPE, "physical-activity")


def test_the_pantries_are_imported_whole_and_somebody_of_akron_is_matched(platform: Up) -> None:
    imported = towpath("import", PANTRIES, "--publisher", "pantries", "--data", platform.home)
    assert imported.code == 0, imported.error
    assert "in 955 documents" in imported.out
    assert adds_up(imported.out) == 1051
    assert re.search(r"1 +refused +no-service", imported.out)
    lines = towpath("import", PANTRIES, "--publisher", "pantries", "--lines", "--data", platform.home)
    each = lines.out.partition("Import of")[0]
    assert len(re.findall(r"^ +\d+  (?:unchanged|refused) ", each, re.MULTILINE)) == 1051
    matches(platform, "pantries", AKRON, "money-and-benefits")


def test_after_both_feeds_the_topics_and_the_stores_still_balance(platform: Up) -> None:
    balance = towpath("reconcile", "--data", platform.home)
    assert balance.code == 0, balance.out

"""Reports on imports and publishers, as programs and as people read them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from support.directory_records import LINCOLNSHIRE, PANTRIES, hsds_3, oruk_1
from support.directory_service import Directory, until
from support.sources_run import record
from towpath_runtime.clock import turn


async def report(directory: Directory, path: str, form: str = "application/json") -> Any:
    answer = await directory.ask("GET", path, headers={"Accept": form})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(form.partition(",")[0])
    return answer.json() if form == "application/json" else answer.text


def adds_up(found: dict[str, Any]) -> None:
    assert sum(found["counts"].values()) + found["pending"] == found["records"]
    assert sum(found["grades"].values()) == found["graded"]
    there = sum(found["counts"][outcome] for outcome in ("taken", "mended", "unchanged"))
    assert found["graded"] == there
    assert sum(one["count"] for one in found["refused"]) >= found["counts"]["refused"]


async def test_a_report_says_what_became_of_each_record_and_what_to_mend_first(directory: Directory) -> None:
    feed = [record(n, of="report") for n in range(6)]
    feed[1] |= {"description": "<p>Mend what is broken, over a cup of tea, in the old boat house by the lock.</p>"}
    feed[2] |= {"schedules": []}
    feed[3] |= {"name": "", "organization": {"name": ""}}
    feed.append(feed[0])
    done = await directory.bring(feed, "lantern")
    found = await report(directory, f"/v1/imports/{done['id']}/report")
    adds_up(found)
    assert (found["records"], found["counts"]["refused"], found["counts"]["duplicate"]) == (7, 1, 1)
    assert found["duplicates"]["repeated"] == 1
    assert [one["position"] for one in found["duplicates"]["examples"]] == [7]
    assert found["refused"][0]["examples"][0]["position"] == 4
    by_code = {one["code"]: one for one in found["quality"]}
    assert by_code["assurance-missing"]["count"] == 5
    assert by_code["html-cleaned"]["examples"] == [{"position": 2, "listing": feed[1]["id"], "given": feed[1]["id"]}]
    points = [task["points"] for task in found["first"]]
    assert points == sorted(points, reverse=True)
    assert {task["code"] for task in found["first"]} >= {"assurance-missing", "schedule-missing"}

    again = await directory.bring(feed, "lantern")
    unchanged = await report(directory, f"/v1/imports/{again['id']}/report")
    adds_up(unchanged)
    assert unchanged["grades"] == found["grades"], "a record that has not changed has the grade that it had"


async def test_a_report_is_a_page_for_who_reads_pages_and_text_for_who_reads_text(directory: Directory) -> None:
    done = await directory.bring([hsds_3(name="<script>alert(1)</script> & co"), oruk_1(name="")], "orchard")
    path = f"/v1/imports/{done['id']}/report"
    page = ET.fromstring(await report(directory, path, "text/html,application/xhtml+xml"))
    parts = list(page.iter())
    assert not {part.tag for part in parts} & {"script", "link", "img", "iframe"}, "it needs nothing from elsewhere"
    words = " ".join(" ".join(page.itertext()).split())
    assert "What to mend first" in words
    assert "alert" not in words
    text = await report(directory, path, "text/plain")
    assert max(map(len, text.splitlines())) <= 130
    for heading in ("What became of the records", "Grades", "Why records were refused"):
        assert heading in words
        assert heading in text


async def test_no_report_quotes_a_record(directory: Directory) -> None:
    secret = hsds_3(id="jo.bloggs@example.org", name="Jo Bloggs", email="jo.bloggs@example.org", url="::")
    done = await directory.bring([secret, oruk_1(id="Jo Bloggs", name="")], "silent")
    for form in ("application/json", "text/html", "text/plain"):
        answer = await directory.ask("GET", f"/v1/imports/{done['id']}/report", headers={"Accept": form})
        assert answer.status_code == 200
        assert not re.search(r"bloggs|example\.org", answer.text, re.IGNORECASE)


async def test_a_publisher_has_a_report_on_all_that_stands_here(directory: Directory) -> None:
    await directory.bring([record(n, of="whole") for n in range(4)], "harbour")
    gone = record(0, of="whole")["id"]
    await directory.ask("DELETE", f"/v1/services/{gone}")
    found = await report(directory, "/v1/publishers/harbour/quality")
    assert (found["listings"], sum(found["grades"].values()), found["ungraded"]) == (3, 3, 0)
    assert len(found["imports"]) == 1
    assert "The listings of harbour" in await report(directory, "/v1/publishers/harbour/quality", "text/html")
    answer = await directory.ask("GET", "/v1/publishers/nobody/quality")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/publisher-not-found")


async def test_a_service_shows_its_grade_and_services_are_found_by_it(directory: Directory) -> None:
    good, bad = record(1, of="graded"), record(2, of="graded") | {"schedules": [], "description": "", "phones": []}
    await directory.bring([good, bad], "grades")
    shown = [(await directory.ask("GET", f"/v1/services/{one['id']}")).json()["grade"] for one in (good, bad)]
    assert shown[0]["score"] > shown[1]["score"]
    assert {reason["code"] for reason in shown[1]["reasons"]} >= {"schedule-missing", "description-missing"}
    assert all(reason["mend"] for one in shown for reason in one["reasons"])
    answer = await directory.ask("GET", "/v1/services", params={"grade": shown[1]["letter"], "publisher": "grades"})
    assert [one["listing"]["id"] for one in answer.json()["contents"]] == [bad["id"]]


async def test_listings_that_may_be_one_service_are_graded_so_until_a_curator_has_settled_it(begin: Any) -> None:
    directory = await begin(TOWPATH_GRADE_TICK="0.05")
    mine, theirs = record(1, of="mine"), record(1, of="theirs") | {"name": record(1, of="mine")["name"]}
    await directory.bring([mine], "one")
    await directory.bring([theirs], "another")

    async def named() -> bool:
        shown = [(await directory.ask("GET", f"/v1/services/{one['id']}")).json()["grade"] for one in (mine, theirs)]
        return all("duplicate-likely" in {reason["code"] for reason in one["reasons"]} for one in shown)

    await until("both are named as duplicates", named)
    (proposal,) = (await directory.ask("GET", "/v1/duplicates")).json()["contents"]
    said = {"curator": "curator", "reason": "two-groups"}
    answer = await directory.ask("POST", f"/v1/duplicates/{proposal['id']}/keep-apart", json=said)
    assert answer.status_code in (200, 201), answer.text

    async def no_longer() -> bool:
        return not await named()

    await until("neither is", no_longer)


async def test_a_listing_loses_points_as_its_assurance_ages(begin: Any, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    directory = await begin(TOWPATH_GRADE_TICK="0.05", TOWPATH_CLOCK_FILE=str(clock))
    mine = oruk_1(assured_date="2026-01-20")
    await directory.bring([mine], "ageing")

    async def aged() -> bool:
        grade = (await directory.ask("GET", f"/v1/services/{mine['id']}")).json()["grade"]
        return "assurance-very-old" in {reason["code"] for reason in grade["reasons"]}

    assert not await aged()
    turn(clock, 800 * 86_400.0)
    await until("its assurance is very old", aged)


REAL = [feed for feed in (LINCOLNSHIRE, PANTRIES) if feed.exists()]


@pytest.mark.skipif(not REAL, reason="the real feeds do not lie beside the repository")
@pytest.mark.parametrize("content", [feed.read_bytes() for feed in REAL], ids=[feed.stem for feed in REAL])
async def test_the_real_feeds_have_reports_that_add_up(directory: Directory, content: bytes) -> None:
    done = await directory.bring(content, "real")
    found = await report(directory, f"/v1/imports/{done['id']}/report")
    adds_up(found)
    assert found["records"] > 700
    assert found["first"]
    text = await report(directory, f"/v1/imports/{done['id']}/report", "text/plain")
    assert "<" not in text

"""The sessions of a service, asked for over HTTP on real servers."""

from __future__ import annotations

from typing import Any

import pytest
from icalendar import Calendar

from support.directory_records import body, listing
from support.directory_schedules import hall, schedule
from support.directory_service import NOBODYS, Directory
from towpath_contracts.listing import Listing

pytestmark = pytest.mark.asyncio(loop_scope="module")

LAST_FRIDAY = {"freq": "MONTHLY", "byday": "-1FR", "opens_at": "10:00", "closes_at": "12:00"}


async def published(directory: Directory, **changes: Any) -> Listing:
    mine = listing(**changes)
    await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))
    return mine


async def test_the_sessions_of_a_service_are_told_in_utc_and_as_clocks_show_them(directory: Directory) -> None:
    when, where = schedule(**LAST_FRIDAY), hall("L8 5TF")
    mine = await published(directory, schedules=(when,), locations=(where,))

    span = {"from": "2026-03-01", "to": "2026-04-30"}
    answer = await directory.ask("GET", f"/v1/services/{mine.id}/sessions", params=span)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["time_zone"], found["active"], found["more"]) == ("Europe/London", True, False)
    assert [(one["day"], one["start"], one["start_local"]) for one in found["sessions"]] == [
        ("2026-03-27", "2026-03-27T10:00:00Z", "2026-03-27T10:00:00Z"),
        ("2026-04-24", "2026-04-24T09:00:00Z", "2026-04-24T10:00:00+01:00"),
    ]
    assert found["sessions"][0]["place"] == {
        "id": where.id,
        "address": "Lock house, 2 Lock Lane, Liverpool, L8 5TF",
        "postal_code": "L8 5TF",
    }
    assert found["schedules"] == [{"id": when.id, "understood": True, "unclear": []}]


async def test_without_a_question_the_next_ten_are_told_and_whether_there_are_more(directory: Directory) -> None:
    mine = await published(directory, schedules=(schedule(freq="WEEKLY", byday="TU,TH", opens_at="10:00"),))
    found = (await directory.ask("GET", f"/v1/services/{mine.id}/sessions")).json()
    assert (len(found["sessions"]), found["more"]) == (10, True)
    two = (await directory.ask("GET", f"/v1/services/{mine.id}/sessions", params={"limit": "2"})).json()
    assert two["sessions"] == found["sessions"][:2]


async def test_a_session_on_a_bank_holiday_may_not_run(directory: Directory) -> None:
    mine = await published(directory, schedules=(schedule(freq="WEEKLY", byday="MO"),), locations=(hall("L8 5TF"),))
    span = {"from": "2026-04-06", "to": "2026-04-13"}
    found = (await directory.ask("GET", f"/v1/services/{mine.id}/sessions", params=span)).json()["sessions"]
    assert [one.get("bank_holiday") for one in found] == ["may not run", None]
    assert found[0]["bank_holiday_name"] == "Easter Monday"


async def test_a_schedule_that_is_not_understood_is_named_with_what_to_mend(directory: Directory) -> None:
    when = schedule(freq="WEEKLY", interval=2, byday="MO")
    mine = await published(directory, schedules=(when,))
    found = (await directory.ask("GET", f"/v1/services/{mine.id}/sessions")).json()
    assert not found["sessions"]
    (named,) = found["schedules"]
    assert not named["understood"]
    assert [one["code"] for one in named["unclear"]] == ["interval-without-start"]
    assert "dtstart" in named["unclear"][0]["mend"]


async def test_sessions_that_were_read_are_told_again_only_when_they_changed(directory: Directory) -> None:
    mine = await published(directory, schedules=(schedule(**LAST_FRIDAY),))
    path, span = f"/v1/services/{mine.id}/sessions", {"from": "2026-03-01", "to": "2026-04-30"}
    first = await directory.ask("GET", path, params=span)
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")

    seen = {"If-None-Match": f'"other", W/{first.headers["ETag"]}'}
    again = await directory.ask("GET", path, params=span, headers=seen)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert (await directory.ask("GET", path, params={"from": "2026-05-01"}, headers=seen)).status_code == 200

    moved = body(mine) | {"schedules": [{**body(mine)["schedules"][0], "opens_at": "10:30:00"}]}
    await directory.ask("PUT", f"/v1/services/{mine.id}", json=moved)
    changed = await directory.ask("GET", path, params=span, headers=seen)
    assert (changed.status_code, changed.json()["sessions"][0]["start"]) == (200, "2026-03-27T10:30:00Z")


@pytest.mark.parametrize(
    ("path", "status", "problem"),
    [
        (f"/{NOBODYS}/sessions", 404, "listing-not-found"),
        ("/CANARY-7781/sessions", 422, "invalid-fields"),
        (f"/{NOBODYS}/sessions?from=CANARY-7781", 422, "invalid-fields"),
        (f"/{NOBODYS}/sessions?from=2026-03-01T10:00:00", 422, "invalid-fields"),
        (f"/{NOBODYS}/sessions?limit=0", 422, "invalid-fields"),
        (f"/{NOBODYS}/sessions?from=2026-03-02&to=2026-03-01", 422, "window-invalid"),
        (f"/{NOBODYS}/sessions?from=0001-01-01", 422, "window-invalid"),
        (f"/{NOBODYS}/sessions?to=9999-12-31", 422, "window-invalid"),
    ],
)
async def test_wrong_questions_are_problems_that_repeat_nothing(
    directory: Directory, path: str, status: int, problem: str
) -> None:
    answer = await directory.ask("GET", f"/v1/services{path}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "CANARY-7781" not in answer.text


async def test_a_withdrawn_service_has_no_sessions_to_tell(directory: Directory) -> None:
    mine = await published(directory, schedules=(schedule(**LAST_FRIDAY),))
    await directory.ask("DELETE", f"/v1/services/{mine.id}")
    assert (await directory.ask("GET", f"/v1/services/{mine.id}/sessions")).status_code == 404


async def test_a_calendar_is_told_again_only_when_the_listing_changed(directory: Directory) -> None:
    mine = await published(directory, schedules=(schedule(**LAST_FRIDAY),), locations=(hall("L8 5TF"),))
    path = f"/v1/services/{mine.id}/sessions.ics"
    first = await directory.ask("GET", path)
    assert (first.status_code, first.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    (event,) = Calendar.from_ical(first.content).events
    assert (event["SUMMARY"], event.decoded("sequence")) == ("Tuesday table", 1)
    assert b"RRULE:FREQ=MONTHLY;BYDAY=-1FR" in first.content

    seen = {"If-None-Match": f'"other", W/{first.headers["ETag"]}'}
    again = await directory.ask("GET", path, headers=seen)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])

    await directory.ask("POST", f"/v1/services/{mine.id}/capacity", json={"state": "capacity", "spaces": 4})
    assert (await directory.ask("GET", path, headers=seen)).status_code == 304, "room is nothing that a calendar tells"

    await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine) | {"name": "Friday table"})
    changed = await directory.ask("GET", path, headers=seen)
    assert changed.status_code == 200
    (later,) = Calendar.from_ical(changed.content).events
    assert (later["SUMMARY"], later.decoded("sequence"), later["UID"]) == ("Friday table", 2, event["UID"])
    assert later.decoded("dtstamp") >= event.decoded("dtstamp")


@pytest.mark.parametrize(("service", "status"), [(NOBODYS, 404), ("CANARY-7781", 422)])
async def test_a_calendar_of_no_service_is_a_problem(directory: Directory, service: str, status: int) -> None:
    answer = await directory.ask("GET", f"/v1/services/{service}/sessions.ics")
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert "CANARY-7781" not in answer.text

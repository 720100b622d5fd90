"""The sessions of a listing as iCalendar, read back by a library that others wrote."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event

from support.directory_records import listing
from support.directory_schedules import DAYS, hall, schedule, schedules
from towpath_contracts.listing import Listing, Location, Schedule
from towpath_directory.sessions.calendar import calendar
from towpath_directory.sessions.session import LONDON, BankHolidays, Session, sessions
from towpath_directory.sessions.window import window

CHANGED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Shown = tuple[date, time | None, time | None]
"""A local day, and from when until when on the clock, None where that is not told."""
MORNING = {"opens_at": "10:00", "closes_at": "12:00"}


def events(service: Listing) -> list[Event]:
    found = Calendar.from_ical(calendar(service, 3, CHANGED))
    assert isinstance(found, Calendar)
    return list(found.events)


def the_event(**changes: Any) -> Event:
    (found,) = events(listing(**changes))
    return found


def text(service: Listing) -> str:
    """A calendar with its long lines unfolded."""
    return calendar(service, 3, CHANGED).decode().replace("\r\n ", "")


def read_back(service: Listing, low: date, high: date) -> list[Shown]:
    """What a calendar shows from one day until before another."""
    found = recurring_ical_events.of(Calendar.from_ical(calendar(service, 3, CHANGED))).between(low, high)
    shown = []
    for event in found:
        begins = event.decoded("dtstart")
        day = begins.date() if isinstance(begins, datetime) else begins
        timed = isinstance(begins, datetime)
        ends = event.decoded("dtend").time() if timed and event.decoded("dtend") != begins else None
        shown.append((day, begins.time() if timed else None, None if changes(day) else ends))
    return sorted((one for one in shown if low <= one[0] < high), key=str)


def told(service: Listing, low: date, high: date) -> list[Shown]:
    by_id = {one.id: one for one in service.schedules}
    found: list[Session] = list(sessions(service, *window(low, high - timedelta(days=1), CHANGED)))
    shown = []
    for one in found:
        ends = None if one.end is None or changes(one.day) else one.end.astimezone(LONDON).time()
        shown.append((one.day, None if one.start is None else by_id[one.schedule].opens_at, ends))
    return sorted(shown, key=str)


def changes(day: date) -> bool:
    """Whether the clock may change on a day or in its night: readers differ on how long such a session takes."""
    return any((day + timedelta(days=ahead)).weekday() == 6 for ahead in (0, 1)) and day.month in (3, 10)


@given(one=schedules(), low=DAYS.filter(lambda day: day >= CHANGED.date()), length=st.integers(1, 200))
@settings(max_examples=150, deadline=None)
def test_a_calendar_read_back_has_the_sessions_that_are_told(one: Schedule, low: date, length: int) -> None:
    service, high = listing(schedules=(one,)), low + timedelta(days=length)
    assert read_back(service, low, high) == told(service, low, high)


def test_a_rule_that_is_bounded_has_its_sessions_before_the_listing_changed_too() -> None:
    fortnight = schedule(freq="WEEKLY", interval=2, byday="MO", dtstart="2025-01-01", **MORNING)
    service, span = listing(schedules=(fortnight,)), (date(2025, 1, 1), date(2025, 7, 1))
    assert read_back(service, *span) == told(service, *span)
    assert read_back(service, *span)[0] == (date(2025, 1, 13), time(10), time(12))


def test_a_rule_stays_a_rule_and_ends_with_its_last_day() -> None:
    found = text(listing(schedules=[schedule(freq="MONTHLY", byday="-1FR", valid_to="2026-07-31", **MORNING)]))
    assert "DTSTART;TZID=Europe/London:20260327T100000\r\n" in found
    assert "DTEND;TZID=Europe/London:20260327T120000\r\n" in found
    assert "RRULE:FREQ=MONTHLY;UNTIL=20260731T225959Z;BYDAY=-1FR\r\n" in found
    assert not re.search("EXDATE|RDATE", found)


def test_a_rule_without_an_hour_is_of_whole_days() -> None:
    found = text(listing(schedules=[schedule(freq="MONTHLY", bymonthday="1,-1", valid_to="2026-07-31")]))
    assert "DTSTART;VALUE=DATE:20260331\r\n" in found
    assert "RRULE:FREQ=MONTHLY;UNTIL=20260731;BYMONTHDAY=1,-1\r\n" in found


def test_days_with_and_without_a_number_are_spelt_so_that_every_reader_finds_them() -> None:
    found = text(listing(schedules=[schedule(freq="MONTHLY", byday="SU,1SU,-1FR")]))
    assert "RRULE:FREQ=MONTHLY;BYDAY=1SU,2SU,3SU,4SU,5SU,-1FR\r\n" in found


def test_a_single_day_has_no_rule() -> None:
    assert "RRULE" not in the_event(schedules=[schedule(dtstart="2026-06-02", **MORNING)])


@pytest.mark.parametrize("shown", ["2026-03-29 00:59", "2026-03-29 01:00", "2026-07-01 12:00", "2031-10-26 00:59"])
def test_the_zone_that_comes_along_is_that_of_london(shown: str) -> None:
    found = Calendar.from_ical(calendar(listing(), 1, CHANGED))
    (zone,) = found.timezones
    moment = datetime.fromisoformat(f"{shown}:00+00:00")
    assert moment.astimezone(zone.to_tz()).utcoffset() == moment.astimezone(LONDON).utcoffset()


def test_the_first_session_may_be_in_the_hour_that_the_clock_leaves_out_and_the_others_keep_theirs() -> None:
    early = schedule(freq="WEEKLY", byday="SU", dtstart="2026-03-29", opens_at="01:30")
    assert "DTSTART;TZID=Europe/London:20260329T013000\r\n" in text(listing(schedules=[early]))


def test_an_event_is_told_apart_by_its_schedule_for_as_long_as_both_stand() -> None:
    first, second = (schedule(freq="WEEKLY", byday=day) for day in ("MO", "TU"))
    before = listing(schedules=(first, second))
    after = before.model_copy(update={"schedules": (second.model_copy(update={"byday": "WE"}), first)})
    ids = [str(one["UID"]) for one in events(before)]
    assert len(set(ids)) == 2
    assert [str(one["UID"]) for one in events(after)] == ids[::-1]


def test_an_event_bears_the_time_and_the_number_of_the_version() -> None:
    found = the_event(schedules=[schedule(freq="WEEKLY", byday="MO")])
    assert found.decoded("dtstamp") == found.decoded("last-modified") == CHANGED
    assert found.decoded("sequence") == 3


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"locations": (hall("L8 5TF"),)}, "Lock house, 2 Lock Lane, Liverpool, L8 5TF"),
        ({"locations": (Location(id=hall().id, name="The refuge", latitude=53.4, longitude=-2.9),)}, None),
        ({"locations": (hall(), hall())}, None),
    ],
)
def test_a_place_is_told_only_where_its_address_is_published(changes: dict[str, Any], expected: str | None) -> None:
    found = the_event(schedules=[schedule(freq="WEEKLY", byday="MO")], **changes)
    assert found.get("LOCATION") == expected
    assert "GEO" not in found
    assert "refuge" not in found.to_ical().decode()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://willowbank.example/tea", "https://willowbank.example/tea"),
        ("javascript:alert(1)", None),
        ("https://willowbank.example/\r\nATTENDEE:mailto:x@y.example", None),
        (None, None),
    ],
)
def test_only_an_address_of_the_web_is_the_address_of_an_event(url: str | None, expected: str | None) -> None:
    found = the_event(schedules=[schedule(freq="WEEKLY", byday="MO")], url=url)
    assert found.get("URL") == expected
    assert "ATTENDEE" not in found


def test_words_of_publishers_stay_words() -> None:
    name = "Tea, cake; and \\ talk\r\nEND:VEVENT\x07" + "é" * 80
    service = listing(name=name, schedules=[schedule(freq="WEEKLY", byday="MO", description="Except in August")])
    assert all(len(line) <= 75 for line in calendar(service, 3, CHANGED).split(b"\r\n"))
    (found,) = events(service)
    assert str(found["SUMMARY"]) == name.replace("\x07", "").replace("\r\n", "\n")
    assert str(found["DESCRIPTION"]).splitlines() == [
        "Except in August",
        "Not on every one of these days: ask before going.",
        "May not run on bank holidays.",
    ]


def test_where_bank_holidays_are_not_marked_nothing_is_said_of_them() -> None:
    service = listing(schedules=[schedule(freq="WEEKLY", byday="MO")])
    assert b"holiday" not in calendar(service, 3, CHANGED, BankHolidays(marked=False))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("temporarily closed", {"freq": "WEEKLY", "byday": "MO"}),
        ("active", {"freq": "WEEKLY"}),
        ("active", {"freq": "MONTHLY", "byday": "1MO", "bymonthday": "31"}),
        ("active", {"freq": "WEEKLY", "byday": "MO", "valid_from": "9990-01-01"}),
        ("active", {"dtstart": "9999-12-31", "opens_at": "22:00", "closes_at": "02:00"}),
    ],
)
def test_what_has_no_session_has_no_event_and_the_calendar_still_reads(status: str, said: dict[str, Any]) -> None:
    assert not events(listing(status=status, schedules=[schedule(**said)]))


def test_the_same_version_is_the_same_calendar_to_the_byte() -> None:
    service = listing(schedules=[schedule(freq="WEEKLY", byday="MO", **MORNING)], locations=(hall(),))
    assert calendar(service, 3, CHANGED) == calendar(service, 3, CHANGED)

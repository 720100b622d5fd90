"""When a service is on, from what publishers write: the table of ways to say it."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from towpath_contracts.listing import Schedule
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.schedule import Source, schedules


def read(*written: dict[str, Any], about: str = "") -> tuple[list[str], set[str]]:
    """Read schedules; returns each in one line, and the codes of what was mended."""
    notes = Notes()
    found = schedules([Source("", one) for one in written], about, Ids("willowbank", "s", notes), notes)
    return [line(one) for one in found], {mend.code for mend in notes.all()}


def line(found: Schedule) -> str:
    parts = [found.freq or "ONCE", *([f"/{found.interval}"] if found.interval > 1 else [])]
    parts += [text for text in (found.byday, found.bymonthday) if text]
    if found.valid_from or found.valid_to:
        parts.append(f"{found.valid_from or ''}..{found.valid_to or ''}")
    if found.opens_at:
        parts.append(
            f"{found.opens_at:%H:%M}-{found.closes_at:%H:%M}" if found.closes_at else f"{found.opens_at:%H:%M}"
        )
    return " ".join(parts)


HOURS = {"opens_at": "10:00", "closes_at": "12:00"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"freq": "WEEKLY", "byday": "TU,TH", **HOURS}, "WEEKLY TU,TH 10:00-12:00"),
        ({"freq": "WEEKLY", "byday": "TH,TU"}, "WEEKLY TU,TH"),
        ({"freq": "WEEKLY", "interval": 2, "byday": "FR"}, "WEEKLY /2 FR"),
        ({"freq": "MONTHLY", "byday": "-1FR"}, "MONTHLY -1FR"),
        ({"freq": "MONTHLY", "byday": "2MO,4MO"}, "MONTHLY 2MO,4MO"),
        ({"freq": "MONTHLY", "bymonthday": "1,15"}, "MONTHLY 1,15"),
        ({"freq": "WEEKLY", "days": ["WE"], "start_time": "10:00", "end_time": "12:00"}, "WEEKLY WE 10:00-12:00"),
        ({"freq": "WEEKLY", "days": ["Monday", "THU"]}, "WEEKLY MO,TH"),
        ({"freq": "WEEKLY", "day_of_week": 3}, "WEEKLY WE"),
        ({"freq": "WEEKLY", "days": "MO", "times": [{"start": "9:30 AM", "end": "1 pm"}]}, "WEEKLY MO 09:30-13:00"),
        ({"recurrence_rule": "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=3SA"}, "MONTHLY 3SA"),
        ({"recurrence_rule": "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1"}, "MONTHLY -1TH"),
        ({"freq": "MONTHLY", "days": ["SA"], "week_of_month": [2, 4]}, "MONTHLY 2SA,4SA"),
        ({"freq": "MONTHLY", "days": ["LAST_SAT"]}, "MONTHLY -1SA"),
        ({"freq": "WEEKLY", "byday": "TU", "wkst": "MO", "valid_from": "2026-01-06", "valid_to": "2026-03-31"},
         "WEEKLY TU 2026-01-06..2026-03-31"),
        ({"valid_from": "2026-06-01", "valid_to": "2026-06-30", **HOURS}, "ONCE 2026-06-01..2026-06-30 10:00-12:00"),
        ({"freq": "WEEKLY", "days": [{"day": "WE", "open_time": "08:30", "close_time": "11:30"}]},
         "WEEKLY WE 08:30-11:30"),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": [{"time": "08:00"}], "closes_at": [{"time": "12:00"}]},
         "WEEKLY MO 08:00-12:00"),
        ({"freq": "WEEKLY", "days": ["SA"],
          "time": [{"type": "open", "time": "10:30"}, {"type": "close", "time": "13:00"}]}, "WEEKLY SA 10:30-13:00"),
        ({"recurrence": {"freq": "WEEKLY", "byday": ["FR"]}, "sched": {"start_time": "14:00", "end_time": "15:00"}},
         "WEEKLY FR 14:00-15:00"),
        ({"freq": "WEEKLY", "days": ["MO"], "start_time": "22:00", "end_time": "02:00"}, "WEEKLY MO 22:00-02:00"),
        ({"freq": "WEEKLY", "byday": "MO", "byyearday": "2,3", "byweekno": "41", "timezone": 0}, "WEEKLY MO"),
    ],
)  # fmt: skip
def test_what_can_be_read_is_read_without_a_mend(written: dict[str, Any], expected: str) -> None:
    found, mends = read(written)
    assert found == [expected]
    assert not mends


@pytest.mark.parametrize(
    ("written", "expected", "mend"),
    [
        ({"freq": "WEEKLY", "byday": "MO", "timezone": 3}, "WEEKLY MO", "offset-set-aside"),
        ({"freq": "WEEKLY", "byday": "MO", "wkst": "XX"}, "WEEKLY MO", "bad-weekday-dropped"),
        ({"freq": "WEEKLY", "byday": "MO", "count": "many"}, "WEEKLY MO", "bad-number-dropped"),
        ({"freq": "WEEKLY", "byday": "MO", "byyearday": "x"}, "WEEKLY MO", "bad-number-dropped"),
        ({"freq": "DAILY", **HOURS}, "WEEKLY MO,TU,WE,TH,FR,SA,SU 10:00-12:00", "daily-as-weekly"),
        ({"freq": "BI_WEEKLY", "days": ["FR"]}, "WEEKLY /2 FR", "fortnight-as-interval"),
        ({"freq": "Fortnightly", "days": ["FR"]}, "WEEKLY /2 FR", "fortnight-as-interval"),
        ({"days": ["FR"], **HOURS}, "WEEKLY FR 10:00-12:00", "frequency-assumed"),
        ({"freq": "WEEKLY", "dtstart": "2026-01-07T10:00:00", "dtend": "2026-01-07T12:00:00"}, "WEEKLY WE 10:00-12:00",
         "weekday-from-date"),
        ({"freq": "MONTHLY", "days": ["SA"], "start_time": "10:00", "dates": ["2026-01-17", "2026-02-21"]},
         "MONTHLY 3SA 10:00", "week-of-month-from-date"),
        ({"freq": "MONTHLY", "days": ["MO"], "description": "2nd and 4th Monday"}, "MONTHLY 2MO,4MO",
         "week-of-month-from-text"),
        ({"freq": "WEEKLY", "days": ["1st", "3rd"], "days_of_week": ["MO"]}, "MONTHLY 1MO,3MO", "monthly-by-its-days"),
        ({"freq": "MONTHLY", "days": ["MO"]}, "MONTHLY", "week-of-month-unknown"),
        ({"freq": "WEEKLY", **HOURS}, "WEEKLY 10:00-12:00", "which-day-unknown"),
        ({"freq": "YEARLY", "days": ["MO"], "dates": ["2026-05-04"]}, "ONCE 2026-05-04..2026-05-04",
         "bad-frequency-dropped"),
        ({"freq": "WEEKLY", "days": ["Blursday"], **HOURS}, "WEEKLY 10:00-12:00", "bad-byday-dropped"),
        ({"freq": "WEEKLY", "byday": "MO", "interval": 0}, "WEEKLY MO", "bad-interval-dropped"),
        ({"freq": "WEEKLY", "byday": "MO", "opens_at": "half past nine"}, "WEEKLY MO", "bad-time-dropped"),
        ({"freq": "WEEKLY", "byday": "MO", "valid_from": "2026-03-01", "valid_to": "2026-01-01"},
         "WEEKLY MO 2026-01-01..2026-03-01", "dates-swapped"),
        ({"freq": "WEEKLY", "byday": "MO", "valid_from": "soon"}, "WEEKLY MO", "date-unreadable"),
        ({"freq": "WEEKLY", "byday": "SA", "valid_from": "2026-01-17", "valid_to": "2026-01-17"},
         "ONCE 2026-01-17..2026-01-17", "sessions-dated"),
        ({"freq": "WEEKLY", "byday": "TH", "exceptions": [{"date": "2026-12-24"}]}, "WEEKLY TH", "exceptions-dropped"),
    ],
)  # fmt: skip
def test_what_has_to_be_mended_says_how(written: dict[str, Any], expected: str, mend: str) -> None:
    found, mends = read(written)
    assert found == [expected]
    assert mend in mends


def test_a_single_date_keeps_the_day_as_its_bounds() -> None:
    notes = Notes()
    written = {"freq": "ONCE", "start_date": "2026-05-09", "start_time": "11:00", "end_time": "14:00"}
    (found,) = schedules([Source("", written)], "", Ids("willowbank", "s", notes), notes)
    assert found.freq is None
    assert found.dtstart == found.valid_from == found.valid_to == date(2026, 5, 9)
    assert (found.opens_at, found.closes_at) == (time(11), time(14))
    assert not notes.all()


def test_days_with_times_of_their_own_are_sessions_of_their_own() -> None:
    slots = [
        {"day": "MO", "start_time": "17:00", "end_time": "19:00"},
        {"day": "SU", "start_time": "08:00", "end_time": "10:00"},
    ]
    found, _ = read({"freq": "WEEKLY", "days": ["MO", "SU"], "time_slots": slots})
    assert found == ["WEEKLY MO 17:00-19:00", "WEEKLY SU 08:00-10:00"]


def test_opening_and_closing_times_find_each_other_by_their_day() -> None:
    opens = [{"time": "09:00", "day": "MO"}, {"time": "10:00", "day": "TU"}]
    closes = [{"time": "12:00", "day": "MO"}, {"time": "15:00", "day": "TU"}]
    found, _ = read({"freq": "WEEKLY", "opens_at": opens, "closes_at": closes})
    assert found == ["WEEKLY MO 09:00-12:00", "WEEKLY TU 10:00-15:00"]


def test_a_session_that_a_feed_writes_out_date_by_date_is_one_schedule_from_its_first_date() -> None:
    dates = ["2026-01-21", "2026-01-07", "2026-01-14"]
    written = [{"freq": "WEEKLY", "dtstart": f"{day}T10:00:00", "dtend": f"{day}T12:00:00"} for day in dates]
    notes = Notes()
    (found,) = schedules([Source("", one) for one in written], "", Ids("willowbank", "s", notes), notes)
    assert (found.freq, found.byday, found.dtstart) == ("WEEKLY", "WE", date(2026, 1, 7))
    assert notes.has("schedule-repeated")


def test_dates_without_a_frequency_are_dates_and_no_more_than_a_listing_holds() -> None:
    found, _ = read({"dates": ["2026-01-07", "2026-01-14"], **HOURS})
    assert found == ["ONCE 2026-01-07..2026-01-07 10:00-12:00", "ONCE 2026-01-14..2026-01-14 10:00-12:00"]
    years = [f"20{year}-{month:02}-01" for year in range(26, 40) for month in range(1, 13)]
    found, mends = read({"dates": years})
    assert len(found) == 60
    assert "dates-cut" in mends


def test_a_schedule_that_says_nothing_is_named() -> None:
    found, mends = read({"id": "s1", "description": ""})
    assert not found
    assert mends == {"schedule-empty"}


def test_the_week_of_the_month_may_stand_in_the_description_of_the_service() -> None:
    found, mends = read({"freq": "MONTHLY", "days": ["SA"]}, about="Open on the last Saturday from noon.")
    assert found == ["MONTHLY -1SA"]
    assert "week-of-month-from-text" in mends

"""The sessions of a listing: their hours across clock changes, their places, bank holidays, and what is left open."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.directory_records import listing
from support.directory_schedules import DAYS, hall, is_on, is_told, schedule, schedules
from towpath_contracts.listing import Listing, Location, Schedule
from towpath_directory.sessions.reading import readings
from towpath_directory.sessions.refusals import WindowInvalid
from towpath_directory.sessions.session import ENGLAND, LONDON, BankHolidays, Session, sessions
from towpath_directory.sessions.unclear import Unclear
from towpath_directory.sessions.window import Window, window

MORNING = {"opens_at": "10:00", "closes_at": "12:00"}
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def of(low: str, high: str, *said: Schedule, holidays: BankHolidays = ENGLAND, **changes: Any) -> list[Session]:
    """The sessions of a listing between two days, the second included."""
    asked = window(date.fromisoformat(low), date.fromisoformat(high), NOW)
    return list(sessions(listing(schedules=said, **changes), *asked, holidays))


def unclear(one: Schedule, *places: Location, **changes: Any) -> set[str]:
    (found,) = readings(listing(schedules=(one,), locations=places or (hall(),), **changes))
    return set(found.unclear)


@given(said=st.lists(schedules(), max_size=4), low=DAYS, length=st.integers(1, 200))
@settings(max_examples=150, deadline=None)
def test_the_sessions_are_those_of_a_reading_day_by_day_and_keep_their_local_time(
    said: list[Schedule], low: date, length: int
) -> None:
    service = listing(schedules=said)
    span = [low + timedelta(days=number) for number in range(length)]
    found = list(sessions(service, *window(low, span[-1], NOW)))
    assert sorted((one.schedule, one.day) for one in found) == sorted(
        (one.id, day) for one in said if is_told(one) for day in span if is_on(one, day)
    )
    assert [one.begins for one in found] == sorted(one.begins for one in found)
    by_id = {one.id: one for one in said}
    for session in found:
        assert session.start is None or session.start.tzinfo is UTC
        shown = None if session.start is None else session.start.astimezone(LONDON)
        opens = by_id[session.schedule].opens_at
        left_out = opens is not None and is_left_out(session.day, opens)
        assert (
            shown is None
            if opens is None
            else left_out or (shown and shown.replace(tzinfo=None)) == datetime.combine(session.day, opens)
        )
        assert session.end is None or (session.start is not None and session.start <= session.end)


def is_left_out(day: date, at: time) -> bool:
    """Whether the clock jumps over a time, as it does for the hour after one on the last Sunday of March."""
    return at.hour == 1 and day.month == 3 and day.weekday() == 6 and day.day > 24


def test_local_time_stays_the_same_across_both_changes_of_the_clock() -> None:
    spring = of("2026-03-20", "2026-04-05", schedule(freq="WEEKLY", byday="FR", **MORNING))
    assert [one.start and one.start.hour for one in spring] == [10, 10, 9]
    autumn = of("2026-10-20", "2026-11-01", schedule(freq="WEEKLY", byday="FR", **MORNING))
    assert [one.start and one.start.hour for one in autumn] == [9, 10]


@pytest.mark.parametrize(
    ("day", "opens", "closes", "start", "end"),
    [
        ("2026-03-29", "01:30", "03:00", "01:30", "02:00"),  # the clock leaves 01:30 out: an hour later
        ("2026-10-25", "01:30", "03:00", "00:30", "03:00"),  # it shows 01:30 twice: the first time
        ("2026-03-28", "22:00", "02:00", "22:00", "01:00"),  # past midnight, and the night is an hour short
        ("2026-03-29", "01:30", "02:10", "01:30", "01:30"),  # it ends before it begins: as it begins
        ("2026-06-01", "23:00", "00:00", "22:00", "23:00"),
    ],
)
def test_hours_in_the_night_of_a_change(day: str, opens: str, closes: str, start: str, end: str) -> None:
    (found,) = of(day, day, schedule(dtstart=day, opens_at=opens, closes_at=closes))
    assert found.start is not None
    assert found.end is not None
    assert (f"{found.start:%H:%M}", f"{found.end:%H:%M}") == (start, end)


@pytest.mark.parametrize(
    ("where", "day", "expected"),
    [
        (hall("L8 5TF"), "2026-04-06", "Easter Monday"),
        (hall("CF10 1AA"), "2026-04-06", "Easter Monday"),
        (hall("EH1 1AA"), "2026-04-06", None),
        (hall("EH1 1AA"), "2026-11-30", "Saint Andrew's Day"),
        (hall("BT1 1AA"), "2026-03-17", "Saint Patrick's Day"),
        (hall("G1 1AA"), "2026-03-17", None),
        (hall("", state_province="Scotland"), "2026-11-30", "Saint Andrew's Day"),
        (hall("", country="Northern Ireland"), "2026-03-17", "Saint Patrick's Day"),
        (hall("TD15 1AA"), "2026-08-31", "Late Summer Bank Holiday"),  # on both sides of the border: as settings say
        (hall("IM1 1AA"), "2026-07-06", "Tynwald Day"),
        (hall("44301", country="US"), "2026-04-06", None),
        (hall("L8 5TF"), "2026-04-07", None),
    ],
)
def test_a_session_on_a_bank_holiday_of_its_place_is_marked_and_not_left_out(
    where: Location, day: str, expected: str | None
) -> None:
    (found,) = of(day, day, schedule(dtstart=day, **MORNING), locations=(where,))
    assert found.holiday == expected
    assert found.bank_holiday == (expected and "may not run")


def test_where_no_place_tells_the_nation_the_settings_do() -> None:
    online = schedule(dtstart="2026-11-30", attending_type="Online")
    assert of("2026-11-30", "2026-11-30", online)[0].holiday is None
    assert of("2026-11-30", "2026-11-30", online, holidays=BankHolidays("SCT"))[0].holiday == "Saint Andrew's Day"
    assert of("2026-11-30", "2026-11-30", online, holidays=BankHolidays("SCT", marked=False))[0].holiday is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"opens_at": None}, Unclear.TIME_UNKNOWN),
        ({"opens_at": "10:00Z"}, Unclear.TIME_WITH_OFFSET),
        ({"closes_at": "12:00+01:00"}, Unclear.TIME_WITH_OFFSET),
        ({"closes_at": None}, Unclear.END_UNKNOWN),
        ({"closes_at": "10:00"}, Unclear.CLOSES_AS_IT_OPENS),
        ({"description": "Term-time only"}, Unclear.WORDS_OF_EXCEPTION),
        ({"description": "Every Tuesday except in August"}, Unclear.WORDS_OF_EXCEPTION),
    ],
)
def test_what_a_schedule_leaves_open_is_named_and_its_days_stand(said: dict[str, Any], code: Unclear) -> None:
    one = schedule(freq="WEEKLY", byday="TU", **MORNING | said)
    assert unclear(one) == {code}
    assert not code.blocks
    (found,) = of("2026-06-01", "2026-06-07", one)
    timed = code not in (Unclear.TIME_UNKNOWN, Unclear.TIME_WITH_OFFSET)
    assert (found.start is not None) == timed
    assert (found.end is not None) == (code is Unclear.WORDS_OF_EXCEPTION)


def test_a_schedule_that_leaves_nothing_open_is_understood_whole() -> None:
    assert not unclear(schedule(freq="WEEKLY", byday="TU", description="Tea and talk", **MORNING))


def test_the_place_is_named_where_it_is_the_only_one() -> None:
    one = schedule(freq="WEEKLY", byday="TU", **MORNING)
    here, there = hall(), hall()
    virtual = Location(id=str(uuid.uuid4()), location_type="virtual")
    assert of("2026-06-02", "2026-06-02", one, locations=(virtual, here))[0].place == here
    assert of("2026-06-02", "2026-06-02", one, locations=(here, there))[0].place is None
    assert unclear(one, here, there) == {Unclear.SEVERAL_PLACES}
    assert unclear(one, virtual) == {Unclear.PLACE_UNKNOWN}
    assert not unclear(one, virtual, modes=("online",))
    assert not unclear(one.model_copy(update={"attending_type": "By telephone"}), here, there)


def test_hours_of_a_place_in_another_time_zone_are_not_taken_for_those_of_london() -> None:
    one = schedule(dtstart="2026-06-02", **MORNING)
    abroad = hall("44301", country="US")
    assert unclear(one, abroad) == {Unclear.OTHER_ZONE}
    assert of("2026-06-02", "2026-06-02", one, locations=(abroad,))[0].start is None


@pytest.mark.parametrize("status", ["inactive", "defunct", "temporarily closed"])
def test_a_service_that_is_not_active_has_no_sessions(status: str) -> None:
    assert not of("2026-06-01", "2026-06-30", schedule(freq="WEEKLY", byday="TU"), status=status)


def test_a_session_that_has_begun_is_not_a_next_one_nor_is_one_of_today_without_an_hour() -> None:
    service: Listing = listing(
        schedules=[schedule(freq="WEEKLY", byday="MO", opens_at=at) for at in ("09:30", "09:31")]
    )
    assert [one.start for one in sessions(service, *window(None, date(2026, 3, 2), NOW))] == [
        NOW,
        NOW + timedelta(0, 60),
    ]
    later = window(None, date(2026, 3, 2), NOW + timedelta(seconds=1))
    assert len(list(sessions(service, *later))) == 1
    undated = listing(schedules=[schedule(freq="WEEKLY", byday="MO")])
    assert next(sessions(undated, *window(None, None, NOW))).day == date(2026, 3, 9)


def test_a_window_is_a_year_from_now_and_its_days_are_whole_days_in_london() -> None:
    assert window(None, None, NOW) == Window(NOW, NOW + timedelta(days=366))
    summer = Window(datetime(2026, 5, 31, 23, tzinfo=UTC), datetime(2026, 6, 1, 23, tzinfo=UTC))
    assert window(date(2026, 6, 1), date(2026, 6, 1), NOW) == summer


@pytest.mark.parametrize(
    ("low", "high", "field"),
    [
        (date(2026, 6, 2), date(2026, 6, 1), "to"),
        (NOW, NOW, "to"),
        (date(2026, 1, 1), date(2030, 1, 1), "to"),
        (date(1, 1, 1), None, "from"),
        (None, date(9999, 12, 31), "to"),
        (datetime.max.replace(tzinfo=UTC), None, "from"),
        (date(2200, 12, 31), None, "to"),
    ],
)
def test_a_window_without_length_or_out_of_reach_is_refused(low: date | None, high: date | None, field: str) -> None:
    with pytest.raises(WindowInvalid) as refused:
        window(low, high, NOW)
    assert refused.value.field == field

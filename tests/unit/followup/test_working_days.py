"""The calendar against a table of hard days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.followup_story import LONDON, london
from towpath_followup.working_days import WorkingDays

NINE = time(9)
CALENDAR = WorkingDays()


@pytest.mark.parametrize(
    ("what", "start", "days", "due"),
    [
        ("a week without a holiday", london(2026, 6, 1, 15), 5, london(2026, 6, 8, 9)),
        ("the day itself never counts, early or late", london(2026, 6, 1, 0, 1), 1, london(2026, 6, 2, 9)),
        ("from Friday evening on", london(2026, 6, 5, 23, 59), 1, london(2026, 6, 8, 9)),
        ("from a Saturday on", london(2026, 6, 6, 12), 5, london(2026, 6, 12, 9)),
        ("Easter takes Friday and Monday", london(2026, 4, 2, 12), 1, london(2026, 4, 7, 9)),
        (
            "Easter of 2027 is in March, with the clock change between",
            london(2027, 3, 25, 12),
            1,
            london(2027, 3, 30, 9),
        ),
        ("Christmas on a Saturday moves two days on", london(2021, 12, 24, 12), 1, london(2021, 12, 29, 9)),
        ("Boxing Day on a Saturday moves one day on", london(2026, 12, 24, 12), 1, london(2026, 12, 29, 9)),
        ("Christmas on a Sunday moves to Tuesday", london(2022, 12, 23, 12), 1, london(2022, 12, 28, 9)),
        ("New Year on a Saturday moves to Monday", london(2021, 12, 31, 12), 1, london(2022, 1, 4, 9)),
        ("the early May holiday moved to Friday in 2020", london(2020, 5, 4, 12), 4, london(2020, 5, 11, 9)),
        ("a coronation", london(2023, 5, 5, 12), 1, london(2023, 5, 9, 9)),
        ("clocks go forward in the weekend between", london(2026, 3, 27, 12), 1, london(2026, 3, 30, 9)),
        ("clocks go back in the weekend between", london(2026, 10, 23, 12), 1, london(2026, 10, 26, 9)),
        ("a leap day is a working day", london(2028, 2, 28, 12), 1, london(2028, 2, 29, 9)),
        ("a leap day on a Saturday is none", london(2020, 2, 28, 12), 1, london(2020, 3, 2, 9)),
        ("the 253 working days of 2026", london(2026, 1, 1, 12), 253, london(2026, 12, 31, 9)),
    ],
)
def test_working_days_are_counted(what: str, start: datetime, days: int, due: datetime) -> None:
    assert CALENDAR.after(start, days, NINE) == due, what


def test_a_moment_after_midnight_in_london_is_the_next_day_though_utc_says_otherwise() -> None:
    before_midnight_utc = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)

    assert CALENDAR.after(before_midnight_utc, 1, NINE) == london(2026, 6, 3, 9)


def test_nine_in_the_morning_is_eight_in_utc_in_summer_and_nine_in_winter() -> None:
    assert CALENDAR.moment(date(2026, 3, 27), NINE) == datetime(2026, 3, 27, 9, tzinfo=UTC)
    assert CALENDAR.moment(date(2026, 3, 30), NINE) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert CALENDAR.moment(date(2026, 10, 26), NINE) == datetime(2026, 10, 26, 9, tzinfo=UTC)


def test_half_past_one_on_the_night_that_has_it_twice_is_the_second_one() -> None:
    assert CALENDAR.moment(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_half_past_one_on_the_night_that_leaves_it_out_comes_an_hour_later() -> None:
    moment = CALENDAR.moment(date(2026, 3, 29), time(1, 30))

    assert moment == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert moment.astimezone(LONDON).time() == time(2, 30)


@pytest.mark.parametrize(
    ("subdivision", "day", "is_working"),
    [
        ("ENG", date(2026, 4, 6), False),
        ("WLS", date(2026, 4, 6), False),
        ("SCT", date(2026, 4, 6), True),
        ("SCT", date(2026, 11, 30), False),
        ("NIR", date(2026, 7, 13), False),
        ("ENG", date(2026, 7, 13), True),
    ],
)
def test_the_nations_have_bank_holidays_of_their_own(subdivision: str, day: date, *, is_working: bool) -> None:
    assert WorkingDays(subdivision).is_working(day) is is_working


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
hours = st.times().map(lambda at: at.replace(microsecond=0))


@given(moments, st.integers(1, 40), hours)
def test_a_wait_holds_exactly_so_many_working_days_and_ends_on_one(start: datetime, days: int, at: time) -> None:
    due = CALENDAR.after(start, days, at)

    first, last = start.astimezone(LONDON).date(), due.astimezone(LONDON).date()
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(CALENDAR.is_working(day) for day in between) == days
    assert CALENDAR.is_working(last)
    assert due > start
    assert due.astimezone(LONDON).time() == at


@given(moments, st.integers(1, 730), hours)
def test_a_wait_in_calendar_days_is_never_shorter_and_ends_on_a_working_day(
    start: datetime, days: int, at: time
) -> None:
    due = CALENDAR.on_or_after(start, days, at).astimezone(LONDON)

    assert (due.date() - start.astimezone(LONDON).date()).days >= days
    assert CALENDAR.is_working(due.date())

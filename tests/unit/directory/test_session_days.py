"""On which days a schedule has sessions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.directory_schedules import DAYS, is_on, is_told, schedule, schedules
from towpath_contracts.listing import Schedule
from towpath_directory.sessions.days import days
from towpath_directory.sessions.form import Rule
from towpath_directory.sessions.rule import rule
from towpath_directory.sessions.unclear import Unclear


def on(low: str, high: str, **said: Any) -> list[str]:
    """The days of a schedule between two days, both included; without the year where it is 2026."""
    found = rule(schedule(**said))
    assert isinstance(found, Rule), found
    return [str(day).removeprefix("2026-") for day in days(found, date.fromisoformat(low), date.fromisoformat(high))]


@given(one=schedules(), low=DAYS, length=st.integers(0, 500))
@settings(max_examples=400, deadline=None)
def test_the_days_are_those_that_a_reading_day_by_day_finds(one: Schedule, low: date, length: int) -> None:
    found = rule(one)
    assert isinstance(found, Rule) == is_told(one)
    if isinstance(found, Rule):
        span = [low + timedelta(days=number) for number in range(length + 1)]
        assert list(days(found, low, span[-1])) == [day for day in span if is_on(one, day)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"freq": "WEEKLY", "byday": "TH,TU", "valid_to": "2026-05-14"}, ["05-05", "05-07", "05-12", "05-14"]),
        ({"freq": "MONTHLY", "byday": "-1FR"}, ["05-29"]),
        ({"freq": "MONTHLY", "byday": "2MO,4MO"}, ["05-11", "05-25"]),
        ({"freq": "MONTHLY", "byday": "5SA"}, ["05-30"]),
        ({"freq": "MONTHLY", "byday": "5MO"}, []),
        ({"freq": "MONTHLY", "byday": "MO"}, ["05-04", "05-11", "05-18", "05-25"]),
        ({"freq": "MONTHLY", "bymonthday": "15,-1"}, ["05-15", "05-31"]),
        ({"freq": "MONTHLY", "byday": "FR", "bymonthday": "1,2,3,4,5,6,7"}, ["05-01"]),
        ({"freq": "MONTHLY", "dtstart": "2026-01-31"}, ["05-31"]),
        ({"freq": "MONTHLY", "interval": 2, "byday": "1TU", "dtstart": "2026-04-07"}, []),
        ({"freq": "MONTHLY", "interval": 2, "byday": "1TU", "dtstart": "2026-03-03"}, ["05-05"]),
        ({"freq": "WEEKLY", "dtstart": "2025-11-05", "interval": 2}, ["05-06", "05-20"]),
        ({"freq": "WEEKLY", "interval": 2, "byday": "MO", "dtstart": "2026-04-29"}, ["05-11", "05-25"]),
        ({"freq": "WEEKLY", "byday": "MO", "valid_from": "2026-05-11", "valid_to": "2026-05-18"}, ["05-11", "05-18"]),
        ({"freq": "WEEKLY", "byday": "MO", "dtstart": "0001-01-01", "interval": 366}, []),
        ({"dtstart": "2026-05-09"}, ["05-09"]),
        ({"valid_from": "2026-05-09", "valid_to": "2026-05-09"}, ["05-09"]),
        ({"freq": "MONTHLY", "byday": "1MO", "bymonthday": "31"}, []),
        ({"freq": "WEEKLY", "byday": "MO", "until": "2026-05-11"}, ["05-04", "05-11"]),
        ({"freq": "WEEKLY", "byday": "MO", "until": "2026-05-20", "valid_to": "2026-05-11"}, ["05-04", "05-11"]),
        ({"freq": "WEEKLY", "byday": "MO", "dtstart": "2026-04-27", "count": 3}, ["05-04", "05-11"]),
        ({"freq": "MONTHLY", "byday": "2MO", "dtstart": "2025-05-12", "count": 12}, []),
        ({"freq": "WEEKLY", "byday": "MO", "dtstart": "0001-01-01", "count": 10_000}, []),
        ({"freq": "WEEKLY", "interval": 2, "byday": "SU,MO", "dtstart": "2026-05-03"},
         ["05-03", "05-11", "05-17", "05-25", "05-31"]),
        ({"freq": "WEEKLY", "interval": 2, "byday": "SU,MO", "dtstart": "2026-05-03", "wkst": "SU"},
         ["05-03", "05-04", "05-17", "05-18", "05-31"]),
    ],
)  # fmt: skip
def test_the_days_in_may_2026(said: dict[str, Any], expected: list[str]) -> None:
    assert on("2026-05-01", "2026-05-31", **said) == expected


def test_a_fortnight_is_counted_over_the_end_of_a_year_with_53_weeks() -> None:
    assert on("2020-12-20", "2021-01-20", freq="WEEKLY", interval=2, byday="TU", dtstart="2020-12-01") == [
        "2020-12-29",
        "2021-01-12",
    ]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, Unclear.DAY_UNKNOWN),
        ({"freq": "WEEKLY"}, Unclear.DAY_UNKNOWN),
        ({"freq": "WEEKLY", "valid_from": "2026-01-01"}, Unclear.DAY_UNKNOWN),
        ({"freq": "MONTHLY", "valid_from": "2026-01-01"}, Unclear.DAY_UNKNOWN),
        ({"byday": "MO"}, Unclear.FREQUENCY_MISSING),
        ({"bymonthday": "3"}, Unclear.FREQUENCY_MISSING),
        ({"freq": "YEARLY", "dtstart": "2026-01-01"}, Unclear.FREQUENCY_UNKNOWN),
        ({"valid_from": "2026-01-01", "valid_to": "2026-02-01"}, Unclear.PERIOD_WITHOUT_DAYS),
        ({"dtstart": "2026-01-01", "valid_from": "2026-01-01"}, Unclear.PERIOD_WITHOUT_DAYS),
        ({"valid_to": "2026-02-01"}, Unclear.PERIOD_WITHOUT_DAYS),
        ({"freq": "WEEKLY", "interval": 2, "byday": "MO"}, Unclear.INTERVAL_WITHOUT_START),
        ({"freq": "WEEKLY", "interval": 2, "byday": "MO", "valid_from": "2026-01-01"}, Unclear.INTERVAL_WITHOUT_START),
        ({"freq": "WEEKLY", "byday": "2MO"}, Unclear.ORDINAL_IN_A_WEEK),
        ({"freq": "WEEKLY", "bymonthday": "3"}, Unclear.MONTHDAY_IN_A_WEEK),
        ({"freq": "WEEKLY", "byday": "MO", "byweekno": "10"}, Unclear.PART_OF_A_YEAR),
        ({"freq": "MONTHLY", "bymonthday": "1", "byyearday": "62"}, Unclear.PART_OF_A_YEAR),
        ({"freq": "WEEKLY", "byday": "MO", "count": 3}, Unclear.COUNT_WITHOUT_START),
        ({"freq": "WEEKLY", "byday": "MO", "dtstart": "2026-02-01", "until": "2026-01-01"},
         Unclear.ENDS_BEFORE_IT_BEGINS),
        ({"freq": "MONTHLY", "byday": "6MO"}, Unclear.NO_SUCH_DAY),
        ({"freq": "MONTHLY", "byday": "0MO"}, Unclear.NO_SUCH_DAY),
        ({"freq": "MONTHLY", "bymonthday": "1,32"}, Unclear.NO_SUCH_DAY),
        ({"freq": "WEEKLY", "byday": "MO", "valid_from": "2026-02-01", "valid_to": "2026-01-01"},
         Unclear.ENDS_BEFORE_IT_BEGINS),
        ({"freq": "WEEKLY", "byday": "MO", "dtstart": "2026-02-01", "valid_to": "2026-01-01"},
         Unclear.ENDS_BEFORE_IT_BEGINS),
    ],
)  # fmt: skip
def test_what_tells_no_day_is_named_and_not_guessed(said: dict[str, Any], expected: Unclear) -> None:
    assert rule(schedule(**said)) is expected
    assert expected.blocks
    assert expected.mend

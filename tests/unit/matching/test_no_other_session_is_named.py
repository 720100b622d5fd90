"""Matching and the directory read the same schedules: matching names no day that the directory does not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.directory_records import listing
from support.directory_schedules import DAYS, NAMES, schedule, schedules
from support.matching_story import NOW
from towpath_contracts.listing import Schedule
from towpath_directory.sessions.days import days
from towpath_directory.sessions.form import Rule
from towpath_directory.sessions.rule import rule
from towpath_directory.sessions.unclear import BLOCKING, Unclear
from towpath_matching.index import Index
from towpath_matching.index.rhythm import day_number
from towpath_matching.sessions import HORIZON_DAYS, NEVER, next_days

TODAY = date(2026, 6, 1)
MONDAYS = {"freq": "WEEKLY", "byday": "MO"}
BEGUN = {"dtstart": "2026-05-04"}


def by_matching(one: Schedule, today: date) -> date | None:
    """The next day that matching names, today among them."""
    index, service = Index(), listing(schedules=(one,))
    index.publish(service.id, service, NOW)
    rows, _ = index.rhythms.of(np.zeros(1, np.int64))
    named = int(min(next_days(index, rows, day_number(today), -2), default=NEVER))
    return None if named == NEVER else date(1970, 1, 1) + timedelta(days=named)


def by_the_directory(one: Schedule, today: date) -> date | None:
    """The next day that the directory names; none where it says that the schedule is not understood."""
    found = rule(one)
    ahead = days(found, today, today + timedelta(days=HORIZON_DAYS)) if isinstance(found, Rule) else iter(())
    return next(ahead, None)


UNCLEAR: list[tuple[Unclear, dict[str, Any]]] = [
    (Unclear.DAY_UNKNOWN, {"freq": "WEEKLY", "valid_from": "2026-05-01"}),
    (Unclear.DAY_UNKNOWN, {"freq": "MONTHLY", "valid_from": "2026-05-01"}),
    (Unclear.FREQUENCY_MISSING, {"byday": "MO,TH"}),
    (Unclear.FREQUENCY_MISSING, {"byday": "MO", **BEGUN}),
    (Unclear.FREQUENCY_UNKNOWN, {"freq": "YEARLY", "byday": "MO", **BEGUN}),
    (Unclear.PERIOD_WITHOUT_DAYS, {"valid_from": "2026-06-08", "valid_to": "2026-07-08"}),
    (Unclear.PERIOD_WITHOUT_DAYS, {"valid_from": "2026-06-08"}),
    (Unclear.PERIOD_WITHOUT_DAYS, {"dtstart": "2026-06-08", "valid_from": "2026-06-08", "valid_to": "2026-07-08"}),
    (Unclear.INTERVAL_WITHOUT_START, {**MONDAYS, "interval": 2, "valid_from": "2026-05-04"}),
    (Unclear.ORDINAL_IN_A_WEEK, {"freq": "WEEKLY", "byday": "2MO", **BEGUN}),
    (Unclear.MONTHDAY_IN_A_WEEK, {"freq": "WEEKLY", "bymonthday": "8", **BEGUN}),
    (Unclear.MONTHDAY_IN_A_WEEK, {**MONDAYS, "bymonthday": "8"}),
    (Unclear.NO_SUCH_DAY, {"freq": "MONTHLY", "byday": "MO,6TU"}),
    (Unclear.NO_SUCH_DAY, {"freq": "MONTHLY", "byday": "0MO"}),
    (Unclear.NO_SUCH_DAY, {"freq": "MONTHLY", "bymonthday": "8,32"}),
    (Unclear.NO_SUCH_DAY, {"freq": "MONTHLY", "bymonthday": "0,8"}),
    (Unclear.PART_OF_A_YEAR, {**MONDAYS, "byweekno": "24"}),
    (Unclear.PART_OF_A_YEAR, {**MONDAYS, "byyearday": "160"}),
    (Unclear.COUNT_WITHOUT_START, {**MONDAYS, "count": 3, "valid_from": "2026-05-04"}),
    (Unclear.ENDS_BEFORE_IT_BEGINS, {**MONDAYS, "dtstart": "2026-06-08", "until": "2026-06-01"}),
    (Unclear.ENDS_BEFORE_IT_BEGINS, {"dtstart": "2026-06-08", "until": "2026-06-01"}),
]


@pytest.mark.parametrize(("why", "said"), UNCLEAR)
def test_of_what_the_directory_says_is_not_understood_no_session_is_named(why: Unclear, said: dict[str, Any]) -> None:
    one = schedule(**said)
    assert rule(one) is why
    assert by_matching(one, TODAY) is None


def test_every_way_of_not_being_understood_is_among_these() -> None:
    assert {why for why, _ in UNCLEAR} == BLOCKING


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({**MONDAYS, "until": "2026-05-31"}, None),
        ({**MONDAYS, "until": "2026-06-01"}, "2026-06-01"),
        ({**MONDAYS, "until": "2026-07-01", "valid_to": "2026-05-20"}, None),
        ({**MONDAYS, **BEGUN, "count": 4}, None),
        ({**MONDAYS, **BEGUN, "count": 5}, "2026-06-01"),
        ({**MONDAYS, "dtstart": "2026-05-06", "count": 4}, "2026-06-01"),
        ({"freq": "WEEKLY", "byday": "MO,FR", "interval": 2, "dtstart": "2026-05-01", "count": 5}, None),
        ({"freq": "WEEKLY", "byday": "MO,FR", "interval": 2, "dtstart": "2026-05-01", "count": 6}, "2026-06-08"),
        ({**MONDAYS, "dtstart": "0001-01-01", "interval": 366, "count": 10_000}, None),
        ({"freq": "MONTHLY", "byday": "2MO", "dtstart": "2025-06-01", "count": 12}, None),
        ({"freq": "MONTHLY", "byday": "2MO", "dtstart": "2025-06-01", "count": 13}, "2026-06-08"),
        ({"freq": "MONTHLY", "byday": "1MO,-1FR", "dtstart": "2026-05-01", "count": 2}, None),
        ({"freq": "MONTHLY", "byday": "1MO,-1FR", "dtstart": "2026-05-01", "count": 3}, "2026-06-01"),
        ({"freq": "MONTHLY", "byday": "1MO", "bymonthday": "31", "dtstart": "2026-05-01", "count": 3}, None),
        ({"freq": "WEEKLY", "interval": 2, "byday": "SU,MO", "dtstart": "2026-05-24", "wkst": "SU"}, "2026-06-07"),
        ({"freq": "WEEKLY", "interval": 2, "byday": "SU,MO", "dtstart": "2026-05-24"}, "2026-06-01"),
    ],
)  # fmt: skip
def test_a_rule_that_has_ended_names_no_session(said: dict[str, Any], expected: str | None) -> None:
    one = schedule(**said)
    assert (
        by_matching(one, TODAY) == by_the_directory(one, TODAY) == (date.fromisoformat(expected) if expected else None)
    )


@st.composite
def ending(draw: st.DrawFn) -> Schedule:
    """A schedule, some of which end or begin their weeks in the other ways of RFC 5545."""
    more = {
        "until": draw(st.none() | st.none() | DAYS),
        "count": draw(st.none() | st.none() | st.integers(1, 40)),
        "wkst": draw(st.none() | st.sampled_from(NAMES)),
        "byweekno": draw(st.sampled_from([None] * 9 + ["3"])),
    }
    return draw(schedules()).model_copy(update=more)


@given(one=ending(), today=DAYS)
@settings(max_examples=500, deadline=None)
def test_the_next_session_is_the_one_that_the_directory_names(one: Schedule, today: date) -> None:
    assert by_matching(one, today) == by_the_directory(one, today)

import calendar
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.matching_generated import DAYS, schedules
from support.matching_story import NOW, POLICY, day, listing, request, weekly
from towpath_contracts.listing import Schedule
from towpath_matching.index import Index
from towpath_matching.index.rhythm import PARTS, day_number, parts
from towpath_matching.question import LONDON, ask
from towpath_matching.sessions import HORIZON_DAYS, NEVER, next_days, soonest

MORNING = time(10, 30)
EVERY_OTHER = weekly("MO", interval=2, dtstart=day("2026-05-25"))
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def indexed(*rules: Schedule) -> Index:
    index = Index()
    one = listing("group", schedules=rules)
    index.publish(one.id, one, NOW)
    return index


def found(index: Index, today: date, minute: int) -> date | None:
    rows, _ = index.rhythms.of(np.zeros(1, np.int64))
    days = next_days(index, rows, day_number(today), minute)
    first = int(days.min()) if len(days) else NEVER
    return None if first == NEVER else date(1970, 1, 1) + timedelta(days=first)


def is_understood(schedule: Schedule) -> bool:
    """Whether a schedule says for certain on which days, read off the standard and not off our columns."""
    ordinal = any(part[:-2] for part in (schedule.byday or "").split(","))
    if schedule.freq is None:
        return not schedule.byday and not schedule.bymonthday
    if schedule.freq == "WEEKLY" and (ordinal or schedule.bymonthday):
        return False
    return schedule.dtstart is not None or (schedule.interval == 1 and bool(schedule.byday or schedule.bymonthday))


def takes_place(schedule: Schedule, on: date) -> bool:
    """Whether a schedule has a session on a day for certain."""
    begins = [day for day in (schedule.dtstart, schedule.valid_from) if day is not None]
    if not is_understood(schedule) or any(on < begin for begin in begins):
        return False
    if schedule.valid_to is not None and on > schedule.valid_to:
        return False
    start = schedule.dtstart
    if schedule.freq is None:
        alone = schedule.valid_from is None or (start is not None and start > schedule.valid_from)
        that_day = schedule.valid_from is not None and schedule.valid_from == schedule.valid_to
        return (alone and on == start) or (that_day and start in (None, on) and on == schedule.valid_from)
    named = [(part[:-2], part[-2:]) for part in schedule.byday.split(",")] if schedule.byday else []
    monthdays = [int(part) for part in schedule.bymonthday.split(",")] if schedule.bymonthday else []
    weekday, since = WEEKDAYS[on.weekday()], start or on
    if schedule.freq == "WEEKLY":
        weeks = ((on - timedelta(on.weekday())) - (since - timedelta(since.weekday()))).days // 7
        days = [name for _, name in named] or [WEEKDAYS[since.weekday()]]
        return weekday in days and weeks % schedule.interval == 0
    if not named and not monthdays:
        monthdays = [since.day]
    if ((on.year - since.year) * 12 + on.month - since.month) % schedule.interval:
        return False
    length = calendar.monthrange(on.year, on.month)[1]
    if monthdays and on.day not in [n if n > 0 else length + 1 + n for n in monthdays]:
        return False
    nth = {"", str((on.day - 1) // 7 + 1), str(-((length - on.day) // 7 + 1))}
    return not named or any(name == weekday and which in nth for which, name in named)


@given(schedule=schedules(), today=DAYS, minute=st.integers(0, 1439))
@settings(max_examples=500, deadline=None)
def test_the_next_session_is_the_first_day_on_which_there_is_one(schedule: Schedule, today: date, minute: int) -> None:
    opens = schedule.opens_at
    from_today = opens is not None and opens.hour * 60 + opens.minute > minute
    ahead = (today + timedelta(days=n) for n in range(0 if from_today else 1, HORIZON_DAYS + 1))
    expected = next((on for on in ahead if takes_place(schedule, on)), None)

    assert found(indexed(schedule), today, minute) == expected


@pytest.mark.parametrize(
    ("sentence", "schedule", "today", "expected"),
    [
        ("later today is today", weekly("MO"), "2026-06-01", "2026-06-01"),
        ("earlier today is next week", weekly("MO", time(8)), "2026-06-01", "2026-06-08"),
        ("a day without an hour is not today", weekly("MO", None), "2026-06-01", "2026-06-08"),
        ("every other week from its beginning", EVERY_OTHER, "2026-06-01", "2026-06-08"),
        ("nobody knows which other week", weekly("MO", interval=2), "2026-06-01", None),
        ("not before it begins", weekly("MO", valid_from=day("2026-06-20")), "2026-06-01", "2026-06-22"),
        ("not after it ended", weekly("MO", valid_to=day("2026-05-31")), "2026-06-01", None),
        ("the fifth Monday", weekly("5MO", freq="MONTHLY"), "2026-06-01", "2026-06-29"),
        ("or the one after", weekly("5MO", freq="MONTHLY"), "2026-07-01", "2026-08-31"),
        ("the last Friday of a short month", weekly("-1FR", freq="MONTHLY"), "2027-02-01", "2027-02-26"),
        ("the last Friday a week before the end", weekly("-1FR", freq="MONTHLY"), "2026-04-01", "2026-04-24"),
        ("the 31st, where there is one", weekly(None, freq="MONTHLY", bymonthday="31"), "2026-06-01", "2026-07-31"),
        ("the last day of the month", weekly(None, freq="MONTHLY", bymonthday="-1"), "2026-06-01", "2026-06-30"),
        ("a single day", weekly(None, freq=None, dtstart=day("2026-06-20")), "2026-06-01", "2026-06-20"),
        ("a single day that was", weekly(None, freq=None, dtstart=day("2026-05-20")), "2026-06-01", None),
        ("a frequency that nobody here knows", weekly("TU", freq="YEARLY"), "2026-06-01", None),
        ("nobody knows how often these days come", weekly("TU,TH", freq=None), "2026-06-01", None),
        ("a beginning and no day is that weekday", weekly(None, dtstart=day("2026-05-06")), "2026-06-01", "2026-06-03"),
        ("nothing said is no session", weekly(None), "2026-06-01", None),
        ("years ahead is as good as none", weekly("MO", valid_from=day("2029-01-01")), "2026-06-01", None),
    ],
)  # fmt: skip
def test_when_it_meets_next(sentence: str, schedule: Schedule, today: str, expected: str | None) -> None:
    assert found(indexed(schedule), day(today), 10 * 60) == (day(expected) if expected else None)


@pytest.mark.parametrize(
    ("wished", "expected", "fits"),
    [
        ({}, "2026-06-01", True),
        ({"days": ("th",)}, "2026-06-04", True),
        ({"times": ("morning",)}, "2026-06-06", True),
        ({"days": ("sa", "th"), "times": ("evening",)}, "2026-06-04", True),
        ({"days": ("su",)}, "2026-06-01", False),
    ],
)
def test_a_wished_time_comes_before_a_sooner_one(wished: dict[str, Any], expected: str, fits: bool) -> None:
    index = indexed(weekly("MO,TH"), weekly("SA", MORNING))
    question = ask(request(preferences=wished), index, POLICY, NOW)
    sessions = soonest(index, question, np.zeros(1, np.int64))
    assert sessions.day[0] == day_number(day(expected))
    assert bool(sessions.fits[0]) is fits


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("09:00", "12:00", {"morning"}),
        ("09:00", "12:01", {"morning", "afternoon"}),
        ("11:59", None, {"morning"}),
        ("12:00", None, {"afternoon"}),
        ("09:00", "20:00", {"morning", "afternoon", "evening"}),
        ("17:00", "18:00", {"evening"}),
        ("22:00", "01:00", {"evening"}),
        (None, "12:00", set()),
    ],
)
def test_the_parts_of_the_day_that_hours_reach_into(opens: str | None, closes: str | None, expected: set[str]) -> None:
    found = parts(time.fromisoformat(opens) if opens else None, time.fromisoformat(closes) if closes else None)
    assert {part for n, part in enumerate(PARTS) if found >> n & 1} == expected


def test_the_day_is_the_day_in_london() -> None:
    half_past_eleven = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)
    question = ask(request(), Index(), POLICY, half_past_eleven)
    assert question.day == day_number(date(2026, 6, 1))
    assert question.minute == 30
    assert half_past_eleven.astimezone(LONDON).utcoffset() == timedelta(hours=1)

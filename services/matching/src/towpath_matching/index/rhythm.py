"""Schedules as numbers: each row is one rule of recurrence that a vectorised search can follow."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, time
from itertools import product
from typing import NamedTuple

from towpath_contracts.codes import Day, Frequency, PartOfDay
from towpath_contracts.listing import Schedule
from towpath_matching.index.counted import Falls, monthly_end, weekly_end

WEEKLY, MONTHLY, ONCE = 0, 1, 2
UNKNOWN_MINUTE = -1
EVERY_DAY = 0b111_1111
FIRST_DAY, LAST_DAY = -(10**6), 10**6
DAYS = tuple(day.value for day in Day)
PARTS = tuple(part.value for part in PartOfDay)
PART_STARTS = (0, 12 * 60, 17 * 60)
"""Minutes of the local day at which morning, afternoon and evening begin (contracts, ``PartOfDay``)."""

EPOCH = date(1970, 1, 1).toordinal()

_DAY_FORM = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")
_NO_SUCH_DAY = re.compile(r"[06-9][A-Z]")
"""No month has a sixth Monday."""

KINDS = {
    "freq": "i1", "days": "u1", "nth": "i1", "monthday": "i1", "interval": "i2", "begins": "i1", "anchor": "i4",
    "first": "i4", "last": "i4", "opens": "i2", "parts": "u1",
}  # fmt: skip


class Rule(NamedTuple):
    """One rule. Days count from 1970-01-01, minutes from midnight in Europe/London; -1 where the time is not known.

    ``days`` has a bit per day of the week, Monday lowest. A monthly rule asks for the ``nth`` such day of the month
    (0: any, negative: from its end) and for ``monthday`` (0: any). ``parts`` has a bit each for morning, afternoon,
    evening. Weeks begin on ``begins``, Monday 0.
    """

    freq: int
    days: int
    nth: int
    monthday: int
    interval: int
    begins: int
    anchor: int
    first: int
    last: int
    opens: int
    parts: int


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return day.toordinal() - EPOCH


def rules(schedule: Schedule) -> Iterator[Rule]:
    """Yield what the schedule says as rules; nothing where it does not say for certain on which days.

    It is for the directory to name what is unclear and what to mend; here better no session than one that does not
    take place (RFC 5545, 3.3.10). ``dtstart`` alone anchors a rule: ``valid_from`` bounds it, and is no session.
    """
    begins = [day for day in (schedule.dtstart, schedule.valid_from) if day is not None]
    ends = [day for day in (schedule.valid_to, schedule.until) if day is not None]
    if begins and ends and min(ends) < max(begins):
        return
    start = _single(schedule) if schedule.freq is None else schedule.dtstart
    first = day_number(max(begins)) if begins else FIRST_DAY
    last = min(map(day_number, ends), default=LAST_DAY)
    patterns = list(_patterns(schedule, start))
    if patterns and start is not None and schedule.freq is not None and schedule.count is not None:
        last = min(last, _counted(schedule, patterns, start, schedule.count))
    hours = (schedule.opens_at, schedule.closes_at)
    opens, closes = (None, None) if any(at is not None and at.tzinfo is not None for at in hours) else hours
    week = DAYS.index((schedule.wkst or "MO").lower())
    rest = (week, day_number(start) if start else 0, first, last, minute(opens), parts(opens, closes))
    for kind, (days, nth, monthday) in patterns:
        yield Rule(kind, days, nth, monthday, schedule.interval, *rest)


def _single(schedule: Schedule) -> date | None:
    """Return the day of a schedule that does not repeat; from one day until another, or from one on, is a period."""
    day, low = schedule.dtstart, schedule.valid_from
    if schedule.byday or schedule.bymonthday:
        return None
    if low is not None and low == schedule.valid_to and day in (None, low):
        return low
    return day if day is not None and (low is None or day > low) else None


def _patterns(schedule: Schedule, start: date | None) -> Iterator[tuple[int, Falls]]:
    """Yield the kind of a rule and on which days it falls."""
    if schedule.freq is None:
        yield from [(ONCE, (1 << start.weekday(), 0, 0))] if start else []
        return
    if schedule.freq not in tuple(Frequency) or schedule.byweekno or schedule.byyearday:
        return  # a word of a later standard among them
    if start is None and (schedule.interval > 1 or schedule.count is not None):
        return
    named = [(int(nth or 0), bit(day)) for nth, day in _DAY_FORM.findall(schedule.byday or "")]
    monthdays = [int(number) for number in schedule.bymonthday.split(",")] if schedule.bymonthday else []
    if _NO_SUCH_DAY.search(schedule.byday or "") or not all(1 <= abs(number) <= 31 for number in monthdays):
        return
    weekly = schedule.freq == Frequency.WEEKLY
    if not (named or monthdays):
        if start is None:
            return
        named, monthdays = ([(0, 1 << start.weekday())], []) if weekly else ([], [start.day])
    if weekly and (monthdays or any(nth for nth, _ in named)):
        return
    by_nth: dict[int, int] = {}
    for nth, day in named:
        by_nth[nth] = by_nth.get(nth, 0) | day
    for (nth, days), monthday in product(by_nth.items() or [(0, EVERY_DAY)], monthdays or [0]):
        yield WEEKLY if weekly else MONTHLY, (days, nth, monthday)


def _counted(schedule: Schedule, patterns: Sequence[tuple[int, Falls]], start: date, count: int) -> int:
    """Return the day on which a rule has come as often as it is to."""
    if schedule.freq == Frequency.WEEKLY:
        week = DAYS.index((schedule.wkst or "MO").lower())
        ((_, (days, _, _)),) = patterns
        return weekly_end(days, week, schedule.interval, day_number(start), count)
    return monthly_end([falls for _, falls in patterns], schedule.interval, start, count, EPOCH)


def bit(day: str) -> int:
    """Return the bit of a day of the week by its code of two letters in any case; 0 for a code that is none."""
    return 1 << DAYS.index(day.lower()) if day.lower() in DAYS else 0


def minute(at: time | None) -> int:
    """Return minutes since midnight, or -1 where nobody has said."""
    return at.hour * 60 + at.minute if at else UNKNOWN_MINUTE


def parts(opens: time | None, closes: time | None) -> int:
    """Return the parts of the day that the hours reach into, as bits; none where the time is not known."""
    if opens is None:
        return 0
    start = minute(opens)
    end = minute(closes)
    if end <= start:  # no end, or past midnight
        end = start + 1 if closes is None else 24 * 60
    ends = (*PART_STARTS[1:], 24 * 60)
    return sum(
        1 << n for n, (low, high) in enumerate(zip(PART_STARTS, ends, strict=True)) if start < high and end > low
    )

"""Schedules as numbers: each row is one rule of recurrence that a vectorised search can follow."""

import re
from collections.abc import Iterator
from datetime import date, time
from itertools import product
from typing import NamedTuple

from towpath_contracts.codes import Day, Frequency, PartOfDay
from towpath_contracts.listing import Schedule

WEEKLY, MONTHLY, ONCE = 0, 1, 2
UNKNOWN_MINUTE = -1
EVERY_DAY = 0b111_1111
FIRST_DAY, LAST_DAY = -(10**6), 10**6
DAYS = tuple(day.value for day in Day)
PARTS = tuple(part.value for part in PartOfDay)
PART_STARTS = (0, 12 * 60, 17 * 60)
"""Minutes of the local day at which morning, afternoon and evening begin (contracts, ``PartOfDay``)."""

_DAY_FORM = re.compile(r"([+-]?\d)?(MO|TU|WE|TH|FR|SA|SU)")

KINDS = {
    "freq": "i1", "days": "u1", "nth": "i1", "monthday": "i1", "interval": "i2", "anchor": "i4",
    "first": "i4", "last": "i4", "opens": "i2", "parts": "u1",
}  # fmt: skip


class Rule(NamedTuple):
    """One rule. Days count from 1970-01-01, minutes from midnight in Europe/London; -1 where the time is not known.

    ``days`` has a bit per day of the week, Monday lowest. A monthly rule asks for the ``nth`` such day of the month
    (0: any, negative: from its end) and for ``monthday`` (0: any). ``parts`` has a bit each for morning, afternoon,
    evening.
    """

    freq: int
    days: int
    nth: int
    monthday: int
    interval: int
    anchor: int
    first: int
    last: int
    opens: int
    parts: int


def day_number(day: date) -> int:
    """Return days since 1970-01-01."""
    return day.toordinal() - 719_163


def rules(schedule: Schedule) -> Iterator[Rule]:
    """Yield what the schedule says as rules; nothing where it does not say on which days (RFC 5545, 3.3.10).

    A schedule with days but no frequency is taken as weekly. An interval that nothing anchors is left out: it would
    name sessions that do not take place.
    """
    if schedule.freq not in (None, *Frequency):
        return  # a word of a later standard: better no session than one that does not take place
    start = schedule.dtstart or schedule.valid_from
    begins = [day for day in (schedule.dtstart, schedule.valid_from) if day is not None]
    if schedule.interval > 1 and start is None:
        return
    anchor = day_number(start) if start else 0
    first = day_number(max(begins)) if begins else FIRST_DAY
    last = min((day_number(day) for day in (schedule.valid_to, schedule.until) if day is not None), default=LAST_DAY)
    opens = minute(schedule.opens_at)
    rest = (schedule.interval, anchor, first, last, opens, parts(schedule.opens_at, schedule.closes_at))
    named = _DAY_FORM.findall(schedule.byday or "")
    monthdays = [int(number) for number in (schedule.bymonthday or "").split(",") if number.strip("-0")]
    if schedule.freq == "MONTHLY":
        if not named and not monthdays and start:
            monthdays = [start.day]
        by_nth: dict[int, int] = {}
        for nth, day in named:
            by_nth[int(nth or 0)] = by_nth.get(int(nth or 0), 0) | bit(day)
        asked = list(product(by_nth.items() or [(0, EVERY_DAY)], monthdays or [0]))
        for (number, days), monthday in asked if named or monthdays else []:
            yield Rule(MONTHLY, days, number, monthday, *rest)
    elif named or (schedule.freq == "WEEKLY" and start):
        days = 0
        for _, day in named:
            days |= bit(day)
        yield Rule(WEEKLY, days or 1 << start.weekday() if start else days, 0, 0, *rest)
    elif schedule.freq is None and start and not monthdays:
        yield Rule(ONCE, 1 << start.weekday(), 0, 0, *rest)


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

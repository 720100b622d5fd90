"""A schedule as a rule that says its days in full, or the reason why it is none (RFC 5545, 3.3.10)."""

import re
from dataclasses import dataclass
from datetime import date

from towpath_contracts.listing import Schedule
from towpath_directory.sessions.unclear import Unclear

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST_MONTH = 31

_DAY = re.compile(r"([+-]?[0-9])?(MO|TU|WE|TH|FR|SA|SU)")
_OUT_OF_RANGE = re.compile(r"[06-9][A-Z]")
"""No month has a sixth Monday."""


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday 0; ``nth`` of the month, negative from its end, 0 for every one."""

    number: int
    nth: int = 0

    def __str__(self) -> str:
        return f"{self.nth or ''}{WEEKDAYS[self.number]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Days, said in full. ``freq`` is WEEKLY, MONTHLY, or None for the single day ``first``.

    ``anchor`` is in a week or month that counts, where only every ``interval``-th does; weeks begin on Monday.
    ``first`` and ``last`` bound the days and count themselves, None where nothing does.
    """

    freq: str | None
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    monthdays: tuple[int, ...] = ()
    anchor: date | None = None
    first: date | None = None
    last: date | None = None


def rule(schedule: Schedule) -> Rule | Unclear:
    """Return the rule of a schedule, or why there is none.

    ``valid_from`` bounds a rule and anchors none: it is when the publisher's word begins to hold, not a session.
    """
    begins = [day for day in (schedule.dtstart, schedule.valid_from) if day is not None]
    if schedule.valid_to is not None and begins and schedule.valid_to < max(begins):
        return Unclear.ENDS_BEFORE_IT_BEGINS
    if schedule.freq is None:
        return _once(schedule)
    weekdays = tuple(Weekday(WEEKDAYS.index(name), int(nth or 0)) for nth, name in _DAY.findall(schedule.byday or ""))
    monthdays = tuple(map(int, schedule.bymonthday.split(","))) if schedule.bymonthday else ()
    if _OUT_OF_RANGE.search(schedule.byday or "") or not all(1 <= abs(day) <= LONGEST_MONTH for day in monthdays):
        return Unclear.NO_SUCH_DAY
    start = schedule.dtstart
    if not (weekdays or monthdays):
        if start is None:
            return Unclear.DAY_UNKNOWN
        weekdays = (Weekday(start.weekday()),) if schedule.freq == "WEEKLY" else ()
        monthdays = () if weekdays else (start.day,)
    if schedule.freq == "WEEKLY" and monthdays:
        return Unclear.MONTHDAY_IN_A_WEEK
    if schedule.freq == "WEEKLY" and any(day.nth for day in weekdays):
        return Unclear.ORDINAL_IN_A_WEEK
    if schedule.interval > 1 and start is None:
        return Unclear.INTERVAL_WITHOUT_START
    first = max(begins, default=None)
    return Rule(schedule.freq, schedule.interval, weekdays, monthdays, start, first, schedule.valid_to)


def _once(schedule: Schedule) -> Rule | Unclear:
    """Return the single day of a schedule that does not repeat.

    From one day until another, or from one day on, is a period and no day.
    """
    if schedule.byday or schedule.bymonthday:
        return Unclear.FREQUENCY_MISSING
    day, low, high = schedule.dtstart, schedule.valid_from, schedule.valid_to
    if low is not None and low == high and day in (None, low):
        return Rule(None, first=low, last=low)
    if day is None and low is None and high is None:
        return Unclear.DAY_UNKNOWN
    if day is None or (low is not None and day <= low):
        return Unclear.PERIOD_WITHOUT_DAYS
    return Rule(None, first=day, last=day)

"""A schedule as a rule that says its days in full, or the reason why it is none (RFC 5545, 3.3.10)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from towpath_contracts.codes import Frequency
from towpath_contracts.listing import Schedule
from towpath_directory.sessions.days import days
from towpath_directory.sessions.form import WEEKDAYS, Rule, Weekday
from towpath_directory.sessions.unclear import Unclear

LONGEST_MONTH = 31
LONGEST_RUN = timedelta(days=366 * 100)
"""What a month names and has not come to its count within so long does not end for anybody who asks today."""

_DAY = re.compile(r"([+-]?[0-9])?(MO|TU|WE|TH|FR|SA|SU)")
_OUT_OF_RANGE = re.compile(r"[06-9][A-Z]")
"""No month has a sixth Monday."""


def rule(schedule: Schedule) -> Rule | Unclear:
    """Return the rule of a schedule, or why there is none.

    ``valid_from`` bounds a rule and anchors none: it is when the publisher's word begins to hold, not a session.
    """
    begins = [day for day in (schedule.dtstart, schedule.valid_from) if day is not None]
    last = min((day for day in (schedule.valid_to, schedule.until) if day is not None), default=None)
    if last is not None and begins and last < max(begins):
        return Unclear.ENDS_BEFORE_IT_BEGINS
    if schedule.freq is None:
        return _once(schedule)
    if schedule.freq not in tuple(Frequency):
        return Unclear.FREQUENCY_UNKNOWN
    if schedule.byweekno or schedule.byyearday:
        return Unclear.PART_OF_A_YEAR
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
    if schedule.count is not None and start is None:
        return Unclear.COUNT_WITHOUT_START
    week = WEEKDAYS.index(schedule.wkst or "MO")
    found = Rule(schedule.freq, schedule.interval, weekdays, monthdays, start, max(begins, default=None), last, week)
    return found if schedule.count is None or start is None else _counted(found, start, schedule.count)


def _counted(found: Rule, start: date, count: int) -> Rule:
    """Return a rule that ends with its so manieth day, counted from ``start`` (RFC 5545, 3.3.10)."""
    every = replace(found, first=start, last=None)
    # a week always has its days; a month may never have them, and to look until the end of time takes half a second
    run = date.max - start if found.freq == "WEEKLY" else min(LONGEST_RUN, date.max - start)
    last = next(islice(days(every, start, start + run), count - 1, None), None)
    return replace(found, last=min((day for day in (found.last, last) if day is not None), default=None))


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

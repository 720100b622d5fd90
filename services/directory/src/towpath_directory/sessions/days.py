"""The days of a rule, week by week or month by month.

Not by dateutil: for a rule that never falls, such as the first Monday on the 31st, it looks as far as the year 9999,
whatever its ``until``, for half a second, and anybody may send such rules. Tests hold these days against dateutil's.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from towpath_directory.sessions.form import Rule


def days(rule: Rule, low: date, high: date) -> Iterator[date]:
    """Yield the days of a rule from ``low`` to ``high``, both included, in order."""
    low = low if rule.first is None else max(low, rule.first)
    high = high if rule.last is None else min(high, rule.last)
    if low > high:
        return
    match rule.freq:
        case None:
            found = iter((low,))
        case "WEEKLY":
            found = _weekly(rule, low, high)
        case _:
            found = _monthly(rule, low, high)
    yield from (day for day in found if low <= day <= high)


def _weekly(rule: Rule, low: date, high: date) -> Iterator[date]:
    """Weeks are counted from the Monday of the year 1, as days are, or from the day on which they begin."""
    begins = rule.begins
    first, last, anchor = ((day.toordinal() - 1 - begins) // 7 for day in (low, high, rule.anchor or low))
    offsets = sorted({(day.number - begins) % 7 for day in rule.weekdays})
    for week in range(first + (anchor - first) % rule.interval, last + 1, rule.interval):
        ordinals = (week * 7 + 1 + begins + offset for offset in offsets)
        yield from (date.fromordinal(day) for day in ordinals if 0 < day <= date.max.toordinal())


def _monthly(rule: Rule, low: date, high: date) -> Iterator[date]:
    first, last, anchor = (day.year * 12 + day.month - 1 for day in (low, high, rule.anchor or low))
    for month in range(first + (anchor - first) % rule.interval, last + 1, rule.interval):
        year, number = divmod(month, 12)
        begins, length = monthrange(year, number + 1)
        for day in range(1, length + 1):
            if _falls(rule, day, (begins + day - 1) % 7, length):
                yield date(year, number + 1, day)


def _falls(rule: Rule, day: int, weekday: int, length: int) -> bool:
    """Tell whether a rule names a day of a month of that length: both its parts do where it has both (RFC 5545)."""
    if rule.monthdays and not {day, day - length - 1} & set(rule.monthdays):
        return False
    nth = (0, (day + 6) // 7, -((length - day) // 7 + 1))
    return not rule.weekdays or any(one.number == weekday and one.nth in nth for one in rule.weekdays)

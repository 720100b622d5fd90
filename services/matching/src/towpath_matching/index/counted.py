"""On which day a rule that is told how often it comes has come so often: days since 1970-01-01."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice

YEARS = 100
"""How long is counted in months: some of them never have the day. What has not ended by then ends there."""

Falls = tuple[int, int, int]
"""Days of the week as bits, which of them in the month, and the day of the month; 0 for any."""


def weekly_end(days: int, begins: int, interval: int, start: int, count: int) -> int:
    """Return the last day of a weekly rule; ``days`` as bits, weeks begin on ``begins`` (Monday 0)."""
    offsets = sorted((day - begins) % 7 for day in range(7) if days >> day & 1)
    into = (start + 3 - begins) % 7  # day 0 was a Thursday
    left = [offset for offset in offsets if offset >= into]
    if count <= len(left):
        return start - into + left[count - 1]
    weeks, number = divmod(count - len(left) - 1, len(offsets))
    return start - into + 7 * interval * (weeks + 1) + offsets[number]


def monthly_end(patterns: Sequence[Falls], interval: int, start: date, count: int, epoch: int) -> int:
    """Return the last day of a monthly rule, any of whose patterns may name a day; ``epoch`` is day 0 as an ordinal."""
    months = range(start.year * 12 + start.month - 1, min(start.year + YEARS, 9999) * 12 + 12, interval)
    found = (day for month in months for day in _days(*divmod(month, 12), patterns) if day >= start)
    last = next(islice(found, count - 1, None), None)
    return (last or date(min(start.year + YEARS, 9999), 12, 31)).toordinal() - epoch


def _days(year: int, month: int, patterns: Sequence[Falls]) -> Iterable[date]:
    weekday, length = monthrange(year, month + 1)
    for day in range(1, length + 1):
        bit = 1 << (weekday + day - 1) % 7
        nth, on = (0, (day + 6) // 7, -((length - day) // 7 + 1)), (0, day, day - length - 1)
        if any(days & bit and which in nth and monthday in on for days, which, monthday in patterns):
            yield date(year, month + 1, day)

"""The time that a question about sessions is about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from towpath_directory.sessions.refusals import WindowInvalid
from towpath_directory.sessions.session import moment

AHEAD = timedelta(days=366)
"""How far is looked where nobody says until when; matching looks as far."""

LONGEST = timedelta(days=3 * 366)
YEARS = (1970, 2200)
"""Bank holidays and clocks are not known before, and guesses after."""


class Window(NamedTuple):
    """From a moment until before another, in UTC."""

    low: datetime
    high: datetime


def window(low: datetime | date | None, high: datetime | date | None, now: datetime) -> Window:
    """Return the time from ``low``, or now, until ``high``, or a year after.

    A day begins at midnight in London, and ``high`` as a day is included. Raises WindowInvalid.
    """
    begins = now if low is None else _moment(low, 0)
    if not _within(begins):
        raise WindowInvalid(f"ask for times in the years {YEARS[0]} to {YEARS[1]}", field="from")
    ends = begins + AHEAD if high is None else _moment(high, 1)
    if not _within(ends):
        raise WindowInvalid(f"ask for times in the years {YEARS[0]} to {YEARS[1]}", field="to")
    if not begins < ends <= begins + LONGEST:
        raise WindowInvalid(f"let it be after from, and at most {LONGEST.days} days after", field="to")
    return Window(begins, ends)


def _moment(told: datetime | date, days: int) -> datetime:
    if isinstance(told, datetime):
        return told if not _within(told) else told.astimezone(UTC)
    return moment(told + timedelta(days=days), time()) if _within(told) else datetime.combine(told, time(), UTC)


def _within(told: date) -> bool:
    return YEARS[0] <= told.year <= YEARS[1]

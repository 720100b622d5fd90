"""Calendar months and the days of London: pure."""

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_in_london(moment: datetime) -> date:
    """Return the day on which a moment falls in London, whether its clocks are an hour on or not."""
    return moment.astimezone(LONDON).date()

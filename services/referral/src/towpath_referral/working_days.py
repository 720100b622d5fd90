"""Working days: Monday to Friday without the bank holidays of a nation of the United Kingdom."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

LONDON = ZoneInfo("Europe/London")


@lru_cache(maxsize=64)
def _bank_holidays(year: int, nation: str) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv=nation, years=year))


def local_day(now: datetime) -> date:
    """Return the day that ``now`` falls on for people in the United Kingdom."""
    return now.astimezone(LONDON).date()


def after_working_days(start: date, days: int, nation: str = "ENG") -> date:
    """Return the working day that is ``days`` working days after ``start``; 0 is the same day, whatever day that is.

    ``nation``: ENG, WLS, SCT or NIR, as ISO 3166-2:GB names them. Bank holidays as gov.uk lists them and the library
    ``holidays`` keeps them.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in _bank_holidays(day.year, nation):
            days -= 1
    return day

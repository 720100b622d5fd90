"""Working days: Monday to Friday without the bank holidays of a nation of the United Kingdom."""

from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

LONDON = ZoneInfo("Europe/London")


@cache
def _calendar(nation: str) -> HolidayBase:
    return country_holidays("GB", subdiv=nation)


def local_day(now: datetime) -> date:
    """Return the day that ``now`` falls on for people in the United Kingdom."""
    return now.astimezone(LONDON).date()


def after_working_days(start: date, days: int, nation: str = "ENG") -> date:
    """Return the working day that is ``days`` working days after ``start``; 0 is the same day, whatever day that is.

    ``nation``: ENG, WLS, SCT or NIR, as ISO 3166-2:GB names them. Bank holidays as gov.uk lists them and the library
    ``holidays`` keeps them.
    """
    return _calendar(nation).get_nth_working_day(start, days) if days else start

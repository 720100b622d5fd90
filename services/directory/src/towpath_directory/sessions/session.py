"""The sessions of a listing between two moments: pure."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from towpath_contracts.listing import Listing, Location
from towpath_directory.sessions.days import days
from towpath_directory.sessions.nations import Nation, bank_holiday, keeps_london_time
from towpath_directory.sessions.place import address
from towpath_directory.sessions.reading import Reading, readings

LONDON = ZoneInfo("Europe/London")
MAY_NOT_RUN: Literal["may not run"] = "may not run"


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """What bank holidays mean. ``nation``: whose count where a place does not tell its own.

    ``marked``: whether a session on one is marked. It is never left out: many groups meet all the same.
    """

    nation: Nation = "ENG"
    marked: bool = True


ENGLAND = BankHolidays()


@dataclass(frozen=True, slots=True)
class Session:
    """One session. ``day`` is the local day on which it begins; ``start`` and ``end`` are in UTC, None where the
    schedule does not tell them. ``holiday`` is the name of the bank holiday on which it falls.
    """

    schedule: str
    day: date
    start: datetime | None
    end: datetime | None
    place: Location | None
    attending_type: str | None
    holiday: str | None

    @property
    def bank_holiday(self) -> Literal["may not run"] | None:
        """What is to be expected of a session on a bank holiday."""
        return None if self.holiday is None else MAY_NOT_RUN

    @property
    def begins(self) -> datetime:
        """When it begins for the order of sessions, in UTC: at midnight where only its day is known."""
        return self.start or moment(self.day, time())


def moment(day: date, at: time) -> datetime:
    """Return a local time of a day in UTC.

    A time that the clock shows twice is meant the first time, one that it leaves out is meant as much later as the
    clock jumps (RFC 5545, 3.3.5).
    """
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def sessions(listing: Listing, low: datetime, high: datetime, holidays: BankHolidays = ENGLAND) -> Iterator[Session]:
    """Yield what begins from ``low`` until before ``high`` (aware), in order; nothing while a service is not active.

    A session of which only the day is known begins at midnight.
    """
    if listing.status != "active":
        return
    ordered = [_of(reading, low, high, holidays) for reading in readings(listing)]
    yield from heapq.merge(*ordered, key=lambda session: (session.begins, session.schedule))


def _of(reading: Reading, low: datetime, high: datetime, holidays: BankHolidays) -> Iterator[Session]:
    if reading.rule is None:
        return
    for day in days(reading.rule, low.astimezone(LONDON).date(), high.astimezone(LONDON).date()):
        session = on(reading, day, holidays)
        if low <= session.begins < high:
            yield session


def on(reading: Reading, day: date, holidays: BankHolidays) -> Session:
    """Return the session of a schedule on one of its days."""
    start = end = None
    if reading.opens is not None:
        start = moment(day, reading.opens)
        if reading.closes is not None:
            end = max(start, moment(closing_day(reading, day), reading.closes))
    return Session(
        schedule=reading.schedule.id,
        day=day,
        start=start,
        end=end,
        place=reading.place,
        attending_type=reading.schedule.attending_type,
        holiday=_holiday(reading, day, holidays),
    )


def closing_day(reading: Reading, day: date) -> date:
    """Return the day on which a session that begins on a day ends: the next one where it goes past midnight."""
    overnight = reading.opens is not None and reading.closes is not None and reading.closes < reading.opens
    return day + timedelta(days=overnight)


def _holiday(reading: Reading, day: date, holidays: BankHolidays) -> str | None:
    found = None if reading.place is None else address(reading.place)
    abroad = found is not None and not keeps_london_time(found)
    return None if abroad or not holidays.marked else bank_holiday(day, reading.nation or holidays.nation)

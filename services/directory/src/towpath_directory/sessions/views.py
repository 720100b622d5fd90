"""The answers about sessions, as JSON."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from towpath_contracts.listing import Location
from towpath_contracts.values import Id
from towpath_directory.sessions.place import address, in_a_line
from towpath_directory.sessions.reading import Reading
from towpath_directory.sessions.session import LONDON, Session


class PlaceView(BaseModel):
    """Where a session is. A place without a published address shows its id alone."""

    id: Id
    address: str | None = None
    postal_code: str | None = None


class SessionView(BaseModel):
    """One session: its local day, and its hours in UTC and as clocks in the United Kingdom show them.

    ``start`` is absent where only the day is known, ``end`` where nobody said when it ends.
    """

    schedule: Id
    day: date
    start: datetime | None = None
    end: datetime | None = None
    start_local: datetime | None = None
    end_local: datetime | None = None
    place: PlaceView | None = None
    attending_type: str | None = None
    bank_holiday: Literal["may not run"] | None = None
    bank_holiday_name: str | None = None


class UnclearView(BaseModel):
    """What a schedule leaves open, and what its publisher can do about it."""

    code: str
    mend: str


class ScheduleView(BaseModel):
    """How a schedule was read. One that is not ``understood`` gives no sessions, and ``unclear`` says why."""

    id: Id
    understood: bool
    unclear: list[UnclearView]


class SessionsView(BaseModel):
    """The sessions of a service that begin from one moment until before another, in order.

    ``active``: a service that is not has none. ``more``: whether there are others after these in that time.
    """

    service: Id
    active: bool
    version: int
    time_zone: str = LONDON.key
    sessions: list[SessionView]
    more: bool
    schedules: list[ScheduleView]


def session_view(session: Session) -> SessionView:
    """Return a session as it is answered."""
    return SessionView(
        schedule=session.schedule,
        day=session.day,
        start=session.start,
        end=session.end,
        start_local=_local(session.start),
        end_local=_local(session.end),
        place=None if session.place is None else _place(session.place),
        attending_type=session.attending_type,
        bank_holiday=session.bank_holiday,
        bank_holiday_name=session.holiday,
    )


def schedule_view(reading: Reading) -> ScheduleView:
    """Return how a schedule was read."""
    unclear = [UnclearView(code=cause.value, mend=cause.mend) for cause in reading.unclear]
    return ScheduleView(id=reading.schedule.id, understood=reading.rule is not None, unclear=unclear)


def _place(place: Location) -> PlaceView:
    found = address(place)
    if found is None:
        return PlaceView(id=place.id)
    return PlaceView(id=place.id, address=in_a_line(place, found), postal_code=found.postal_code or None)


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(LONDON)

"""Schedules for tests of sessions, and a plain reading of them: one day at a time."""

from __future__ import annotations

import calendar
import uuid
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from towpath_contracts.listing import Address, Location, Schedule

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
TIMES = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))


def schedule(**changes: Any) -> Schedule:
    """A schedule with an id of its own."""
    return Schedule.model_validate({"id": str(uuid.uuid4())} | changes)


def hall(postcode: str = "L8 5TF", **changes: Any) -> Location:
    """A place with an address."""
    fields = {"address_1": "2 Lock Lane", "city": "Liverpool", "postal_code": postcode} | changes
    found = Address.model_validate({"id": str(uuid.uuid4())} | fields)
    return Location(id=str(uuid.uuid4()), name="Lock house", addresses=(found,))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """A schedule as publishers write them: most of them make sense."""
    freq = draw(st.sampled_from(["WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", None]))
    nth = st.sampled_from(["", "1", "2", "+3", "4", "5", "-1", "-2", "-5"] if freq == "MONTHLY" else ["", "", "", "2"])
    weekday = st.tuples(nth, st.sampled_from(NAMES)).map("".join)
    byday = st.lists(weekday, min_size=1, max_size=3).map(",".join)
    monthday = st.integers(-32, 32).map(str)
    start, low = draw(st.none() | DAYS), draw(st.none() | st.none() | DAYS)
    return schedule(
        freq=freq,
        interval=draw(st.sampled_from([1, 1, 1, 2, 3, 5, 12])),
        byday=draw(st.none() | byday if freq else st.none()),
        bymonthday=draw(st.none() | st.lists(monthday, min_size=1, max_size=3).map(",".join) if freq else st.none()),
        dtstart=start,
        valid_from=low,
        valid_to=draw(st.none() | DAYS | st.just(low)),
        opens_at=draw(TIMES),
        closes_at=draw(TIMES),
    )


def is_told(one: Schedule) -> bool:
    """Whether a schedule tells its days, read off RFC 5545 and the page of the directory, not off its code."""
    begins = [day for day in (one.dtstart, one.valid_from) if day]
    if one.valid_to and any(one.valid_to < day for day in begins):
        return False
    monthdays = [int(number) for number in one.bymonthday.split(",")] if one.bymonthday else []
    if one.freq is None:
        if one.byday or one.bymonthday:
            return False
        if one.valid_from and one.valid_from == one.valid_to:
            return one.dtstart in (None, one.valid_from)
        return one.dtstart is not None and (one.valid_from is None or one.dtstart > one.valid_from)
    if one.freq == "WEEKLY" and (monthdays or any(sign.isdigit() for sign in one.byday or "")):
        return False
    if any(number == 0 or abs(number) > 31 for number in monthdays):
        return False
    return one.dtstart is not None or (one.interval == 1 and bool(one.byday or monthdays))


def is_on(one: Schedule, day: date) -> bool:
    """Whether a schedule that tells its days has a session on one."""
    if one.freq is None:
        return day == (one.dtstart or one.valid_from)
    if (one.dtstart and day < one.dtstart) or (one.valid_from and day < one.valid_from):
        return False
    if one.valid_to and day > one.valid_to:
        return False
    start = one.dtstart or day
    if one.freq == "WEEKLY":
        monday, first = (which - timedelta(days=which.weekday()) for which in (day, start))
        named = one.byday.split(",") if one.byday else [NAMES[start.weekday()]]
        return NAMES[day.weekday()] in named and (monday - first).days // 7 % one.interval == 0
    if ((day.year - start.year) * 12 + day.month - start.month) % one.interval:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    monthdays = one.bymonthday.split(",") if one.bymonthday else [] if one.byday else [str(start.day)]
    if monthdays and not {str(day.day), str(day.day - length - 1)} & set(monthdays):
        return False
    nth = {"", str((day.day - 1) // 7 + 1), str(-((length - day.day) // 7 + 1))}
    forms = {number + NAMES[day.weekday()] for number in nth}
    return not one.byday or bool(forms & set(one.byday.replace("+", "").split(",")))

"""Which listings fit what was asked beside words and place: masks over the slots."""

from collections.abc import Iterable
from datetime import date, datetime, time

import numpy as np
import numpy.typing as npt

from towpath_directory.search.asked import SearchAsked
from towpath_directory.search.index import Index
from towpath_directory.search.sketch import EVERY_DAY, UNKNOWN_MINUTE

Flags = npt.NDArray[np.bool_]


def fitting(index: Index, asked: SearchAsked, today: date) -> Flags:
    """Return for each slot whether its listing fits; ``today`` decides which schedules are over."""
    fits = index.columns["listed"].copy()
    for keys in _wanted(asked):
        fits &= _any_of(index, keys)
    if asked.minimum_age is not None:
        fits &= index.columns["minimum_age"] >= asked.minimum_age
    if asked.maximum_age is not None:
        fits &= index.columns["maximum_age"] <= asked.maximum_age
    if asked.age is not None:
        fits &= ~(index.columns["minimum_age"] > asked.age) & ~(index.columns["maximum_age"] < asked.age)
    if asked.modified_after is not None:
        fits &= index.columns["modified"] >= micros(asked.modified_after)
    if asked.days or asked.start_time is not None or asked.end_time is not None:
        fits &= _open(index, asked, today)
    return fits


def micros(moment: datetime) -> int:
    """Return a moment as the stamps of entries have it: microseconds since 1970."""
    return int(moment.timestamp() * 1_000_000)


def _wanted(asked: SearchAsked) -> Iterable[tuple[str, ...]]:
    """Return groups of keys, of each of which one has to be there."""
    many = {
        "need": asked.needs,
        "term": asked.taxonomy_terms,
        "status": asked.statuses,
        "state": asked.states,
        "grade": asked.grades,
    }
    one = {"taxonomy": asked.taxonomy, "organisation": asked.organisation, "publisher": asked.publisher}
    yield from (tuple(f"{kind}/{value}" for value in values) for kind, values in many.items() if values)
    yield from ((f"{kind}/{value}",) for kind, value in one.items() if value is not None)


def _any_of(index: Index, keys: Iterable[str]) -> Flags:
    found = np.zeros(index.columns.count, np.bool_)
    for key in keys:
        found[index.having(key)] = True
    return found


def covered(index: Index, codes: Iterable[str]) -> Flags:
    """Return for each slot whether its listing names one of the areas."""
    return _any_of(index, (f"area/{code}" for code in codes))


def _open(index: Index, asked: SearchAsked, today: date) -> Flags:
    """Say for each slot whether it has a session on such a day that starts and ends within the times asked for."""
    rows = index.sessions
    wanted = sum(1 << day for day in asked.days) or EVERY_DAY
    fits = (rows["owner"] >= 0) & ((rows["days"] & np.uint8(wanted)) != 0) & (rows["last"] >= today.toordinal())
    if asked.start_time is not None:
        fits &= rows["opens"] >= _minute(asked.start_time)
    if asked.end_time is not None:
        fits &= (rows["closes"] != UNKNOWN_MINUTE) & (rows["closes"] <= _minute(asked.end_time))
    found = np.zeros(index.columns.count, np.bool_)
    found[rows["owner"][fits]] = True
    return found


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute

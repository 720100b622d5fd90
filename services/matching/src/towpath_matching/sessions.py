"""The next session of many schedules at once."""

from dataclasses import dataclass

import numpy as np

from towpath_matching.index import Index
from towpath_matching.index.columns import Flags, Ints
from towpath_matching.index.rhythm import EVERY_DAY, MONTHLY, ONCE, WEEKLY
from towpath_matching.question import Question

NEVER = 2**31 - 1
UNFIT = 2**50
HORIZON_DAYS = 366
"""Sessions further ahead than this are as good as none."""

_MASKS, _WEEKDAYS = np.arange(EVERY_DAY + 1)[:, np.newaxis], np.arange(7)[np.newaxis, :]


def _ahead() -> Ints:
    """Return, by days of the week as bits and a weekday, the days until the first of them in the same week; 7 for
    none.
    """
    found = np.full((EVERY_DAY + 1, 7), 7, np.int64)
    for days in range(6, -1, -1):
        later = _WEEKDAYS + days
        found = np.where((later <= 6) & (_MASKS >> np.minimum(later, 6) & 1 == 1), days, found)
    return found


AHEAD = _ahead()


@dataclass(frozen=True, slots=True)
class Sessions:
    """The session to name for each listing: its rule (a row of ``index.rhythms``, -1 for none), its day (``NEVER``
    for none) and whether it is at a time that the person wants.
    """

    row: Ints
    day: Ints
    fits: Flags


def soonest(index: Index, question: Question, slots: Ints) -> Sessions:
    """Find the next session of each listing; one at a time that the person wants comes before one that is sooner."""
    rows, where = index.rhythms.of(slots)
    day = next_days(index, rows, question.day, question.minute, question.days)
    fits = np.ones(len(rows), np.bool_)
    if question.days:
        fits &= (question.days >> (day + 3) % 7) & 1 == 1
    if question.parts:
        fits &= (index.rhythms["parts"][rows] & question.parts) != 0
    key = day * 2048 + index.rhythms["opens"][rows] + 1 + np.where(fits, 0, UNFIT)
    best = np.full(len(slots), 2 * UNFIT)
    coming = day != NEVER
    np.minimum.at(best, where[coming], key[coming])
    chosen = np.flatnonzero(coming & (key == best[where]))
    sessions = Sessions(np.full(len(slots), -1), np.full(len(slots), NEVER), best < UNFIT)
    sessions.row[where[chosen]] = rows[chosen]
    sessions.day[where[chosen]] = day[chosen]
    return sessions


def next_days(index: Index, rows: Ints, day: int, minute: int, wished: int = 0) -> Ints:
    """Return the day of the next session of each row of ``index.rhythms``, or ``NEVER``; days since 1970-01-01.

    A session today counts until it opens; where the time is not known, only from tomorrow. A rule with several days
    of the week gives the next one among those wished, as bits, where it has any of them.
    """
    freq, first, last, opens, anchor, monthday, own = (
        index.rhythms[name][rows].astype(np.int64)
        for name in ("freq", "first", "last", "opens", "anchor", "monthday", "days")
    )
    days = np.where((own & wished != 0) & (monthday == 0), own & wished, own)
    earliest = np.maximum(first, day + (opens <= minute))
    found = np.full(len(rows), NEVER)
    for kind, search in ((WEEKLY, _weekly), (MONTHLY, _monthly)):
        chosen = np.flatnonzero(freq == kind)
        if len(chosen):
            found[chosen] = search(index, rows[chosen], days[chosen], earliest[chosen])
    once = (freq == ONCE) & (anchor >= earliest)
    found[once] = anchor[once]
    return np.where((found <= last) & (found <= day + HORIZON_DAYS), found, NEVER)


def _weekly(index: Index, rows: Ints, days: Ints, earliest: Ints) -> Ints:
    """Weeks begin on the day that a rule says, on Monday where it says none (RFC 5545); day 0 was a Thursday."""
    interval, anchor, begins = (index.rhythms[name][rows].astype(np.int64) for name in ("interval", "anchor", "begins"))
    turned: Ints = (days >> begins | days << (7 - begins)) & EVERY_DAY
    shift = 3 - begins
    week = (earliest + shift) // 7
    behind = (week - (anchor + shift) // 7) % interval
    ahead = AHEAD[turned, (earliest + shift) % 7]
    first_of_next: Ints = (week + interval - behind) * 7 - shift + AHEAD[turned, 0]
    return np.where((behind == 0) & (ahead < 7), earliest + ahead, first_of_next)


def _monthly(index: Index, rows: Ints, days: Ints, earliest: Ints) -> Ints:
    """Look month by month until every rule has found its day or the horizon is reached."""
    start = _month(earliest)
    anchor, interval, nth, monthday = (
        index.rhythms[name][rows].astype(np.int64) for name in ("anchor", "interval", "nth", "monthday")
    )
    found = np.full(len(rows), NEVER)
    left = np.arange(len(rows))
    for months in range(HORIZON_DAYS // 28 + 1):
        month = start[left] + months
        day = _first_in(month, earliest[left], days[left], nth[left], monthday[left])
        good = (day != NEVER) & ((month - _month(anchor[left])) % interval[left] == 0)
        found[left[good]] = day[good]
        left = left[~good]
        if not len(left):
            break
    return found


def _first_in(month: Ints, earliest: Ints, days: Ints, nth: Ints, monthday: Ints) -> Ints:
    """Return the first day of each month, from ``earliest`` on, that the rule names, or ``NEVER``."""
    first = month.astype("M8[M]").astype("M8[D]").astype(np.int64)[:, np.newaxis]
    length = (month + 1).astype("M8[M]").astype("M8[D]").astype(np.int64)[:, np.newaxis] - first
    days, nth, monthday = days[:, np.newaxis], nth[:, np.newaxis], monthday[:, np.newaxis]
    grid = np.arange(31)[np.newaxis, :]
    from_end = length - grid
    good: Flags = (grid < length) & (first + grid >= earliest[:, np.newaxis])
    good &= (days >> (first + grid + 3) % 7) & 1 == 1
    good &= (nth == 0) | (nth == grid // 7 + 1) | (-nth == (from_end - 1) // 7 + 1)
    good &= (monthday == 0) | (monthday == grid + 1) | (-monthday == from_end)
    return np.where(good.any(axis=1), first[:, 0] + good.argmax(axis=1), NEVER)


def _month(days: Ints) -> Ints:
    return days.astype("M8[D]").astype("M8[M]").astype(np.int64)

"""What the schedules of a listing say, each read once: its rule, its hours, its place, and what it leaves open."""

import re
from dataclasses import dataclass
from datetime import time

from towpath_contracts.listing import Listing, Location, Schedule
from towpath_directory.sessions.form import Rule
from towpath_directory.sessions.nations import Nation, keeps_london_time, nation
from towpath_directory.sessions.place import address, place
from towpath_directory.sessions.rule import rule
from towpath_directory.sessions.unclear import Unclear

_EXCEPTIONS = re.compile(
    r"\b(?:term[- ]?time|(?:school|bank|public) holidays?|half[- ]terms?|except|excluding|closed|cancelled"
    r"|not (?:in|on|during)|no (?:sessions?|meetings?|classes) (?:in|on|during)|by appointment|dates? var(?:y|ies))\b",
    re.IGNORECASE,
)
"""Words by which a description takes back some of what the rule says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A schedule as it was understood.

    ``rule`` is None where it was not, and ``unclear`` says why. ``opens`` and ``closes`` are times of day in
    Europe/London; one that closes no later than it opens does so on the next day. ``nation`` is that of the place,
    None where the place tells none.
    """

    schedule: Schedule
    rule: Rule | None
    opens: time | None
    closes: time | None
    place: Location | None
    nation: Nation | None
    unclear: tuple[Unclear, ...]


def readings(listing: Listing) -> tuple[Reading, ...]:
    """Read every schedule of a listing, in its order."""
    return tuple(_read(listing, schedule) for schedule in listing.schedules)


def _read(listing: Listing, schedule: Schedule) -> Reading:
    unclear: list[Unclear] = []
    found = rule(schedule)
    if isinstance(found, Unclear):
        return Reading(schedule, None, None, None, None, None, (found,))
    where = place(listing, schedule)
    if isinstance(where, Unclear):
        unclear.append(where)
        where = None
    addressed = address(where) if where else None
    opens, closes = schedule.opens_at, schedule.closes_at
    if addressed is not None and not keeps_london_time(addressed):
        unclear.append(Unclear.OTHER_ZONE)
        opens = closes = None
    elif opens is None:
        unclear.append(Unclear.TIME_UNKNOWN)
        closes = None
    elif opens.tzinfo is not None or (closes is not None and closes.tzinfo is not None):
        unclear.append(Unclear.TIME_WITH_OFFSET)
        opens = closes = None
    elif closes is None:
        unclear.append(Unclear.END_UNKNOWN)
    elif closes == opens:
        unclear.append(Unclear.CLOSES_AS_IT_OPENS)
        closes = None
    if _EXCEPTIONS.search(f"{schedule.description or ''}\n{schedule.notes or ''}"):
        unclear.append(Unclear.WORDS_OF_EXCEPTION)
    told = nation(addressed) if addressed else None
    return Reading(schedule, found, opens, closes, where, told, tuple(unclear))

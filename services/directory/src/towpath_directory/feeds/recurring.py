"""What a schedule says beside its days and hours: until when, how often in all, and what a person reads of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath_contracts.listing import Attribute
from towpath_directory.feeds import contact, told
from towpath_directory.feeds.days import DAYS
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.moments import date_of
from towpath_directory.feeds.reach import Node, leaves, look, names, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.terms import attributes
from towpath_directory.feeds.text import line

MOST = 10_000
"""The most sessions that a count may tell of."""

_NUMBERS = re.compile(r"[+-]?\d{1,3}(,[+-]?\d{1,3})*")
_RULE = re.compile(r"(?:RRULE:)?(?:FREQ|BYDAY|INTERVAL)=", re.IGNORECASE)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d{6}Z?)?")


@dataclass(frozen=True, slots=True)
class Beside:
    """It, read of one schedule as it was given."""

    until: date | None = None
    count: int | None = None
    wkst: str | None = None
    byweekno: str | None = None
    byyearday: str | None = None
    schedule_link: str | None = None
    notes: str | None = None
    attributes: tuple[Attribute, ...] = ()

    def of(self, freq: str | None) -> dict[str, Any]:
        """Return the fields of a schedule; what counts repetitions is nothing to one that does not repeat."""
        read = {"schedule_link": self.schedule_link, "notes": self.notes, "attributes": self.attributes}
        if freq is None:
            return read
        names = ("until", "count", "wkst", "byweekno", "byyearday")
        return read | {name: getattr(self, name) for name in names}


def beside(schedule: Node, ids: Ids, notes: Notes) -> Beside:
    """Read it, from the schedule's own fields or from a rule of RFC 5545 that it holds."""
    said = _ruled(schedule) | {name: text for name in _PARTS if (text := _told(schedule, name))}
    if any(word(value) not in ("", "0") for value in values(schedule.get("timezone"))):
        notes.mend("offset-set-aside", "schedules.timezone")
    return Beside(
        until=_until(said.get("until", ""), notes),
        count=told.whole(said, "schedule", "count", "schedules.count", notes, least=1, most=MOST),
        wkst=_weekday(said.get("wkst", ""), notes),
        byweekno=_numbers(said.get("byweekno", ""), "schedules.byweekno", notes),
        byyearday=_numbers(said.get("byyearday", ""), "schedules.byyearday", notes),
        schedule_link=contact.web(line(look(schedule, "schedule", "link"), _LINK, notes), _LINK, notes),
        notes=told.paragraphs(schedule, "schedule", "notes", "schedules.notes", notes),
        attributes=attributes(schedule, ids, notes),
    )


_LINK = "schedules.schedule_link"
_PARTS = ("until", "count", "wkst", "byweekno", "byyearday")


def _ruled(schedule: Node) -> dict[str, str]:
    """Return these parts of the first rule in a schedule, by their names in a listing."""
    rules: Iterator[str] = (word(value) for _, value in leaves(schedule) if _RULE.match(word(value)))
    text = next(rules, "").removeprefix("RRULE:")
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    return {name.lower(): value for name, value in parts.items() if name.lower() in _PARTS}


def _told(schedule: Node, name: str) -> str:
    found = (word(value) for key in names("schedule", name) for value in values(schedule.get(key)))
    return ",".join(filter(None, found))


def _until(text: str, notes: Notes) -> date | None:
    if not text:
        return None
    found = date_of(_COMPACT.sub(r"\1-\2-\3", text))
    if found is None:
        notes.mend("date-unreadable", "schedules.until")
    return found


def _weekday(text: str, notes: Notes) -> str | None:
    found = text.strip().upper()[:2]
    if not found:
        return None
    if found in DAYS:
        return found
    notes.mend("bad-weekday-dropped", "schedules.wkst")
    return None


def _numbers(text: str, where: str, notes: Notes) -> str | None:
    compact = "".join(text.split())
    if not compact:
        return None
    if _NUMBERS.fullmatch(compact) and len(compact) <= 500:
        return compact
    notes.mend("bad-number-dropped", where)
    return None

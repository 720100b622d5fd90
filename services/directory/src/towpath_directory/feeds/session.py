"""What a publisher says about when a service is on, gathered from a schedule of any shape.

Feeds nest days, times and dates in every way there is. So leaves are told by what they hold (a time of day, a date, a
day of the week, a rule of RFC 5545) and only then by their name; an object inherits what the objects around it say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeVar

from towpath_directory.feeds.days import ORDINAL_NAMES, Day, days_of, ordinals_of
from towpath_directory.feeds.moments import date_of, time_of
from towpath_directory.feeds.reach import Node, leaves, nodes, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.text import visible

T = TypeVar("T")

FREQUENCIES = {"WEEKLY": 1, "MONTHLY": 1, "DAILY": 1, "BIWEEKLY": 2, "BI_WEEKLY": 2, "FORTNIGHTLY": 2}
"""Frequencies that the standard can express, and the interval that each stands for; DAILY is a week of seven days."""

ONCE = frozenset(("ONCE", "ONE_TIME", "SINGLE", "SPECIFIC_DAYS", "SPECIFIC_DATES", "EVENT_OCCURRENCE"))
"""What publishers write for something that does not repeat."""

_ENDS = re.compile(r"end|clos|until|_to$|^to$")
_STARTS = re.compile(r"start|from|effective|since")
_ASIDE = re.compile(
    r"metadata|attribute|last_action|created|except|^wkst$|weekday_(?:start|end|from|to)|address|phone|contact|language|timezone|^tz"
    r"|duration|capacity|^count$|byhour|byyearday|days_(?:before|after)|^freq_day$"
)
_PLACE = re.compile(r"(?:^|_)locations?(?:_ids?|_type|_name)?$")
_TIMES = re.compile(r"sched|hours|times")
_FREQ = re.compile(r"freq|recurrence|timing|schedule_by|repeat")
_RULE = re.compile(r"(?:RRULE:)?(?:FREQ|BYDAY|INTERVAL)=", re.IGNORECASE)
_DAYS = re.compile(r"day|wkd|weekly_recurrence|^label$")
_MONTHDAYS = re.compile(
    r"^(?:bymonthday|by_month_day|(?:freq_)?day_of_month|days_of_month|month_day(?:_type)?|month_days|schedule_days_of_month)$"
)
_WORDS = re.compile(
    r"^(?:description|notes?|schedule_notes|schedule_details|details|exception_notes?|event_details|frequency_details)$"
)
_DATES = re.compile(r"date|day|dtstart|recur|occurrence")


@dataclass(frozen=True, slots=True)
class Said:
    """What a schedule, or a part of one, says: ``start`` and ``end`` bound it, on ``dates`` it is on."""

    freq: str = ""
    interval: int | None = None
    days: tuple[Day, ...] = ()
    ordinals: tuple[int, ...] = ()
    monthdays: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    start: date | None = None
    end: date | None = None
    opens: time | None = None
    closes: time | None = None
    attending: str = ""
    words: str = ""

    def __or__(self, inner: "Said") -> "Said":
        """Return what two leaves of one object say together: lists are joined."""
        return replace(
            self.over(inner),
            days=_joined(self.days, inner.days),
            ordinals=_joined(self.ordinals, inner.ordinals),
            monthdays=_joined(self.monthdays, inner.monthdays),
            dates=_joined(self.dates, inner.dates),
            words=" ".join(_joined((self.words,), (inner.words,))).strip(),
        )

    def over(self, inner: "Said") -> "Said":
        """Return what an inner object says, with what it inherits from the outer one where it is silent itself."""
        changes = {name: value for name in self.__slots__ if (value := getattr(inner, name)) not in ("", None, ())}
        if inner.days:
            changes.setdefault("ordinals", ())
        return replace(self, **changes)

    @property
    def empty(self) -> bool:
        """Tell whether nothing is said about any day or time."""
        return not (self.freq or self.days or self.dates or self.opens or self.start or self.monthdays or self.ordinals)


def _joined(first: tuple[T, ...], second: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def said(schedule: Node, notes: Notes) -> list[Said]:
    """Return the sessions that a schedule speaks of, at least one for a schedule that says anything."""
    own, sessions = _read(schedule, notes)
    return [own.over(session) for session in sessions] or ([] if own.empty else [own])


def _read(part: Node, notes: Notes) -> tuple[Said, list[Said]]:
    """Return what an object says itself, and the sessions inside it."""
    own = Said()
    sessions: list[Said] = []
    closings: list[Said] = []
    opens: list[time] = []
    closes: list[time] = []
    for name, value in _spoken(part, notes):
        for child in nodes(value):
            within, found = _read(_renamed(child, name), notes)
            if not found and within.opens and (within.closes or within.days or within.dates):
                sessions.append(within)
                continue
            if not found and within.closes and not within.opens:
                closings.append(within)
            sessions += [within.over(one) for one in found]
            own = own if found else own | within
        scalars = list(_scalars(value))
        times = [at for leaf in scalars if (at := time_of(leaf)) is not None]
        if not times or len(times) < len(scalars):
            own |= _leaf(name, scalars, notes)
            continue
        own |= _dated(name, scalars)
        if len(times) == 2 and not (_ENDS.search(name) or _STARTS.search(name)):
            opens.append(times[0])
            closes.append(times[1])
        else:
            (closes if _ENDS.search(name) else opens).extend(times)
    sessions = [_closed(session, closings) for session in sessions]
    if len(opens) <= 1:
        return own | Said(opens=next(iter(opens), None), closes=next(iter(closes), None)), sessions
    ends: list[time | None] = [*closes, *[None] * len(opens)]
    return own, sessions + [Said(opens=first, closes=last) for first, last in zip(opens, ends, strict=False)]


def _spoken(part: Node, notes: Notes) -> Iterator[tuple[str, object]]:
    """Yield what is about days and times, by its name in lower case; of places only the times inside them."""
    for name, value in part.items():
        key = name.lower()
        if _PLACE.search(key):
            within = ({inner: one for inner, one in place.items() if _TIMES.search(inner)} for place in nodes(value))
            yield key, [place for place in within if place]
        elif not _ASIDE.search(key):
            yield key, value
        elif value and "except" in key and any(date_of(word(leaf)) for _, leaf in leaves(value)):
            notes.mend("exceptions-dropped", "schedules")


def _closed(session: Said, closings: list[Said]) -> Said:
    """Return a session with the closing time that was given for its day, beside the opening times."""
    for closing in closings if session.closes is None else ():
        if (closing.days, closing.dates) == (session.days, session.dates):
            return replace(session, closes=closing.closes)
    return session


def _renamed(child: Node, parent: str) -> Node:
    """Return a child whose bare ``time`` is named after its type or its parent: ``closes_at: [{time: 12:00}]``."""
    if "time" in child and not isinstance(child["time"], (dict, list)):
        side = word(child.get("type")) or parent
        return {(f"{side}_time" if name == "time" else name): value for name, value in child.items()}
    return child


def _scalars(value: object) -> Iterator[str]:
    for leaf in value if isinstance(value, list) else [value]:
        if not isinstance(leaf, (dict, list)) and (text := visible(word(leaf)).strip()):
            yield text


def _dated(key: str, scalars: list[str]) -> Said:
    found = [day for leaf in scalars if len(leaf) > 10 and (day := date_of(leaf)) is not None]
    if not found:
        return Said()
    return Said(end=max(found)) if "until" in key else Said() if _ENDS.search(key) else Said(dates=tuple(found))


def _leaf(key: str, scalars: list[str], notes: Notes) -> Said:
    if not scalars:
        return Said()
    if _RULE.match(scalars[0]):
        return _rule(scalars[0], notes)
    dates = [day for leaf in scalars if (day := date_of(leaf)) is not None]
    if dates:
        return _bound(key, dates)
    if _WORDS.match(key):
        return Said(words=" ".join(scalars))
    if key == "interval" or key == "freq_interval":
        return _interval(scalars[0], notes)
    if ORDINAL_NAMES.search(key):
        return Said(ordinals=ordinals_of(scalars))
    if _MONTHDAYS.match(key):
        return _monthdays(scalars)
    if _FREQ.search(key) and not _DAYS.search(key):
        return _frequency(key, scalars)
    if _DAYS.search(key):
        days, unread = days_of(scalars)
        ordinals = ordinals_of(scalars)
        if unread and not days and not ordinals:
            notes.mend("bad-byday-dropped", "schedules.byday")
        return Said(days=days, ordinals=() if days else ordinals)
    if key == "attending_type":
        return Said(attending=scalars[0])
    if key in ("opens_at", "closes_at", "start_time", "end_time", "dtstart", "valid_from", "valid_to"):
        notes.mend("bad-time-dropped" if "at" in key or "time" in key else "date-unreadable", f"schedules.{key}")
    return Said()


def _frequency(key: str, scalars: list[str]) -> Said:
    """Read a frequency; under a name that only resembles one, nothing but a known frequency is one."""
    days, _ = days_of(scalars)
    if days:
        return Said(days=days)
    told = scalars[0].upper().replace("-", "_").replace(" ", "_")
    if told in FREQUENCIES or told in ONCE or key in ("freq", "frequency"):
        return Said(freq=told)
    return Said(ordinals=ordinals_of(scalars))


def _bound(key: str, dates: list[date]) -> Said:
    if _ENDS.search(key):
        return Said(end=max(dates))
    if len(dates) == 1 and (_STARTS.search(key)) and key != "dtstart":
        return Said(start=dates[0])
    return Said(dates=tuple(dates)) if _DATES.search(key) else Said()


def _interval(text: str, notes: Notes) -> Said:
    if text.isdecimal() and 1 <= int(text) <= 366:
        return Said(interval=int(text))
    notes.mend("bad-interval-dropped", "schedules.interval")
    return Said()


def _monthdays(scalars: list[str]) -> Said:
    parts = [part.strip() for leaf in scalars for part in leaf.split(",")]
    numbers = tuple(int(part) for part in parts if re.fullmatch(r"-?\d{1,2}", part) and 1 <= abs(int(part)) <= 31)
    ordinals = ordinals_of([part for part in parts if not re.fullmatch(r"-?\d+", part)])
    return Said(monthdays=numbers, ordinals=ordinals)


def _rule(text: str, notes: Notes) -> Said:
    """Read a rule of RFC 5545; parts that a listing has no room for are passed over."""
    parts = dict(part.upper().split("=", 1) for part in text.removeprefix("RRULE:").split(";") if "=" in part)
    named = [part for part in parts.get("BYDAY", "").split(",") if not part.isdecimal()]
    found = Said(freq=parts.get("FREQ", ""), days=days_of(named)[0])
    if "INTERVAL" in parts:
        found |= _interval(parts["INTERVAL"], notes)
    if "BYSETPOS" in parts:
        found |= Said(ordinals=ordinals_of([parts["BYSETPOS"]]))
    if "BYMONTHDAY" in parts and not found.days:
        found |= _monthdays([parts["BYMONTHDAY"]])
    return found

"""The sessions of a listing as iCalendar (RFC 5545): each schedule one event, its rule kept as a rule."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from towpath_contracts.listing import Listing
from towpath_directory.sessions.days import days
from towpath_directory.sessions.form import WEEKDAYS, Rule, Weekday
from towpath_directory.sessions.place import address, in_a_line
from towpath_directory.sessions.reading import Reading, readings
from towpath_directory.sessions.session import ENGLAND, LONDON, BankHolidays, closing_day, moment
from towpath_directory.sessions.unclear import Unclear

PRODUCT = "-//Towpath//Directory//EN"
SINCE = date(1996, 1, 1)
"""The clocks of London have followed one rule from this year on (IANA tz database, rule EU): the zone of a calendar
holds no other, and nobody looks for a session before it."""
LONGEST_WAIT = timedelta(days=366 * 10)
"""A rule without a day for so long, such as the first Monday on the 31st, has none; 29 February waits eight years."""

_WEB = re.compile(r"https?://[!-~]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar(listing: Listing, version: int, changed: datetime, holidays: BankHolidays = ENGLAND) -> bytes:
    """Return a calendar: the same bytes for the same listing, version, time of its change (UTC) and policy.

    A rule that nothing bounds begins on the day of that change. What is not understood, and a service that is not
    active, has no events.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add_component(_london())
    for reading in readings(listing) if listing.status == "active" else ():
        day = _first(reading, changed)
        if reading.rule is not None and day is not None:
            event = _event(listing, reading, version, changed, holidays)
            _put_on(event, reading, reading.rule, day)
            found.add_component(event)
    written: bytes = found.to_ical()
    return written


def _first(reading: Reading, changed: datetime) -> date | None:
    rule = reading.rule
    if rule is None:
        return None
    low = max(SINCE, rule.first or changed.astimezone(LONDON).date())
    return next(days(rule, low, min(low, changed.date()) + LONGEST_WAIT), None)


def _event(listing: Listing, reading: Reading, version: int, changed: datetime, holidays: BankHolidays) -> Event:
    event = Event()
    event.add("uid", str(uuid5(UUID(listing.id), reading.schedule.id)))
    event.add("dtstamp", changed.astimezone(UTC))
    event.add("last-modified", changed.astimezone(UTC))
    event.add("sequence", version)
    event.add("summary", _text(listing.name))
    event.add("transp", "TRANSPARENT")
    where = address(reading.place) if reading.place else None
    if reading.place is not None and where is not None:
        event.add("location", _text(in_a_line(reading.place, where)))
    if listing.url is not None and _WEB.fullmatch(listing.url):
        event.add("url", listing.url)
    if words := _words(reading, holidays):
        event.add("description", _text(words))
    return event


def _put_on(event: Event, reading: Reading, rule: Rule, day: date) -> None:
    """Say when an event is: what its clock shows, since a rule keeps that across the changes of the clock."""
    if reading.opens is None:
        event.add("dtstart", day)
    else:
        event.add("dtstart", datetime.combine(day, reading.opens, LONDON))
        if reading.closes is not None:
            event.add("dtend", datetime.combine(closing_day(reading, day), reading.closes, LONDON))
    if rule.freq is not None:
        event.add("rrule", _rrule(rule, dated=reading.opens is None))


def _rrule(rule: Rule, *, dated: bool) -> vRecur:
    parts: dict[str, object] = {"FREQ": rule.freq}
    if rule.interval > 1:
        parts["INTERVAL"] = rule.interval
    if rule.begins:
        parts["WKST"] = WEEKDAYS[rule.begins]
    if rule.weekdays:
        parts["BYDAY"] = [str(day) for day in dict.fromkeys(_spelt(rule.weekdays))]
    if rule.monthdays:
        parts["BYMONTHDAY"] = list(rule.monthdays)
    if rule.last is not None:
        # As DTSTART: a day where that is one, else a moment in UTC (RFC 5545, 3.3.10).
        parts["UNTIL"] = rule.last if dated else moment(rule.last, time(23, 59, 59))
    return vRecur(parts)


def _spelt(weekdays: tuple[Weekday, ...]) -> Iterator[Weekday]:
    """Yield weekdays; beside one with a number, every Monday as the first to the fifth.

    RFC 5545 means the same by both, but widespread readers (dateutil's among them) take ``MO,-1FR`` for no day at all.
    """
    mixed = any(day.nth for day in weekdays)
    for day in weekdays:
        yield from (Weekday(day.number, nth) for nth in range(1, 6)) if mixed and not day.nth else (day,)


def _words(reading: Reading, holidays: BankHolidays) -> str:
    lines = [reading.schedule.attending_type, reading.schedule.description, reading.schedule.notes]
    if Unclear.WORDS_OF_EXCEPTION in reading.unclear:
        lines.append("Not on every one of these days: ask before going.")
    if holidays.marked and Unclear.OTHER_ZONE not in reading.unclear:
        lines.append("May not run on bank holidays.")
    return "\n".join(filter(None, lines))


def _text(words: str) -> str:
    """Return a text without the control characters that RFC 5545 forbids in one (3.3.11)."""
    return _CONTROL.sub("", words)


def _london() -> Timezone:
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    for kind, name, month, hour, before, after in (
        (TimezoneDaylight(), "BST", 3, 1, 0, 1),
        (TimezoneStandard(), "GMT", 10, 2, 1, 0),
    ):
        first = max(day for day in range(25, 32) if date(SINCE.year, month, day).isoweekday() == 7)
        # a wall clock's reading, with no zone: this component is what defines the zone (RFC 5545, 3.6.5)
        kind.add("dtstart", datetime.combine(date(SINCE.year, month, first), time(hour)))
        kind.add("rrule", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        kind.add("tzoffsetfrom", timedelta(hours=before))
        kind.add("tzoffsetto", timedelta(hours=after))
        kind.add("tzname", name)
        zone.add_component(kind)
    return zone

"""When a service is given, in words that people use. Pure."""

from datetime import date, time

from towpath_contracts.listing import Schedule
from towpath_directory.sessions.form import Rule, Weekday
from towpath_directory.sessions.rule import rule
from towpath_directory.sessions.unclear import Unclear

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}


def in_words(schedule: Schedule) -> str:
    """Return a schedule in words: what its rule says, else what its publisher wrote."""
    found = rule(schedule)
    said = schedule.description or "" if isinstance(found, Unclear) else _days(found)
    hours = _hours(schedule.opens_at, schedule.closes_at)
    whole = ", ".join(part for part in (said, hours) if part)
    return whole or schedule.notes or "At times that we do not know"


def day_in_words(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {day:%B %Y}"


def _days(found: Rule) -> str:
    if found.freq is None:
        return "" if found.first is None else f"On {day_in_words(found.first)}"
    names = [_name(day) for day in found.weekdays] or [_ordinal(day) for day in found.monthdays]
    what = _joined(names) or ("week" if found.freq == "WEEKLY" else "month")
    if found.freq == "WEEKLY":
        every = {1: "Every", 2: "Every second"}.get(found.interval, f"Every {found.interval} weeks on")
        return f"{every} {what}"
    every = {1: "every month", 2: "every second month"}.get(found.interval, f"every {found.interval} months")
    return f"The {what} of {every}" if names else every.capitalize()


def _name(day: Weekday) -> str:
    return f"{NTH.get(day.nth, '')} {DAYS[day.number]}".strip()


def _ordinal(day: int) -> str:
    if day < 0:
        return "last day" if day == -1 else f"{-day}th day from the end"
    ending = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _joined(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + f" and {names[-1]}" if names else ""


def _hours(opens: time | None, closes: time | None) -> str:
    if opens is None or closes is None:
        return "" if opens is None else f"from {opens:%H:%M}"
    return f"{opens:%H:%M} to {closes:%H:%M}"

"""Dates and times of day as publishers write them."""

import re
from datetime import date, time

from towpath_directory.feeds.reasons import Notes

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?\s*([AaPp])?\.?[Mm]?\.?")
_HOUR = re.compile(r"(\d{1,2})\s*([AaPp])\.?[Mm]\.?")


def date_of(text: str) -> date | None:
    """Read a date (ISO 8601, or day/month/year as in Britain), with or without a time behind it."""
    if found := _DATE.fullmatch(text.strip()):
        year, month, day = map(int, found.groups())
    elif found := _BRITISH.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def time_of(text: str) -> time | None:
    """Read a time of day on a clock of 24 or of 12 hours, with or without a date before it."""
    text = re.sub(r"^\d{4}-\d{2}-\d{2}[T ]", "", text.strip())
    if found := _TIME.fullmatch(text):
        hour, minute, half = int(found[1]), int(found[2]), found[3]
    elif found := _HOUR.fullmatch(text):
        hour, minute, half = int(found[1]), 0, found[2]
    else:
        return None
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    return time(hour % 24, minute) if hour <= 24 and minute < 60 and (hour, minute) <= (24, 0) else None


def dated(text: str, where: str, notes: Notes) -> date | None:
    """Return the date that a field holds, or None, and a mend where it holds something else."""
    if not text:
        return None
    found = date_of(text)
    if found is None:
        notes.mend("date-unreadable", where)
    return found

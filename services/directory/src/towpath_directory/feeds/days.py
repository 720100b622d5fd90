"""Days of the week and which of a month, in the many ways of writing them."""

import re
from collections.abc import Iterable
from datetime import date

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Day = tuple[int, str]
"""Which of the month (0: any, -1: the last) and the day of the week by its two letters (RFC 5545)."""

ORDINAL_NAMES = re.compile(
    r"occurrence$|week_of_month|weeks_of_month|week_num|bysetpos|ordinal|^wkday_interval$|weekly_progression"
)
"""Names under which publishers say which week of the month."""

_ORDINALS = {
    "1": 1, "1ST": 1, "FIRST": 1, "2": 2, "2ND": 2, "SECOND": 2, "3": 3, "3RD": 3, "THIRD": 3,
    "4": 4, "4TH": 4, "FOURTH": 4, "5": 5, "5TH": 5, "FIFTH": 5, "-1": -1, "LAST": -1,
}  # fmt: skip
_DAY = r"[MWF]|MON?(?:DAY)?|TUE?S?(?:DAY)?|WED?(?:NESDAY)?|THU?R?S?(?:DAY)?|FRI?(?:DAY)?|SAT?(?:URDAY)?|SUN?(?:DAY)?"
_WHICH = r"[+-]?[1-5](?:ST|ND|RD|TH)?|FIRST|SECOND|THIRD|FOURTH|FIFTH|LAST"
_ONE = re.compile(rf"(?:({_WHICH})[\s_-]*)?({_DAY})S?", re.IGNORECASE)
_IN_WORDS = re.compile(rf"\b((?:{_WHICH})(?:\s*(?:,|&|and|\+|/)\s*(?:{_WHICH}))*)\s+({_DAY[6:]})s?\b", re.IGNORECASE)


def days_of(texts: Iterable[str]) -> tuple[tuple[Day, ...], bool]:
    """Return the days that these texts name, and whether one of them could not be read.

    A number from 1 to 6 is Monday to Saturday, 0 and 7 are Sunday: so in ISO 8601 and in cron alike.
    """
    found: dict[Day, None] = {}
    unread = False
    for text in texts:
        for part in filter(None, re.split(r"[,;|]\s*", text.strip())):
            if re.fullmatch(r"[0-7]", part):
                found[0, DAYS[(int(part) - 1) % 7]] = None
            elif match := _ONE.fullmatch(part):
                found[ordinal(match[1] or ""), _two(match[2])] = None
            else:
                unread = True
    return tuple(found), unread


def _two(day: str) -> str:
    return {"M": "MO", "W": "WE", "F": "FR"}.get(day.upper(), day[:2].upper())


def ordinal(text: str) -> int:
    """Return which of the month a word such as 3RD or LAST means, 0 where it means none."""
    return _ORDINALS.get(text.upper().lstrip("+").removesuffix("_WEEK"), 0)


def ordinals_of(texts: Iterable[str]) -> tuple[int, ...]:
    """Return which weeks of the month these texts name."""
    parts = (part.strip() for text in texts for part in text.split(","))
    return tuple(dict.fromkeys(found for part in parts if (found := ordinal(part))))


def in_words(text: str) -> tuple[Day, ...]:
    """Return what a sentence says of days of the month, as in "2nd and 4th Monday"."""
    found: dict[Day, None] = {}
    for which, day in _IN_WORDS.findall(text):
        for number in re.findall(_WHICH, which, re.IGNORECASE):
            found[ordinal(number), day[:2].upper()] = None
    return tuple(found)


def of_date(day: date) -> Day:
    """Return which of its month a date is."""
    return (day.day - 1) // 7 + 1, DAYS[day.weekday()]

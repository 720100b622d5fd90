"""Days and times in the words of a person, read and written: what is not understood is left as it is."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from towpath_directory.feeds.days import DAYS, in_words
from towpath_directory.feeds.moments import date_of, time_of

Document = Mapping[str, Any]

_CLOCK = r"(?:\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?|noon|midday|midnight)"
_SPAN = re.compile(rf"(?:from\s+)?({_CLOCK})\s*(?:-|–|—|to|until|till)\s*({_CLOCK})(?![\d/-])", re.IGNORECASE)
_AT = re.compile(r"(?:at\s+)?(\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|noon|midday)", re.IGNORECASE)
_BOUND = re.compile(r"\b(from|since|until|till)\s+(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})\b")
_FORTNIGHT = re.compile(
    r"\b(?:fortnightly|every other|every second week|alternate|every two weeks|every 2 weeks)\b", re.IGNORECASE
)
_WEEKS = re.compile(r"\bevery (\d{1,2}) weeks\b", re.IGNORECASE)
_DAY = re.compile(
    r"\b(mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thur?s?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?\b",
    re.IGNORECASE,
)
_THROUGH = re.compile(rf"{_DAY.pattern}\s*(?:-|–|to|through)\s*{_DAY.pattern}", re.IGNORECASE)
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_WORDS = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
_NEXT = re.compile(
    r"\s*(?:;|\n|,\s*(?=(?:and\s+)?(?:every\s+)?(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+\d))\s*", re.IGNORECASE
)
_UNDERSTOOD = re.compile(
    r"\b(?:every|each|the|of|month|monthly|on|at|from|and|other|second|fortnightly|alternate|weekly|weeks?|two|days?|daily"
    r"|weekdays?|weekends?|everyday|first|third|fourth|fifth|last|to|through|until|till|since|\d+(?:st|nd|rd|th)?)\b",
    re.IGNORECASE,
)


def sessions(words: str) -> Iterator[dict[str, Any]]:
    """Yield a schedule, in the fields of HSDS, for each part of what somebody wrote."""
    for part in filter(None, (part.strip(" .") for part in _NEXT.split(words))):
        yield _session(part)


def _session(part: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rest = part
    for bound, day in _BOUND.findall(part):
        read = date_of(day)
        if read is not None:
            found["valid_from" if bound.lower() in ("from", "since") else "valid_to"] = read.isoformat()
    rest = _BOUND.sub(" ", rest)
    dates = [read for day in _DATE.findall(rest) if (read := date_of(day)) is not None]
    rest = _DATE.sub(" ", rest)
    rest = _times(rest, found)
    days = _days(rest)
    which = in_words(re.sub(r"\b(second|2nd) week\b", " ", rest))
    if re.search(r"[A-Za-z]", _DAY.sub(" ", _UNDERSTOOD.sub(" ", rest))):
        found["description"] = part  # it says more, such as "term time only"
    if dates and not days:
        return found | {"dtstart": dates[0].isoformat()}
    if which:
        found |= {"freq": "MONTHLY", "byday": ",".join(f"{number}{day}" for number, day in which)}
    elif days:
        weeks = _WEEKS.search(part)
        interval = 2 if _FORTNIGHT.search(part) else int(weeks[1]) if weeks else 1
        found |= {"freq": "WEEKLY", "byday": ",".join(days)} | ({"interval": interval} if interval > 1 else {})
        if interval > 1 and "valid_from" in found:
            found["dtstart"] = found["valid_from"]
    return found if which or days else {"description": part}


def _times(part: str, found: dict[str, Any]) -> str:
    """Take the times of day out of a text; what is left of it has the days."""
    if span := _SPAN.search(part):
        opens, closes = (_WORDS.get(said.lower(), said) for said in span.groups())
        half = re.search(r"[ap]\.?m", closes, re.IGNORECASE)
        end = _time(closes)
        begin = _time(opens)
        if half and end is not None and not re.search(r"[ap]\.?m|[:.]\d{2}.*[ap]", opens, re.IGNORECASE):
            begin = next((at for mark in (half[0], "am") if (at := _time(f"{opens}{mark}")) and at < end), begin)
        by_24_hours = re.match(r"\d{2}[:.]\d{2}", closes)
        if begin is not None and end is not None and end <= begin and not half and not by_24_hours:
            end = _time(f"{closes}pm") or end
        if begin is not None and end is not None:
            found |= {"opens_at": begin, "closes_at": end}
            return f"{part[: span.start()]} {part[span.end() :]}"
    if moment := _AT.search(part):
        only = _time(_WORDS.get(moment[1].lower(), moment[1]))
        if only is not None:
            found["opens_at"] = only
            return f"{part[: moment.start()]} {part[moment.end() :]}"
    return part


def _time(said: str) -> str | None:
    plain = said.strip().replace(".", ":", 1) if re.match(r"\d{1,2}\.\d{2}", said.strip()) else said.strip()
    read = time_of(plain if re.search(r"[:apAP]", plain) else f"{plain}:00")
    return None if read is None else read.isoformat("minutes")


def _days(text: str) -> list[str]:
    if re.search(r"\b(?:daily|every ?day|seven days)\b", text, re.IGNORECASE):
        return list(DAYS)
    if re.search(r"\bweekdays?\b", text, re.IGNORECASE):
        return list(DAYS[:5])
    if re.search(r"\bweekends?\b", text, re.IGNORECASE):
        return list(DAYS[5:])
    found: dict[str, None] = {}
    for first, last in _THROUGH.findall(text):
        begin, end = DAYS.index(first[:2].upper()), DAYS.index(last[:2].upper())
        found |= dict.fromkeys(DAYS[begin : end + 1] if begin <= end else DAYS[begin:] + DAYS[: end + 1])
    found |= dict.fromkeys(day[:2].upper() for day in _DAY.findall(text))
    return [day for day in DAYS if day in found]


def worded(schedule: Document) -> str | None:
    """Return a schedule of a listing in words that `sessions` reads, None where the words have no room for it."""
    if any(schedule.get(name) for name in ("bymonthday", "until", "count", "byweekno", "byyearday")):
        return None
    days = [re.fullmatch(r"([+-]?\d)?([A-Z]{2})", day) for day in (schedule.get("byday") or "").split(",")]
    named = [(int(day[1] or 0), day[2]) for day in days if day is not None]
    match schedule.get("freq"):
        case "WEEKLY" if named and not any(number for number, _ in named):
            said = _and(f"{_NAMES[DAYS.index(day)]}s" for _, day in named)
            interval = schedule.get("interval", 1)
            said = said if interval == 1 else f"every {'other' if interval == 2 else f'{interval} weeks'} {said}"
        case "MONTHLY" if named and schedule.get("interval", 1) == 1 and all(number in _WHICH for number, _ in named):
            said = _and(f"{_WHICH[number]} {_NAMES[DAYS.index(day)]}" for number, day in named) + " of the month"
        case None if schedule.get("dtstart"):
            return " ".join(filter(None, (schedule["dtstart"], _span(schedule))))
        case _:
            return None
    begins = schedule.get("valid_from") or (schedule.get("dtstart") if schedule.get("interval", 1) > 1 else None)
    bounds = (begins and f"from {begins}", schedule.get("valid_to") and f"until {schedule['valid_to']}")
    return " ".join(filter(None, (said, _span(schedule), *bounds)))


def _span(schedule: Document) -> str:
    return "-".join(at[:5] for name in ("opens_at", "closes_at") if (at := schedule.get(name)))


def _and(parts: Iterable[str]) -> str:
    return " and ".join(parts)

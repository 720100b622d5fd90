"""Whether a text has the form that the standards name: uuid, uri, email, date-time, date, time."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping

_UNRESERVED = r"[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2}"
_LITERAL = r"\[(?:[0-9A-Fa-f:.]+|v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
_HOST = rf"(?:{_LITERAL}|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{{2}})*)"
_PATH = rf"(?:{_UNRESERVED}|[@/])*"
_URI = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.-]*:(?://(?:(?:{_UNRESERVED})*@)?{_HOST}(?::[0-9]*)?(?=/|\?|\#|\Z)|(?!//)){_PATH}"
    rf"(?:\?(?:{_UNRESERVED}|[@/?])*)?(?:\#(?:{_UNRESERVED}|[@/?])*)?"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)*")
_ZONE = r"(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
_DATE = r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-9]{2})"
_DATE_ONLY = re.compile(_DATE)
_DATE_TIME = re.compile(rf"{_DATE}[Tt](?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?{_ZONE}")
_TIME = re.compile(rf"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?{_ZONE}?")


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda text: pattern.fullmatch(text) is not None


def _dated(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        found = pattern.fullmatch(text)
        if found is None or not int(found["year"]):
            return False
        return 1 <= int(found["day"]) <= monthrange(int(found["year"]), int(found["month"]))[1]

    return fits


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "uuid": _whole(_UUID),
    "uri": _whole(_URI),
    "email": _whole(_EMAIL),
    "date-time": _dated(_DATE_TIME),
    "date": _dated(_DATE_ONLY),
    "time": _whole(_TIME),
}
"""RFC 4122 for uuid, RFC 3986 for uri, RFC 3339 for date-time, date; a time needs no seconds and no zone (HSDS)."""

ADVISED = frozenset({"date", "time"})
"""The forms that the schemas ask for in tables alone: in JSON a text of another form is only a warning."""

NAMES: Mapping[str, str] = {
    "text": "a text",
    "number": "a number",
    "uuid": "a UUID",
    "uri": "a whole address with its scheme",
    "email": "an e-mail address",
    "date-time": "a moment with its zone",
    "date": "a date",
    "time": "a time of day",
    "choice": "one of its values",
    "one": "an object",
    "many": "a list of objects",
    "whole": "a whole number",
    "flag": "true or false",
}
"""Each form in words."""

EXAMPLES: Mapping[str, str] = {
    "uuid": "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a01",
    "uri": "https://example.org/",
    "email": "hello@example.org",
    "date-time": "2026-03-02T09:30:00Z",
    "date": "2026-03-02",
    "time": "09:30",
}


def described(form: str) -> dict[str, str]:
    """Return the words for a form: ``form``, its name, and ``expected``, the name with an example of our own."""
    example = f", such as {EXAMPLES[form]}" if form in EXAMPLES else ""
    return {"form": NAMES[form], "expected": NAMES[form] + example}

"""What somebody's words look like, so that they and the curators are warned: codes, never what was found. Pure."""

import re

NHS_NUMBER = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d)")
_KIN = "mum|mother|dad|father|son|daughter|wife|husband|partner|client"
_FORMS = (
    ("e-mail-address", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
    ("telephone-number", re.compile(r"(?<!\d)(?:\+44|0)[ -]?\d(?:[ -]?\d){8,9}(?!\d)")),
    ("date-of-birth", re.compile(r"\b(?:born|dob|date of birth)\b", re.IGNORECASE)),
    ("of-a-person", re.compile(rf"\b(?:patient|my (?:{_KIN})|diagnos\w+)\b", re.IGNORECASE)),
)


def notices(words: str) -> tuple[str, ...]:
    """Return the codes of what the words may hold of people; none does not mean that they hold nothing."""
    found = [code for code, form in _FORMS if form.search(words)]
    if any(_valid("".join(match.groups())) for match in NHS_NUMBER.finditer(words)):
        found.append("nhs-number")
    return tuple(found)


def _valid(digits: str) -> bool:
    """Whether ten digits are an NHS number (modulus 11, weights 10 to 2; NHS Data Dictionary)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return rest % 11 == int(digits[9]) if rest != 10 else False

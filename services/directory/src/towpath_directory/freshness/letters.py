"""Letters to organisations, from templates in data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Formatter

from towpath_contracts.listing import Listing
from towpath_directory.freshness.review import Kind, Prompt, Review

FIELDS = frozenset(("service", "organisation", "since", "link", "until", "leaves"))


@dataclass(frozen=True, slots=True)
class Template:
    """A subject and a text with fields in braces."""

    subject: str
    text: str


Templates = Mapping[Kind, Template]


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says beside the listing: the link and its last day, and the day of leaving where there is one."""

    link: str
    until: date
    leaves: date | None


def read(text: str) -> Templates:
    """Read templates. Raises ValueError with what to mend."""
    try:
        table = tomllib.loads(text)
        found = {kind: Template(table[kind.value]["subject"], table[kind.value]["text"].strip()) for kind in Kind}
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError):
        raise ValueError("the letters are TOML with a subject and a text each for prompt, reminder, warning") from None
    for kind, template in found.items():
        named = {name for part in (template.subject, template.text) for _, name, _, _ in Formatter().parse(part)}
        if not named <= FIELDS | {None} or "link" not in named:
            raise ValueError(
                f"the letter {kind.value} names its link, and no other fields than {', '.join(sorted(FIELDS))}"
            )
    return found


@cache
def shipped() -> Templates:
    """Return the letters that come with the directory."""
    return read(files(__package__).joinpath("letters.toml").read_text("utf-8"))


def letters_in(file: Path) -> Templates:
    """Read letters from a file. Raises ValueError with what to mend."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError("the file of the letters cannot be read") from None
    return read(text)


def letter(
    template: Template,
    listing: Listing,
    review: Review,
    prompt: Prompt,
    said: Said,
    now: datetime,
    sender: str,
    to: str,
) -> EmailMessage:
    """Return the letter of a prompt; the same prompt has the same Message-ID, so that a mailbox knows a second copy."""
    fields = {
        "service": _line(listing.name),
        "organisation": _line(listing.organization.name),
        "since": in_words(review.since),
        "link": said.link,
        "until": in_words(said.until),
        "leaves": "" if said.leaves is None else in_words(said.leaves),
    }
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = _line(template.subject.format_map(fields))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{prompt.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    message["Content-Language"] = "en-GB"
    message.set_content(template.text.format_map(fields) + "\n", cte="quoted-printable")
    return message


def in_words(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {day:%B %Y}"


def _line(text: str) -> str:
    """Return a text on one line: a header ends at a line break, and what follows would be another header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())

"""Identities: a publisher's UUID as it is, and for all else one that follows from it, so that an import repeats."""

import re
import uuid
from dataclasses import dataclass

from towpath_contracts.values import UUID_FORM
from towpath_directory.feeds.reach import word
from towpath_directory.feeds.reasons import Notes

NAMESPACE = uuid.UUID("5b3c9a86-7d0e-5c52-8a4e-1f1b0a6f6d21")
_FORM = re.compile(UUID_FORM)


@dataclass(frozen=True, slots=True)
class Ids:
    """The identities of one record. ``service`` is that of its listing; what belongs to it derives from it."""

    publisher: str
    service: str
    notes: Notes

    def part(self, field: str, given: object, content: str) -> str:
        """Return the id of a part: the publisher's UUID, or one from the service, the field and what it says."""
        found = as_uuid(given)
        if found is None:
            if word(given):
                self.notes.mend("id-derived", f"{field}.id")
            return derived(self.service, field, word(given), content)
        return found


def as_uuid(value: object) -> str | None:
    """Return a UUID in its lower-case form with hyphens, or None where it is none."""
    text = word(value).lower()
    if _FORM.fullmatch(text):
        return text
    try:
        return str(uuid.UUID(text)) if len(text) in (32, 38, 45) else None
    except ValueError:
        return None


def derived(*parts: str) -> str:
    """Return the UUIDv5 (RFC 9562) of these words, told apart wherever they are cut."""
    words = "\x1f".join(" ".join(part.casefold().split()) for part in parts)
    # JSON can name half of a surrogate pair, which no UTF-8 holds
    return str(uuid.uuid5(NAMESPACE, words.encode("utf-8", "backslashreplace").decode("utf-8")))

"""A suggestion: what somebody says of a service, and what became of that."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from towpath_directory.curation.model import Fields


class Kind(StrEnum):
    """What is said: something is wrong, it has closed, there is a new service; or what a link worker knows of it."""

    WRONG = "wrong"
    CLOSED = "closed"
    NEW = "new"
    KNOWLEDGE = "knowledge"


class Source(StrEnum):
    """Who says it."""

    PUBLIC = "public"
    LINK_WORKER = "link-worker"
    ORGANISATION = "organisation"


class State(StrEnum):
    """Where it stands. What a link worker knows is ``noted``, and no curator has to answer it."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DECLINED = "declined"
    DUPLICATE = "duplicate"
    NOTED = "noted"
    SUPERSEDED = "superseded"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a curator answered, or who put an end to a note: the code of a reason, and another suggestion or service."""

    by: str
    reason: str
    at: datetime
    other: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What somebody said. Their own words are kept apart, for they may hold personal data, and go after a while.

    ``fields`` are those of a listing that they propose. ``reference`` is what they can ask with; ``notices`` are the
    codes of what their words look like. ``until`` is the last day on which a note is shown.
    """

    kind: Kind
    source: Source
    service: str | None
    fields: Fields
    reference: str
    at: datetime
    state: State
    organisation: str | None = None
    notices: tuple[str, ...] = ()
    until: date | None = None
    answer: Answer | None = None

    @property
    def open(self) -> bool:
        """Whether a curator has to answer it."""
        return self.state is State.RECEIVED

"""What may be asked about the freshness of a listing."""

from dataclasses import dataclass
from datetime import date

from towpath_directory.freshness.review import How, Outcome, Why


@dataclass(frozen=True, slots=True)
class LinkUse:
    """The link by which somebody speaks: its id, and the day on which it expires."""

    id: str
    until: date


@dataclass(frozen=True, slots=True)
class LookAgain:
    """See what is to be done about a listing today: nothing, where it was done already."""


@dataclass(frozen=True, slots=True)
class AssureListing:
    """Say that a listing is right: ``on`` a day, today where none is given.

    ``expected`` is the content hash of the listing that was looked at. A listing that left comes back as it stood.
    """

    how: How
    by: str | None = None
    on: date | None = None
    expected: str | None = None
    link: LinkUse | None = None


@dataclass(frozen=True, slots=True)
class SettlePrompt:
    """Say what became of a prompt."""

    prompt: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SayNotRight:
    """Say by a link that a listing is not right any more, so that curators look at it."""

    why: Why
    link: LinkUse
    expected: str | None = None


Asking = LookAgain | AssureListing | SettlePrompt | SayNotRight

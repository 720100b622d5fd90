"""What may be asked about the freshness of a listing."""

from dataclasses import dataclass
from datetime import date

from towpath_directory.commands import By
from towpath_directory.freshness.review import How, Outcome, Why


@dataclass(frozen=True, slots=True)
class LinkUse:
    """The link by which somebody speaks: its id, and the day on which it expires."""

    id: str
    until: date


@dataclass(frozen=True, slots=True)
class LookAgain:
    """See what is to be done about a listing today: nothing, where it was done already."""

    @property
    def by(self) -> By:
        """Who withdraws a listing that nobody assures."""
        return By("policy", "freshness", "unassured")


@dataclass(frozen=True, slots=True)
class AssureListing:
    """Say that a listing is right: ``on`` a day, today where none is given.

    ``name`` is the code of an organisation or a role. ``expected`` is the content hash of the listing that was looked
    at, ``seen`` that of its wording alone. A listing that left comes back as it stood.
    """

    how: How
    name: str | None = None
    on: date | None = None
    expected: str | None = None
    seen: str | None = None
    link: LinkUse | None = None

    @property
    def by(self) -> By:
        """Who says so."""
        return By("curator" if self.how is How.CURATOR else "owner", self.name or self.how.value, "assured")


@dataclass(frozen=True, slots=True)
class SettlePrompt:
    """Say what became of a prompt."""

    prompt: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SayNotRight:
    """Say by a link that a listing is not right any more, so that curators look at it.

    ``seen`` is the hash of the wording that was shown.
    """

    why: Why
    link: LinkUse
    seen: str


Asking = LookAgain | AssureListing | SettlePrompt | SayNotRight

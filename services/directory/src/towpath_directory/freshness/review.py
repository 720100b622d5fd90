"""What is kept of a listing's freshness: plain values."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from towpath_contracts.codes import ReviewState
from towpath_contracts.listing import Listing


class Since(StrEnum):
    """Which day ages count from."""

    ASSURED = "assured"
    MODIFIED = "modified"
    CAME = "came"


class How(StrEnum):
    """Who said that a listing is right: its provider, by the link or over the API, or a curator."""

    LINK = "link"
    PROVIDER = "provider"
    CURATOR = "curator"


class Kind(StrEnum):
    """What a prompt is: the first question, another one, or the warning that the listing is about to leave."""

    PROMPT = "prompt"
    REMINDER = "reminder"
    WARNING = "warning"


class Outcome(StrEnum):
    """What became of a prompt. ``unknown``: a process died while it sent, and it is not sent again.

    ``needless``: before it was sent, somebody said that the listing is right, or it left.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NEEDLESS = "needless"


class Why(StrEnum):
    """Why curators have to look at a listing."""

    NO_ANSWER = "no-answer"
    NO_ADDRESS = "no-address"
    NOT_DELIVERED = "not-delivered"
    SAID_CHANGED = "said-changed"
    SAID_CLOSED = "said-closed"


@dataclass(frozen=True, slots=True)
class Assured:
    """Who said on which day that a listing is right; ``by`` is an organisation's or a role's code, if told."""

    on: date
    how: How
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """The last prompt: its id, day and outcome."""

    id: str
    kind: Kind
    on: date
    outcome: Outcome = Outcome.WAITING


@dataclass(frozen=True, slots=True)
class Escalated:
    """Since when curators have it on their list, and why."""

    on: date
    why: Why


@dataclass(frozen=True, slots=True)
class Used:
    """A link that has said its one word about a listing, until the day on which it expires."""

    link: str
    word: str
    on: date
    until: date


@dataclass(frozen=True, slots=True)
class Left:
    """A listing that the policy withdrew, as it stood, and when."""

    on: date
    listing: Listing


@dataclass(frozen=True, slots=True)
class Review:
    """How fresh a listing is and what was done about it.

    ``since`` is the day that its age counts from and ``by`` what that day is; ``came`` when it came as it stands.
    ``next`` is the day on which something is to be done, ``policy`` the version that says so, ``rank`` what a search
    multiplies with. ``asked`` is the last day on which its organisation was to be asked, whether it could be or not;
    ``prompt`` the last prompt of this age, ``earlier`` a few before it; ``warned`` the day on which the warning had
    reached somebody, so that the listing may leave.
    """

    state: str
    since: date
    by: Since
    came: date
    policy: str
    next: date | None = None
    rank: float = 1.0
    assured: Assured | None = None
    prompt: Prompt | None = None
    earlier: tuple[Prompt, ...] = ()
    asked: date | None = None
    escalated: Escalated | None = None
    warned: date | None = None
    used: tuple[Used, ...] = ()
    left: Left | None = None


MOST_EARLIER = 6


def put_by(review: Review) -> Review:
    """Return a review whose prompt is one of the earlier ones: what is asked twice on one day is one prompt."""
    if review.prompt is None:
        return review
    kept = tuple(one for one in review.earlier if one.id != review.prompt.id)
    return replace(review, prompt=None, earlier=(*kept, review.prompt)[-MOST_EARLIER:])


FRESH, DUE, STALE = (state.value for state in (ReviewState.FRESH, ReviewState.DUE, ReviewState.STALE))

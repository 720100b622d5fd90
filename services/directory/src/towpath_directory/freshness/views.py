"""What is asked and answered about freshness over HTTP."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import AwareDatetime, BaseModel

from towpath_contracts.codes import Code, ReviewState
from towpath_contracts.listing import Listing
from towpath_contracts.values import Id
from towpath_directory.freshness.aging import leaving_day
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.review import How, Kind, Outcome, Prompt, Review, Since, Why
from towpath_runtime.http import Command

Day = date
"""A day, for a body that has a field of that name."""


class Standing(StrEnum):
    """Which listings curators ask for: those in a state, or those that are theirs to see to."""

    FRESH = ReviewState.FRESH.value
    DUE = ReviewState.DUE.value
    STALE = ReviewState.STALE.value
    ESCALATED = "escalated"


class Assurer(StrEnum):
    """Who says over the API that a listing is right."""

    CURATOR = How.CURATOR.value
    PROVIDER = How.PROVIDER.value


class AssuranceBody(Command):
    """Somebody looked at a listing and it is right. ``name`` is the code of an organisation or a curator.

    ``date`` is the day on which they looked, today in London where it is left out.
    """

    by: Assurer
    name: Code | None = None
    date: Day | None = None


class LinkBody(Command):
    """A curator asks for a link to hand over, by the code of a curator or a role."""

    curator: Code


class LinkView(BaseModel):
    """A link: whoever opens it before it expires speaks for the organisation."""

    address: str
    expires: AwareDatetime


class PromptView(BaseModel):
    """A prompt, and what became of it."""

    kind: Kind
    on: date
    outcome: Outcome

    @classmethod
    def of(cls, prompt: Prompt | None) -> Self | None:
        """Return how a prompt is told."""
        return None if prompt is None else cls(kind=prompt.kind, on=prompt.on, outcome=prompt.outcome)


class AssuredView(BaseModel):
    """Who said last that the listing is right, here and not in a feed."""

    on: date
    how: How
    by: str | None = None


class ReviewView(BaseModel):
    """How fresh a listing is: ``age_days`` since the day that ages count from, which is ``counted_by``.

    ``why`` it is on the curators' list, since ``escalated``. ``leaves`` is the day on which it leaves, once that is
    known.
    """

    state: str
    since: date
    counted_by: Since
    age_days: int
    rank: float
    next: date | None = None
    assured: AssuredView | None = None
    last_prompt: PromptView | None = None
    escalated: date | None = None
    why: Why | None = None
    leaves: date | None = None

    @classmethod
    def of(cls, review: Review, listing: Listing, policy: Policy, today: date) -> Self:
        """Return how a review is told."""
        assured, escalated = review.assured, review.escalated
        return cls(
            state=review.state,
            since=review.since,
            counted_by=review.by,
            age_days=max(0, (today - review.since).days),
            rank=review.rank,
            next=review.next,
            assured=None if assured is None else AssuredView(on=assured.on, how=assured.how, by=assured.by),
            last_prompt=PromptView.of(review.prompt),
            escalated=None if escalated is None else escalated.on,
            why=None if escalated is None else escalated.why,
            leaves=leaving_day(review, policy.terms(listing)),
        )


class ReviewRow(BaseModel):
    """A listing on the curators' list."""

    id: Id
    name: str
    organization: str
    publisher: Code
    review: ReviewView


class ReviewPage(BaseModel):
    """A page of listings, the oldest first; ``next`` is the cursor of the one that follows."""

    contents: list[ReviewRow]
    next: str | None = None


class ReviewWhole(BaseModel):
    """Everything about the freshness of one listing: the prompts too that were about an age it had before.

    ``left`` is the day on which the policy withdrew it.
    """

    id: Id
    review: ReviewView
    earlier_prompts: list[PromptView]
    left: date | None = None


class PolicyView(BaseModel):
    """The policy in force, by its version, and how many listings are still to be looked at under it."""

    version: str
    policy: Policy
    waiting: int


class Effect(BaseModel):
    """What a policy would do today. Nothing was changed.

    ``moved`` counts by the state before and after, ``prompts`` the letters that would go out at once, by kind;
    ``to_curators`` who would come on their list at once, ``leaving`` who would leave within the days of a warning.
    ``some`` are ids of listings that move.
    """

    in_force: str
    version: str
    listings: int
    moved: dict[str, dict[str, int]]
    prompts: dict[str, int]
    to_curators: int
    leaving: int
    some: list[Id]
    at: datetime

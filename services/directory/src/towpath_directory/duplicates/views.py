"""What a curator is asked and told about duplicates: the bodies and answers of the HTTP API."""

from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, Field

from towpath_contracts.listing import Listing
from towpath_contracts.values import Id
from towpath_directory.duplicates.model import Decision, Proposal, State
from towpath_directory.duplicates.weights import weights
from towpath_runtime.http import Command

Curator = Annotated[str, Field(min_length=1, max_length=100)]
Reason = Annotated[str, Field(min_length=1, max_length=1000)]


class SettleBody(Command):
    """A curator's word on two listings, and why."""

    curator: Curator
    reason: Reason


class MergeBody(SettleBody):
    """Merge the two: ``keep`` stands for both, the other is withdrawn."""

    keep: Id


class EvidenceView(BaseModel):
    """One thing that speaks for it (``points`` above 0) or against it, in words."""

    code: str
    points: int
    words: str


class DecisionView(BaseModel):
    """What a curator decided; ``proposed`` is a reopening."""

    state: State
    curator: str
    reason: str
    at: AwareDatetime
    keep: Id | None = None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        """Return how a decision is told."""
        return cls(
            state=decision.state, curator=decision.curator, reason=decision.reason, at=decision.at, keep=decision.keep
        )


class DuplicateView(BaseModel):
    """Two listings that may be one service. From ``threshold`` points on two are proposed."""

    id: Id
    state: State
    services: tuple[Id, Id]
    publishers: tuple[str, str]
    score: int
    threshold: int
    since: AwareDatetime
    evidence: list[EvidenceView]
    decisions: list[DecisionView]
    kept: Id | None = None

    @classmethod
    def of(cls, key: str, proposal: Proposal) -> Self:
        """Return how a proposal is told."""
        known = weights()
        pieces = proposal.comparison.evidence
        return cls(
            id=key,
            state=proposal.state,
            services=proposal.comparison.services,
            publishers=proposal.publishers,
            score=proposal.comparison.score,
            threshold=known.threshold,
            since=proposal.since,
            evidence=[
                EvidenceView(code=one.code, points=one.points, words=known.words.get(one.code, one.code))
                for one in pieces
            ],
            decisions=[DecisionView.of(one) for one in proposal.decisions],
            kept=proposal.kept,
        )


class SideView(BaseModel):
    """One of the two as it stands; ``merged`` with what its publisher sent last, null where it is withdrawn."""

    id: Id
    standing: bool
    merged: bool
    listing: Listing | None = None


class DuplicateWhole(DuplicateView):
    """A proposal with both listings side by side."""

    sides: tuple[SideView, SideView]


class DuplicatePage(BaseModel):
    """A page of proposals, the likeliest first; ``next`` is the cursor of the one that follows."""

    contents: list[DuplicateView]
    next: str | None = None

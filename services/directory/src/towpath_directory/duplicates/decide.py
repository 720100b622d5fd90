"""The rules of a proposal: pure. What a curator decided, no later likeness undoes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from towpath_directory.duplicates.model import Decision, Proposal, State
from towpath_directory.duplicates.refusals import (
    DuplicateChangedSince,
    DuplicateDecided,
    DuplicateNotFound,
    NotOneOfTheTwo,
)
from towpath_directory.duplicates.score import Comparison
from towpath_runtime.inward import Inward


@dataclass(frozen=True, slots=True)
class Propose:
    """Two listings are alike."""

    comparison: Comparison
    publishers: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Two listings are not alike any longer, or one of them has left."""


@dataclass(frozen=True, slots=True)
class KeptLeft:
    """The listing that stands for both has left the directory: the other one is nobody's double any longer."""

    service: str


@dataclass(frozen=True, slots=True)
class Settle:
    """A curator's word: merge, keep apart or reopen. ``expected`` is the revision that they saw."""

    state: State
    curator: str
    reason: str
    keep: str | None = None
    expected: int | None = None


Asked = Propose | Dismiss | KeptLeft | Settle


class Proposed(Inward):
    """Two listings are alike, with the evidence of the moment."""

    comparison: Comparison
    publishers: tuple[str, str]
    at: datetime


class Dismissed(Inward):
    """They are alike no longer, or one of them has left."""


class Settled(Inward):
    """A curator decided."""

    decision: Decision


def decide(state: Proposal | None, asked: Asked, now: datetime) -> Sequence[Inward]:
    """Return what happens. Raises what `refusals` names."""
    match asked:
        case Propose(comparison=comparison, publishers=publishers):
            if state is not None and state.state in (State.MERGED, State.KEPT_APART):
                return []
            if state is not None and state.state is State.PROPOSED and state.comparison == comparison:
                return []
            since = state.since if state is not None and state.state is State.PROPOSED else now
            return [Proposed(comparison=comparison, publishers=publishers, at=since)]
        case Dismiss():
            return [Dismissed()] if state is not None and state.state is State.PROPOSED else []
        case KeptLeft(service=service):
            return [Dismissed()] if state is not None and state.kept == service else []
        case Settle():
            return _settle(state, asked, now)


def _settle(state: Proposal | None, asked: Settle, now: datetime) -> Sequence[Inward]:
    if state is None:
        raise DuplicateNotFound("nothing was proposed under that id")
    if asked.expected is not None and asked.expected != state.revision:
        raise DuplicateChangedSince("read the proposal again, and send its ETag as If-Match", field="If-Match")
    decided = state.state in (State.MERGED, State.KEPT_APART)
    if asked.state is State.PROPOSED and not decided:
        raise DuplicateDecided("only what a curator decided can be reopened")
    if asked.state is not State.PROPOSED and state.state is not State.PROPOSED:
        raise DuplicateDecided("reopen it first" if decided else "the two are not alike any longer")
    if asked.state is State.MERGED and asked.keep not in state.comparison.services:
        raise NotOneOfTheTwo("keep one of the two listings of the proposal", field="keep")
    return [Settled(decision=Decision(asked.state, asked.curator, asked.reason, now, asked.keep))]


def evolve(state: Proposal | None, event: object) -> Proposal:
    """Return the proposal after an event."""
    match event:
        case Proposed(comparison=comparison, publishers=publishers, at=at):
            if state is None:
                return Proposal(State.PROPOSED, comparison, publishers, at)
            again = replace(state, comparison=comparison, publishers=publishers, since=at)
            return replace(again, state=State.PROPOSED, revision=state.revision + 1)
        case Dismissed() if state is not None:
            return replace(state, state=State.GONE, revision=state.revision + 1)
        case Settled(decision=decision) if state is not None:
            decisions = (*state.decisions, decision)
            return replace(state, state=decision.state, revision=state.revision + 1, decisions=decisions)
    assert state is not None, "a proposal begins with its evidence"
    return state

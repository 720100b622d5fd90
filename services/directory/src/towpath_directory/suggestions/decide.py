"""The rules of a suggestion: pure. It is answered once; a note is shown until it is superseded, ended or too old."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from towpath_directory.curation.model import Fields
from towpath_directory.curation.refusals import ReasonMissing, ReasonUnknown
from towpath_directory.suggestions.model import Answer, Kind, Source, State, Suggestion
from towpath_directory.suggestions.refusals import (
    NotANote,
    NothingSaid,
    ServiceMissing,
    SuggestionNotFound,
    SuggestionSettled,
)
from towpath_runtime.inward import Inward


@dataclass(frozen=True, slots=True)
class Suggest:
    """Say something of a service, or of a new one. ``words`` say whether there are any: they are kept apart."""

    kind: Kind
    source: Source
    service: str | None
    fields: Fields
    reference: str
    organisation: str | None = None
    notices: tuple[str, ...] = ()
    words: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """Answer it: one of accepted, merged, declined and duplicate; a note: superseded or ended.

    ``other`` is the service that it went into, or the suggestion that says the same or takes its place.
    """

    state: State
    by: str
    reason: str | None = None
    other: str | None = None


REASONS = {
    State.ACCEPTED: ("right", "likely", "other"),
    State.MERGED: ("right", "likely", "other"),
    State.DECLINED: ("not-right", "already-so", "unclear", "out-of-scope", "abuse", "personal-data", "other"),
    State.DUPLICATE: ("said-before",),
    State.SUPERSEDED: ("newer-note",),
    State.ENDED: ("no-longer-right", "in-the-listing-now", "personal-data", "other"),
}
"""The reasons of each answer; where none has to be given, the first is taken."""

MUST_REASON = (State.DECLINED, State.ENDED)
OF_NOTES = (State.SUPERSEDED, State.ENDED)


class Suggested(Inward):
    """Somebody said something."""

    suggestion: Suggestion


class Settled(Inward):
    """It was answered."""

    state: State
    answer: Answer


def decide(state: Suggestion | None, asked: Suggest | Settle, now: datetime) -> Sequence[Inward]:
    """Return what happens. Raises what `refusals` names."""
    match asked:
        case Suggest():
            return [Suggested(suggestion=_new(asked, now))]
        case Settle():
            return _settle(state, asked, now)


def _new(asked: Suggest, now: datetime) -> Suggestion:
    if asked.service is None and asked.kind is not Kind.NEW:
        raise ServiceMissing("name the service, or suggest a new one", field="service")
    if not asked.words and not asked.fields and asked.kind is not Kind.CLOSED:
        raise NothingSaid("say what is to change, in fields or in words", field="words")
    if asked.kind is Kind.KNOWLEDGE and not asked.words:
        raise NothingSaid("say what you know of the group", field="words")
    return Suggestion(
        kind=asked.kind,
        source=asked.source,
        service=asked.service,
        fields=asked.fields,
        reference=asked.reference,
        at=now,
        state=State.NOTED if asked.kind is Kind.KNOWLEDGE else State.RECEIVED,
        organisation=asked.organisation,
        notices=asked.notices,
        until=asked.until,
    )


def _settle(state: Suggestion | None, asked: Settle, now: datetime) -> Sequence[Inward]:
    if state is None:
        raise SuggestionNotFound("nothing was suggested under that id")
    if (asked.state in OF_NOTES) is not (state.kind is Kind.KNOWLEDGE):
        raise NotANote("supersede or end a note; accept, merge or decline a suggestion, or call it a duplicate")
    if state.state not in (State.RECEIVED, State.NOTED):
        raise SuggestionSettled(f"it is {state.state}")
    known = REASONS[asked.state]
    if asked.reason is None and asked.state in MUST_REASON:
        raise ReasonMissing(f"give one of: {', '.join(known)}", field="reason")
    if asked.reason is not None and asked.reason not in known:
        raise ReasonUnknown(f"give one of: {', '.join(known)}", field="reason")
    answer = Answer(asked.by, asked.reason or known[0], now, asked.other)
    return [Settled(state=asked.state, answer=answer)]


def evolve(state: Suggestion | None, event: object) -> Suggestion:
    """Return the suggestion after an event."""
    match event:
        case Suggested(suggestion=suggestion):
            return suggestion
        case Settled() if state is not None:
            return replace(state, state=event.state, answer=event.answer)
    assert state is not None, "a suggestion begins with what was said"
    return state

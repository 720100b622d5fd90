"""A suggestion says something and is answered once; its words warn of what they may hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from support.directory_records import NOW
from towpath_directory.curation.refusals import ReasonMissing, ReasonUnknown
from towpath_directory.suggestions.answering import proposed
from towpath_directory.suggestions.decide import Settle, Suggest, decide, evolve
from towpath_directory.suggestions.model import Kind, Source, State, Suggestion
from towpath_directory.suggestions.notices import notices
from towpath_directory.suggestions.rate import Rate
from towpath_directory.suggestions.refusals import (
    NotANote,
    NothingSaid,
    ServiceMissing,
    SuggestionNotFound,
    SuggestionSettled,
    TooManySuggestions,
)
from towpath_directory.suggestions.store import from_document, to_document

SERVICE = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a77"


def said(kind: Kind = Kind.WRONG, **changes: Any) -> Suggest:
    told: dict[str, Any] = {
        "source": Source.PUBLIC,
        "service": SERVICE,
        "fields": {},
        "reference": "r" * 24,
        "words": True,
    }
    return Suggest(kind, **(told | changes))


def after(*asked: Suggest | Settle) -> Suggestion | None:
    state: Suggestion | None = None
    for one in asked:
        for event in decide(state, one, NOW):
            state = evolve(state, event)
    return state


@pytest.mark.parametrize("answer", [State.ACCEPTED, State.MERGED, State.DECLINED, State.DUPLICATE])
def test_it_is_answered_once(answer: State) -> None:
    word = Settle(answer, "curator-7", "unclear" if answer is State.DECLINED else None)
    state = after(said(), word)
    assert state is not None
    assert (state.state, state.open) == (answer, False)
    for again in (word, Settle(State.ACCEPTED, "curator-8")):
        with pytest.raises(SuggestionSettled):
            decide(state, again, NOW)


def test_whoever_declines_says_why() -> None:
    with pytest.raises(ReasonMissing):
        decide(after(said()), Settle(State.DECLINED, "curator-7"), NOW)
    with pytest.raises(ReasonUnknown):
        decide(after(said()), Settle(State.DECLINED, "curator-7", "right"), NOW)


def test_only_what_was_suggested_is_answered() -> None:
    with pytest.raises(SuggestionNotFound):
        decide(None, Settle(State.ACCEPTED, "curator-7"), NOW)


def test_a_note_is_no_suggestion_and_a_suggestion_no_note() -> None:
    note = after(said(Kind.KNOWLEDGE))
    assert note is not None
    assert note.state is State.NOTED
    with pytest.raises(NotANote):
        decide(note, Settle(State.ACCEPTED, "curator-7"), NOW)
    with pytest.raises(NotANote):
        decide(after(said()), Settle(State.SUPERSEDED, "team-east"), NOW)


def test_a_suggestion_says_something_of_something() -> None:
    with pytest.raises(ServiceMissing):
        decide(None, said(service=None), NOW)
    with pytest.raises(NothingSaid):
        decide(None, said(words=False), NOW)
    with pytest.raises(NothingSaid):
        decide(None, said(Kind.KNOWLEDGE, words=False, fields={"name": "Walk"}), NOW)
    assert decide(None, said(Kind.CLOSED, words=False), NOW)
    assert decide(None, said(Kind.NEW, service=None), NOW)


def test_what_has_closed_proposes_just_that() -> None:
    closed = after(said(Kind.CLOSED, words=False))
    assert closed is not None
    assert proposed(closed) == {"status": "defunct"}


def test_what_is_kept_reads_back_the_same() -> None:
    told = said(fields={"name": "Walk"}, until=NOW.date() + timedelta(days=9))
    state = after(told, Settle(State.ACCEPTED, "curator-7", None, SERVICE))
    assert state is not None
    assert from_document(to_document(state)) == state


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("It is on Tuesdays at 10:30 now, from 12 May 2026.", ()),
        ("Write to pat@walkers.example", ("e-mail-address",)),
        ("Ring 0151 496 0000 or +44 151 496 0002", ("telephone-number",)),
        ("My mother goes there", ("of-a-person",)),
        ("999 000 0018 is a patient", ("of-a-person", "nhs-number")),
        ("999 000 0019 is no number of anybody", ()),
        ("born 1 May 1950", ("date-of-birth",)),
    ],
)
def test_words_that_look_like_personal_details_are_noticed(words: str, codes: tuple[str, ...]) -> None:
    assert notices(words) == codes


def test_so_many_come_at_once_and_then_evenly() -> None:
    at = 0.0
    rate = Rate(60, lambda: at)
    for _ in range(60):
        rate.take()
    with pytest.raises(TooManySuggestions):
        rate.take()
    at = 1.0
    rate.take()
    with pytest.raises(TooManySuggestions):
        rate.take()
    at = 3600.0
    for _ in range(60):
        rate.take()
    with pytest.raises(TooManySuggestions):
        rate.take()

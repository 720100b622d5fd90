"""Who waits for what, and what the directory decides about a gap: history, message, expectation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.directory_news import SECTOR, closed, ident, nothing_found, options_found, said
from support.directory_records import NOW, listing
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events import referral
from towpath_contracts.events.gap import GapAnswered, GapClosed, GapRaised
from towpath_contracts.listing import Listing, Location
from towpath_contracts.values import Area
from towpath_directory.counting.facts import Heard
from towpath_directory.gaps.commands import AnswerGap, Asked, CountWaiting, WorkOnGap
from towpath_directory.gaps.decide import decide
from towpath_directory.gaps.evolve import evolve
from towpath_directory.gaps.model import Gap, Wait, Waiting, gap_key, waiting_for, waits
from towpath_directory.gaps.refusals import GapNotFound, GapNotOpen
from towpath_directory.gaps.serving import opens_more, serves
from towpath_directory.gaps.store import from_document, to_document
from towpath_directory.gaps.stream import route
from towpath_runtime.errors import Refused

WHO, SERVICE, OTHER = ident("who"), ident("service"), ident("other")
NEED = "singing"
KEY = gap_key(NEED, SECTOR.code)
HERE = Area(code=SECTOR.code)


def day(number: int) -> datetime:
    return NOW + timedelta(days=number)


def facts(*envelopes: Envelope) -> list[Any]:
    found = []
    for envelope in envelopes:
        (message,) = route(envelope)
        assert isinstance(message.body, Heard)
        found.append(message.body.says)
    return found


def test_whoever_finds_nothing_again_has_waited_since_the_first_time() -> None:
    found = facts(nothing_found(WHO, NEED, "debt", at=day(1)), nothing_found(WHO, NEED, at=day(5)))
    assert waits(found) == (Wait(NEED, SECTOR, since=day(1), newest=day(5)),)


def test_options_end_the_wait_but_for_needs_that_none_of_them_meets() -> None:
    found = [nothing_found(WHO, NEED, "debt", at=day(1))]
    assert not waits(facts(*found, options_found(WHO, NEED, "debt", at=day(2))))
    unmet = facts(*found, options_found(WHO, NEED, unmet=["debt", "housing"], at=day(2)))
    assert waits(unmet) == (Wait("debt", SECTOR, since=day(1), newest=day(2)),)


def test_options_that_came_before_nothing_was_found_end_no_wait() -> None:
    found = facts(nothing_found(WHO, NEED, at=day(3)), options_found(WHO, NEED, at=day(2)))
    assert [wait.since for wait in waits(found)] == [day(3)]


def test_nobody_waits_whose_case_is_closed_even_if_that_is_heard_first() -> None:
    assert not waits(facts(closed(WHO, day(1)), nothing_found(WHO, NEED, at=day(3))))


def test_who_moves_waits_where_they_live_now_and_no_longer_where_they_lived() -> None:
    elsewhere = Area(code="AB10 1")
    moved = waits(facts(nothing_found(WHO, NEED, at=day(1)), nothing_found(WHO, NEED, at=day(4), area=elsewhere)))
    assert waiting_for(KEY, [moved], None) == Waiting()
    assert waiting_for(gap_key(NEED, "AB10 1"), [moved], None) == Waiting(1, day(1), elsewhere)


NEEDS = st.sets(st.sampled_from([NEED, "debt", "housing"]), min_size=1)
DAYS = st.integers(0, 9)
ANSWERS = st.lists(
    st.one_of(
        st.builds(lambda needs, at: nothing_found(WHO, *sorted(needs), at=day(at)), NEEDS, DAYS),
        st.builds(lambda needs, at: options_found(WHO, NEED, unmet=sorted(needs), at=day(at)), NEEDS, DAYS),
    ),
    max_size=6,
)


@given(ANSWERS, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_leaves_the_same_people_waiting(answers: list[Envelope], chance: Any) -> None:
    muddled = {envelope.id: facts(envelope)[0] for envelope in chance.sample(answers * 2, len(answers) * 2)}
    assert waits(muddled.values()) == waits(facts(*answers))


def test_an_answer_settles_who_waited_until_then_and_nobody_who_finds_nothing_after_it() -> None:
    before = waits(facts(nothing_found(WHO, NEED, at=day(1))))
    after = waits(facts(nothing_found(OTHER, NEED, at=day(0)), nothing_found(OTHER, NEED, at=day(3))))
    assert waiting_for(KEY, [before, after], None).people == 2
    assert waiting_for(KEY, [before, after], day(2)) == Waiting(1, day(0), SECTOR)


def test_an_event_of_another_kind_is_for_somebody_else() -> None:
    assert not list(route(said(referral.Resumed(), WHO)))


RAISED = GapRaised(need=NEED, area=HERE, people_waiting=2, since=day(1))
ANSWERED = GapAnswered(need=NEED, area=HERE, service=SERVICE)


def say(history: Sequence[Event], asked: Asked, raise_from: int = 1) -> Sequence[Event]:
    state: Gap | None = None
    for event in history:
        state = evolve(state, event)
    return decide(raise_from, state, asked, NOW)


def count(people: int, since: datetime | None = None) -> CountWaiting:
    return CountWaiting(NEED, Waiting(people, since or day(1), HERE) if people else Waiting())


@pytest.mark.parametrize(
    ("history", "asked", "events"),
    [
        ([], count(2), [RAISED]),
        ([RAISED], count(2), []),
        ([RAISED], count(1), [RAISED.model_copy(update={"people_waiting": 1})]),
        ([RAISED], count(2, day(2)), [RAISED.model_copy(update={"since": day(2)})]),
        ([RAISED], count(0), [GapClosed()]),
        ([], count(0), []),
        ([RAISED, GapClosed()], count(0), []),
        ([RAISED, GapClosed()], count(2), [RAISED]),
        ([RAISED, ANSWERED], count(0), []),
        ([RAISED, ANSWERED], count(2), [RAISED]),
        ([RAISED], AnswerGap(SERVICE), [ANSWERED]),
        ([RAISED], AnswerGap(SERVICE, listed=True), [ANSWERED]),
        ([RAISED, ANSWERED], AnswerGap(SERVICE), []),
        ([RAISED, ANSWERED], AnswerGap(OTHER, listed=True), []),
        ([], AnswerGap(SERVICE, listed=True), []),
        ([RAISED], WorkOnGap("acorn-trust"), []),
    ],
)
def test_what_is_told_of_a_gap(history: Sequence[Event], asked: Asked, events: Sequence[Event]) -> None:
    assert list(say(history, asked)) == events


@pytest.mark.parametrize(
    ("history", "asked", "refusal"),
    [
        ([], AnswerGap(SERVICE), GapNotFound),
        ([], WorkOnGap("acorn-trust"), GapNotFound),
        ([RAISED, ANSWERED], AnswerGap(OTHER), GapNotOpen),
        ([RAISED, GapClosed()], AnswerGap(SERVICE), GapNotOpen),
        ([RAISED, ANSWERED], WorkOnGap("acorn-trust"), GapNotOpen),
    ],
)
def test_what_is_refused(history: Sequence[Event], asked: Asked, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        say(history, asked)


def test_a_gap_is_raised_when_as_many_wait_as_the_policy_asks_and_stands_until_nobody_does() -> None:
    assert not say([], count(2), raise_from=3)
    assert [type(event) for event in say([], count(3), raise_from=3)] == [GapRaised]
    assert [type(event) for event in say([RAISED], count(1), raise_from=3)] == [GapRaised]


@given(st.lists(st.sampled_from([count(0), count(1), count(2), AnswerGap(SERVICE, listed=True)]), max_size=8))
def test_the_events_alone_give_the_state_that_is_kept(asked: list[Asked]) -> None:
    state: Gap | None = None
    told: list[Event] = []
    for one in asked:
        for event in decide(1, state, one, NOW):
            state = evolve(state, event)
            told.append(event)
    rebuilt: Gap | None = None
    for event in told:
        rebuilt = evolve(rebuilt, event)
    assert rebuilt == state
    if state is not None:
        assert from_document(to_document(state)) == state
    assert all(first != second for first, second in pairwise(told))


def near(lat: float, lon: float) -> tuple[Location, ...]:
    return (Location(id=ident("place"), latitude=lat, longitude=lon),)


@pytest.mark.parametrize(
    ("says", "answer"),
    [
        ({"nationwide": True}, True),
        ({"nationwide": True, "needs": ("debt",)}, False),
        ({"nationwide": True, "status": "inactive"}, False),
        ({"areas": (Area(code="L8 5"),)}, True),
        ({"areas": (Area(code="L8"),)}, True),
        ({"areas": (Area(code="L9 1"),), "modes": ("online",)}, False),
        ({"modes": ("phone",)}, True),
        ({"modes": ("in-person",)}, False),
        ({"locations": near(53.40, -2.97)}, True),
        ({"locations": near(53.48, -2.24)}, False),
        ({"locations": near(53.48, -2.24), "reach_km": 60}, True),
        ({"locations": near(53.40, -2.97), "reach_km": 0.5}, False),
    ],
)
def test_a_listing_serves_an_area_as_matching_would_say(says: dict[str, Any], answer: bool) -> None:
    assert serves(listing(**{"needs": (NEED,)} | says), NEED, SECTOR, far_km=15) is answer


@pytest.mark.parametrize(
    ("change", "opens"),
    [
        ({"description": "Now with soup."}, False),
        ({"minimum_age": 16}, True),
        ({"needs": (NEED, "debt")}, True),
        ({"needs": ()}, False),
        ({"status": "defunct"}, False),
    ],
)
def test_a_change_that_could_let_somebody_in_is_an_opening(change: dict[str, Any], opens: bool) -> None:
    before: Listing = listing(needs=(NEED,))
    assert opens_more(None, before)
    assert opens_more(before, before.model_copy(update=change)) is opens

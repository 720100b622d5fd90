"""What is known of an offer and what a service's offers add up to: in any order, and however often it is heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.directory_news import courses, ident, said
from support.directory_records import NOW, listing
from towpath_contracts.event import Event
from towpath_contracts.events import referral
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_contracts.states import CONNECTION
from towpath_directory.commands import CountOffers, ReportCapacity
from towpath_directory.counting.facts import Heard
from towpath_directory.decide import decide
from towpath_directory.evolve import evolve
from towpath_directory.model import Entry
from towpath_directory.offers.model import LAST, Offer, Step, counts_until, fades, figures, offer_of
from towpath_directory.offers.stream import STEPS, route

SERVICE = ident("service")
Fact = dict[str, Any]


def fact(step: Step, at: datetime = NOW) -> Fact:
    return {"step": step.value, "at": at}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, Fact]]:
    """A walk through the states of a connection, each event under its own id, with the moments growing."""
    told: list[tuple[str, Fact]] = []
    state = ""
    at = NOW - timedelta(days=draw(st.integers(0, 200)))
    while moves := sorted(move for move in CONNECTION.moves if move.before == state):
        if told and not draw(st.integers(0, 2)):
            break
        move = draw(st.sampled_from(moves))
        at += timedelta(days=draw(st.integers(0, 40)))
        told.append((f"{len(told)}", fact(Step(move.event.removeprefix("connection_")), at)))
        state = move.after
    return told


def test_an_offer_is_over_after_the_events_that_nothing_follows() -> None:
    goes_on = {move.before for move in CONNECTION.moves}
    last = {move.event for move in CONNECTION.moves if move.after not in goes_on}
    assert {f"connection_{step.value}" for step in LAST} == last


@given(st.lists(histories(), max_size=6), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_of_what_is_heard_gives_the_same_figures(
    connections: list[list[tuple[str, Fact]]], chance: Any
) -> None:
    now = NOW + timedelta(days=200)
    in_order = [offer_of([heard for _, heard in history]) for history in connections]
    muddled = [offer_of(dict(chance.sample(history * 2, len(history) * 2)).values()) for history in connections]
    assert muddled == in_order
    assert figures(muddled, now) == figures(reversed(in_order), now)


@given(st.lists(histories(), max_size=6))
def test_the_figures_are_what_the_states_of_the_connections_say(histories: list[list[tuple[str, Fact]]]) -> None:
    now = NOW + timedelta(days=100)
    states: Counter[str] = Counter()
    accepted = ended_well = 0
    for history in histories:
        state = ""
        for _, heard in history:
            (state,) = CONNECTION.after(state, f"connection_{heard['step']}")
            lately = fades(heard["at"]) > now
            accepted += lately and heard["step"] == "accepted"
            ended_well += lately and heard["step"] == "completed"
        states[state] += 1
    found = figures([offer_of([heard for _, heard in history]) for history in histories], now)
    assert (found.in_flight, found.accepted, found.ended_well) == (states["requested"], accepted, ended_well)


@given(st.lists(histories(), max_size=6), st.integers(0, 300))
def test_nothing_changes_before_the_moment_that_is_named_and_an_offer_that_is_left_out_counts_for_nothing(
    histories: list[list[tuple[str, Fact]]], days: int
) -> None:
    now = NOW + timedelta(days=days)
    offers = [offer_of([heard for _, heard in history]) for history in histories]
    found = figures(offers, now)
    until = found.until or now + timedelta(days=500)
    just_before = figures(offers, until - timedelta(milliseconds=1))
    assert (just_before.in_flight, just_before.accepted, just_before.ended_well) == (
        found.in_flight,
        found.accepted,
        found.ended_well,
    )
    if found.until is not None:
        after = figures(offers, found.until)
        assert after.accepted + after.ended_well < found.accepted + found.ended_well
    kept = [offer for offer in offers if (end := counts_until(offer)) is None or end > now]
    assert figures(kept, now) == found


def test_who_takes_part_was_accepted_even_where_that_news_is_late() -> None:
    early = offer_of([fact(Step.STARTED)])
    assert early == Offer(in_flight=False, accepted=NOW)
    late = offer_of([fact(Step.STARTED), fact(Step.REQUESTED), fact(Step.ACCEPTED, NOW - timedelta(days=1))])
    assert late == Offer(in_flight=False, accepted=NOW - timedelta(days=1))


@pytest.mark.parametrize(
    ("happened", "over"),
    [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 5, 30, 23, tzinfo=UTC)),
        (datetime(2026, 3, 2, 23, 59, tzinfo=UTC), datetime(2026, 5, 30, 23, tzinfo=UTC)),
        (datetime(2026, 9, 1, 22, 59, tzinfo=UTC), datetime(2026, 11, 30, 0, tzinfo=UTC)),
        (datetime(2026, 9, 1, 23, 1, tzinfo=UTC), datetime(2026, 12, 1, 0, tzinfo=UTC)),
    ],
)
def test_ninety_days_end_at_a_midnight_in_london_whatever_the_clocks_did_meanwhile(
    happened: datetime, over: datetime
) -> None:
    assert fades(happened) == over


def test_every_step_is_an_event_of_the_stream_and_only_the_request_names_the_service() -> None:
    assert {kind.name.removeprefix("connection_") for kind in STEPS} == {step.value for step in Step}
    for envelope in courses(SERVICE, 7, NOW):
        (message,) = route(envelope)
        assert isinstance(message.body, Heard)
        asks = isinstance(envelope.event, referral.ConnectionRequested)
        assert message.body.keys == ((SERVICE,) if asks else ())
        assert message.body.says["at"] == envelope.time
    assert not list(route(said(referral.Resumed(), ident("referral"))))


MINE = listing(id=SERVICE)
PUBLISHED = ServicePublished(listing=MINE)
ROOM = CapacityReported(service=SERVICE, state="capacity", as_of=NOW - timedelta(days=30), spaces=4)
COUNTED = {"offers_in_flight": 3, "accepted_90d": 2, "ended_well_90d": 1}


def say(history: Sequence[Event], asked: Any) -> Sequence[Event]:
    state: Entry | None = None
    for event in history:
        state = evolve(state, event)
    return decide(state, asked, NOW)


def test_counts_are_told_beside_what_the_provider_said_and_do_not_make_that_newer() -> None:
    assert say([PUBLISHED, ROOM], CountOffers(SERVICE, 3, 2, 1)) == [ROOM.model_copy(update=COUNTED)]


def test_a_service_that_never_said_how_much_room_it_has_is_unknown_with_its_counts() -> None:
    unknown = CapacityReported.model_validate({"service": SERVICE, "state": "unknown", "as_of": NOW, **COUNTED})
    assert say([PUBLISHED], CountOffers(SERVICE, 3, 2, 1)) == [unknown]


def test_its_first_report_is_taken_though_the_counts_were_told_later_than_it_was_true() -> None:
    unknown = CapacityReported.model_validate({"service": SERVICE, "state": "unknown", "as_of": NOW, **COUNTED})
    asked = ReportCapacity(SERVICE, "capacity", as_of=ROOM.as_of, spaces=4)
    assert say([PUBLISHED, unknown], asked) == [ROOM.model_copy(update=COUNTED)]


@pytest.mark.parametrize(
    ("history", "figures"),
    [
        ([], (3, 2, 1)),
        ([PUBLISHED, ServiceWithdrawn()], (3, 2, 1)),
        ([PUBLISHED], (0, 0, 0)),
        ([PUBLISHED, ROOM], (0, 0, 0)),
        ([PUBLISHED, ROOM.model_copy(update=COUNTED)], (3, 2, 1)),
    ],
)
def test_nothing_is_told_of_a_service_that_is_not_listed_nor_where_no_figure_changed(
    history: Sequence[Event], figures: tuple[int, int, int]
) -> None:
    assert not say(history, CountOffers(SERVICE, *figures))


def test_figures_that_went_back_to_nothing_are_told() -> None:
    counted = ROOM.model_copy(update=COUNTED)
    nothing = {"offers_in_flight": 0, "accepted_90d": 0, "ended_well_90d": 0}
    assert say([PUBLISHED, counted], CountOffers(SERVICE, 0, 0, 0)) == [ROOM.model_copy(update=nothing)]

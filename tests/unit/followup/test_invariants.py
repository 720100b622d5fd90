"""What holds whatever happens, in whatever order, however often."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from support.followup_story import (
    ACCEPTED,
    ANSWERED,
    ASSESSED,
    CANCELLED,
    CLOSED,
    COMPLETED,
    CONNECTION,
    DECLINED,
    FAILED,
    MONDAY,
    OTHER_CONNECTION,
    PAUSED,
    REFERRAL,
    REJECTED,
    REQUESTED,
    RESUMED,
    STARTED,
    WAITLISTED,
    Story,
    kinds,
    plan,
)
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events.followup import Due, Missed, ReplyOverdue, TimerEvent
from towpath_followup.evolve import evolve
from towpath_followup.model import FollowUp
from towpath_followup.store import TIMERS, from_document, project, timer_write, to_document
from towpath_runtime.aggregate import Change
from towpath_runtime.errors import Refused
from towpath_runtime.message import Message

CONNECTIONS = [REQUESTED, ANSWERED, WAITLISTED, DECLINED, STARTED, COMPLETED, FAILED, CANCELLED]
NEWS: list[Event] = [
    ACCEPTED,
    ASSESSED,
    PAUSED,
    RESUMED,
    plan(30),
    plan(90),
    plan(None),
    *CONNECTIONS,
    *(event.model_copy(update={"connection": OTHER_CONNECTION}) for event in CONNECTIONS),
]
OUTCOMES = ["reached", "no-answer", "left-message", "going-well", "needs-something-else", "declined"]

Deed = Callable[[Story, datetime], None]


def hears(event: Event) -> Deed:
    def deed(story: Story, now: datetime) -> None:
        story.hear(event, at=now)

    return deed


def records(outcome: str, kind: str, connection: str | None) -> Deed:
    def deed(story: Story, now: datetime) -> None:
        with contextlib.suppress(Refused):
            story.record(outcome, now, kind=kind, connection=connection)

    return deed


def fires(which: int) -> Deed:
    def deed(story: Story, now: datetime) -> None:
        if story.timers:
            with contextlib.suppress(Refused):
                story.fire(story.timers[which % len(story.timers)], now)

    return deed


def measures(story: Story, _: datetime) -> None:
    with contextlib.suppress(Refused):
        story.measure("pam", "review", score=50, level=2)


news = st.sampled_from(NEWS)
deeds: st.SearchStrategy[Deed] = st.one_of(
    st.sampled_from([*NEWS, CLOSED]).map(hears),
    st.integers(0, 20).map(fires),
    st.builds(
        lambda outcome, what: records(outcome, *what),
        st.sampled_from(OUTCOMES),
        st.sampled_from([("first-contact", None), ("review", None), ("check-in", CONNECTION)]),
    ),
    st.just(measures),
)
steps = st.lists(st.tuples(deeds, st.integers(0, 20 * 24 * 60)), max_size=30)


def played(steps: Sequence[tuple[Deed, int]]) -> Story:
    story, now = Story(), MONDAY
    for deed, minutes in steps:
        now += timedelta(minutes=minutes)
        deed(story, now)
    return story


@given(st.lists(news, max_size=15), st.sampled_from([CLOSED, REJECTED]), st.lists(news, max_size=15))
def test_no_order_and_no_repetition_of_news_leaves_a_timer_open_after_the_end(
    before: list[Event], end: Event, after: list[Event]
) -> None:
    story = Story()
    for event in [*before, end, *after]:
        story.hear(event)

    assert story.open == []


@given(
    st.sampled_from([COMPLETED, FAILED, CANCELLED]).flatmap(
        lambda end: st.permutations([REQUESTED, ANSWERED, STARTED, end])
    )
)
def test_a_connection_that_ended_awaits_nothing_in_whatever_order_its_news_comes(order: list[Event]) -> None:
    story = Story()
    for event in order:
        story.hear(event)

    assert story.open == []


@given(steps, news)
def test_news_that_comes_again_changes_nothing(steps: list[tuple[Deed, int]], event: Event) -> None:
    story = played(steps)
    story.hear(event)

    assert not story.hear(event)


@given(steps)
def test_nothing_fires_early_and_nothing_fires_twice(steps: list[tuple[Deed, int]]) -> None:
    story, now = Story(), MONDAY
    moments: dict[tuple[str, str], datetime] = {}
    for deed, minutes in steps:
        now += timedelta(minutes=minutes)
        seen, before = len(story.events), {timer.id: timer for timer in story.timers}
        deed(story, now)
        for event in story.events[seen:]:
            if isinstance(event, Due | Missed):
                moment = before[event.timer].fires
                assert moment is not None
                assert moment <= now
                assert moments.get((event.timer, event.name)) != moment, "the same moment had its effect before"
                moments[event.timer, event.name] = moment
            if isinstance(event, ReplyOverdue):
                (timer,) = (
                    timer
                    for timer in before.values()
                    if timer.open and timer.kind == "provider-reply" and timer.connection == event.connection
                )
                assert timer.due is not None
                assert timer.due <= now


@given(steps)
def test_one_contact_of_a_kind_is_awaited_at_a_time(steps: list[tuple[Deed, int]]) -> None:
    awaited = [(timer.kind, timer.connection) for timer in played(steps).timers if timer.awaited]

    assert len(awaited) == len(set(awaited))


@given(steps)
def test_nothing_is_open_unless_the_referral_is(steps: list[tuple[Deed, int]]) -> None:
    story = played(steps)

    if story.state is not None and story.state.phase != "open":
        assert story.open == []


@given(steps)
def test_the_state_is_the_fold_of_its_own_events_also_through_the_store(steps: list[tuple[Deed, int]]) -> None:
    story = played(steps)

    folded: FollowUp | None = None
    for event in story.events:
        read = type(event).from_json(event.model_dump_json(exclude_none=True).encode())
        folded = evolve(folded, read)
        folded = from_document(to_document(folded))
    assert folded == story.state


@given(steps)
def test_attempts_are_counted_without_a_gap_and_never_beyond_the_policy(steps: list[tuple[Deed, int]]) -> None:
    story = played(steps)

    for timer in story.timers:
        earlier = [
            kept.attempt
            for kept in story.timers
            if kept.kind == timer.kind and kept.round == timer.round and kept.connection == timer.connection
        ]
        assert sorted(earlier) == list(range(1, len(earlier) + 1))
        assert timer.attempt <= 3


@settings(max_examples=60)
@given(steps)
def test_the_timers_own_documents_are_what_the_follow_up_says(steps: list[tuple[Deed, int]]) -> None:
    story = played(steps)
    documents: dict[str, dict[str, object]] = {}
    states = [None, *_states(story.events)]
    for before, after in pairwise(states):
        for write in project(_change(before, after)):
            assert write.collection == TIMERS
            _apply(documents, write.operation)

    whole: dict[str, dict[str, object]] = {}
    for timer in story.timers:
        _apply(whole, timer_write(REFERRAL, timer))
    assert documents == whole
    fire = {name for name, document in documents.items() if "fires" in document}
    assert fire == {timer.id for timer in story.timers if timer.open}


def _states(events: Sequence[Event]) -> list[FollowUp]:
    states: list[FollowUp] = []
    for event in events:
        states.append(evolve(states[-1] if states else None, event))
    return states


def _change(before: FollowUp | None, after: FollowUp | None) -> Change[FollowUp]:
    message = Message(id=REFERRAL, aggregate="followup", key=REFERRAL, body=None, correlation=REFERRAL)
    events: tuple[Envelope, ...] = ()
    return Change(REFERRAL, before, after, message, events, MONDAY)


def _apply(documents: dict[str, dict[str, object]], operation: object) -> None:
    """What an upsert with $set and $unset does; the real one is shown on a real server."""
    (name,) = operation._filter.values()  # type: ignore[attr-defined]
    change = operation._doc  # type: ignore[attr-defined]
    document = documents.setdefault(name, dict(change["$setOnInsert"]))
    document.update(change["$set"])
    for absent in change["$unset"]:
        document.pop(absent, None)
    assert None not in document.values()


def test_a_timer_says_what_its_events_said() -> None:
    story = Story()
    story.hear(ACCEPTED)
    story.record("no-answer", MONDAY, kind="first-contact")

    said = [event for event in story.events if isinstance(event, TimerEvent)]
    assert kinds(said) == ["scheduled", "recorded", "scheduled"]
    first, second = story.timers
    assert (first.outcome, first.status) == ("no-answer", "recorded")
    assert (second.attempt, second.status) == (2, "scheduled")

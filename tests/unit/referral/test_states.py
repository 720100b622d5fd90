"""The rules allow what the published tables of states hold, all of it and nothing else."""

from collections import deque
from collections.abc import Iterator
from datetime import date

import pytest

from support import referral_story as story
from towpath_contracts.codes import ConcernKind, ContactOutcome, Outcome, PartnerAnswer, Reason, Step
from towpath_contracts.event import Event, Stream
from towpath_contracts.states import BEGINNING, CASE, CLOSES, CONNECTION, Machine, Move
from towpath_referral import commands as asked
from towpath_referral.decide import decider
from towpath_referral.evolve import SETTLED_BY_CONTACT, evolve
from towpath_referral.model import CLOSING, STANDS_OPEN, TRANSITIONS, Case, Standing, Status
from towpath_runtime.errors import Refused

MESSAGES: list[object] = [
    story.receive(),
    story.accept(),
    asked.RejectReferral(Reason.NOT_ELIGIBLE),
    asked.Reallocate(story.an_id("ben")),
    story.assess(),
    story.assess(story.an_id("second assessment")),
    asked.AskForOptions(),
    story.options(),
    story.no_match(),
    story.plan(),
    story.request(),
    *(asked.AnswerConnection(story.FIRST, answer) for answer in PartnerAnswer),
    *(story.answered(answer) for answer in PartnerAnswer),
    story.answered(PartnerAnswer.WAITLISTED, expected_by=date(2026, 4, 1)),
    asked.CancelConnection(story.FIRST, Reason.DECLINED),
    asked.StartConnection(story.FIRST),
    story.attended(),
    *(asked.CompleteConnection(story.FIRST, outcome) for outcome in Outcome),
    *(story.ended(outcome) for outcome in Outcome),
    story.silence(),
    asked.Pause(Reason.OTHER),
    asked.Resume(),
    *(asked.Close(reason) for reason in Reason),
    *(asked.RaiseConcern(kind) for kind in ConcernKind),
    story.exhausted(),
    story.missed(),
    *(story.contact(outcome.value) for outcome in ContactOutcome),
]
"""Everything that can be asked of a case or told it, with one connection."""


def standing(case: Case | None) -> str:
    return case.connections[0].standing.value if case is not None and case.connections else BEGINNING


def sort_of(case: Case | None) -> object:
    """What the rules look at when they choose an event: two cases of one sort say the same."""
    if case is None:
        return None
    pressing = bool(case.attention), bool(set(case.attention) - SETTLED_BY_CONTACT)
    asked_for = case.request is not None, case.options.awaited > 0, bool(case.options.answers)
    known = [(connection.standing, connection.expected_by) for connection in case.connections]
    to_assess = case.next_step is not None and case.next_step.what == Step.ASSESS
    return case.status, pressing, asked_for, tuple(known), case.rematch_due is not None, to_assess


def steps() -> Iterator[tuple[Case | None, Event, Case]]:
    """Every event that any case may come to say: the case before, the event, the case after."""
    decide, seen, waiting = decider(), {sort_of(None)}, deque[Case | None]([None])
    while waiting:
        start = waiting.popleft()
        for message in MESSAGES:
            try:
                events = decide(start, message, story.MONDAY)
            except Refused:
                continue
            case = start
            for event in events:
                after = evolve(case, event)
                if event.stream is Stream.REFERRAL:
                    yield case, event, after
                case = after
            if sort_of(case) not in seen:
                seen.add(sort_of(case))
                waiting.append(case)


@pytest.fixture(scope="module")
def seen() -> tuple[set[Move], set[Move]]:
    """The moves of a case and of its connection that the rules allow."""
    of_cases, of_connections = set(), set()
    for before, event, after in steps():
        of_cases.add(Move(before.status.value if before else BEGINNING, event.name, after.status.value))
        if event.name in {move.event for move in CONNECTION.moves}:
            of_connections.add(Move(standing(before), event.name, standing(after)))
    return of_cases, of_connections


def test_a_case_moves_as_the_table_says_and_not_otherwise(seen: tuple[set[Move], set[Move]]) -> None:
    assert seen[0] - CASE.moves == set(), "the rules allow more"
    assert CASE.moves - seen[0] == set(), "the table allows more"


def test_a_connection_moves_as_the_table_says_and_not_otherwise(seen: tuple[set[Move], set[Move]]) -> None:
    assert seen[1] - CONNECTION.moves == set(), "the rules allow more"
    assert CONNECTION.moves - seen[1] == set(), "the table allows more"


def test_the_states_are_those_of_the_rules() -> None:
    assert set(CASE.states) == {status.value for status in Status}
    assert set(CONNECTION.states) == {state.value for state in Standing}
    assert CASE.ends == {status.value for status, following in TRANSITIONS.items() if not following}
    assert CONNECTION.ends == {state.value for state in set(Standing) - STANDS_OPEN}


def test_a_case_ends_by_its_reason_as_the_table_says() -> None:
    assert {reason: status.value for reason, status in CLOSING.items()} == CLOSES


@pytest.mark.parametrize("machine", [CASE, CONNECTION], ids=lambda machine: machine.name)
def test_every_state_can_be_reached(machine: Machine) -> None:
    reached, grown = {BEGINNING}, True
    while grown:
        after = reached | {move.after for move in machine.moves if move.before in reached}
        grown, reached = after != reached, after
    assert reached - {BEGINNING} == set(machine.states)


def test_what_may_follow_can_be_asked() -> None:
    assert CASE.after("on-hold", "resumed") == {"in-progress"}
    assert CASE.after("completed", "resumed") == set()

"""Whatever is asked and whatever comes, in whatever order and however often, a case stays sound."""

from datetime import date
from functools import reduce

from hypothesis import given, settings
from hypothesis import strategies as st

from support.referral_story import (
    ANNA,
    ASSESSMENT,
    CHOIR,
    FIRST,
    SECOND,
    WALKS,
    Story,
    accept,
    an_id,
    answered,
    assess,
    attended,
    contact,
    ended,
    exhausted,
    missed,
    no_match,
    options,
    plan,
    receive,
    request,
    silence,
)
from towpath_contracts.codes import ConcernKind, ContactOutcome, Outcome, PartnerAnswer, Reason
from towpath_contracts.events.partner import ConnectionOffered, ConnectionWithdrawn
from towpath_contracts.events.referral import (
    ConnectionAccepted,
    ConnectionCancelled,
    ConnectionFailed,
    ConnectionRejected,
    OptionsReceived,
    RematchRequested,
)
from towpath_referral import commands as asked
from towpath_referral.evolve import evolve
from towpath_referral.model import TRANSITIONS, Case, Status
from towpath_referral.store import from_document, to_document
from towpath_runtime.errors import Refused

connections = st.sampled_from([FIRST, SECOND])
reasons = st.sampled_from(Reason)
assessments = st.sampled_from([ASSESSMENT, an_id("second assessment")])
answers = st.sampled_from(["answer 1", "answer 2", "answer 3"])
days = st.one_of(st.none(), st.dates(date(2026, 3, 1), date(2026, 8, 1)))

commands = st.one_of(
    st.just(receive()),
    st.just(accept()),
    st.builds(asked.RejectReferral, reasons),
    st.builds(asked.Reallocate, st.sampled_from([ANNA, an_id("ben")])),
    st.builds(assess, assessments),
    st.builds(asked.AskForOptions, st.sampled_from([(), (CHOIR,)])),
    st.builds(plan, st.sampled_from([None, 7])),
    st.builds(request, connections, st.sampled_from([WALKS, CHOIR]), offered=st.booleans()),
    st.builds(asked.AnswerConnection, connections, st.sampled_from(PartnerAnswer)),
    st.builds(asked.CancelConnection, connections, reasons),
    st.builds(asked.StartConnection, connections),
    st.builds(asked.CompleteConnection, connections, st.sampled_from(Outcome)),
    st.builds(asked.Pause, reasons, days),
    st.just(asked.Resume()),
    st.builds(asked.Close, reasons),
    st.builds(asked.RaiseConcern, st.sampled_from(ConcernKind)),
)
news = st.one_of(
    st.builds(options, answers, assessments),
    st.builds(no_match, answers, assessments),
    st.builds(answered, st.sampled_from(PartnerAnswer), connections, expected_by=days),
    st.builds(answered, st.sampled_from(PartnerAnswer), connections, by=st.just("somebody-else")),
    st.builds(attended, connections, came=st.booleans()),
    st.builds(ended, st.sampled_from(Outcome), connections),
    st.builds(silence, connections),
    st.just(exhausted()),
    st.just(missed()),
    st.builds(contact, st.sampled_from([outcome.value for outcome in ContactOutcome])),
)
# Most histories get far enough for something to go wrong.
beginnings = st.sampled_from([(), (receive(),), (receive(), accept()), (receive(), accept(), assess(), options())])
messages = st.lists(st.one_of(commands, news, news), max_size=25)
turns = st.integers(0, 3)


def tell(story: Story, message: object) -> None:
    before = story.case
    told = len(story.log)
    try:
        story.tell(message)
    except Refused:
        assert isinstance(message, asked.Command), "news is never refused: it would be parked"
        assert story.case == before
        return
    if story.case is not None:
        is_sound(story.case)
        follows_the_table(before, story.case)
        tells_what_it_should(story, told)


def is_sound(case: Case) -> None:
    assert (case.next_step is not None) == case.open
    assert case.owner.team
    if case.status in (Status.ACCEPTED, Status.IN_PROGRESS, Status.ON_HOLD):
        assert case.owner.link_worker
    if not case.open:
        assert not any(connection.open for connection in case.connections)
        assert case.reason is not None
    open_services = [connection.service for connection in case.connections if connection.open]
    assert len(open_services) == len(set(open_services))
    assert len(case.connections) == len({connection.id for connection in case.connections})
    assert 0 <= case.options.awaited <= case.options.asked - case.options.answered
    assert from_document(to_document(case)) == case


def follows_the_table(before: Case | None, after: Case) -> None:
    if before is not None and before.status != after.status:
        # Resuming and assessing may both follow within what one message does; each is a step of the table.
        assert after.status in TRANSITIONS[before.status]


def tells_what_it_should(story: Story, told: int) -> None:
    new = story.log[told:]
    case = story.known
    for event in new:
        if isinstance(event, ConnectionRejected | ConnectionFailed):
            connection = case.connection(event.connection)
            assert connection is not None
            assert connection.service in case.excluded
            if case.status == Status.IN_PROGRESS:
                again = [told for told in new if isinstance(told, RematchRequested)]
                assert len(again) == 1
                assert connection.service in again[0].excluded_services
            else:
                assert case.rematch_due is not None
        if isinstance(event, ConnectionCancelled):
            connection = case.connection(event.connection)
            assert connection is not None
            withdrawn = any(
                isinstance(told, ConnectionWithdrawn) and told.connection == event.connection for told in new
            )
            assert withdrawn == connection.offered


@settings(max_examples=300, deadline=None)
@given(beginnings, st.lists(st.tuples(turns, st.one_of(commands, news, news)), max_size=25))
def test_no_history_leaves_a_case_unowned_or_without_a_next_step(
    beginning: tuple[object, ...], rest: list[tuple[int, object]]
) -> None:
    story = Story()
    for message in beginning:
        tell(story, message)
    for turn, message in rest:
        tell(story.days_later(turn), message)


@settings(max_examples=200, deadline=None)
@given(beginnings, messages)
def test_the_fold_of_the_log_is_the_case(beginning: tuple[object, ...], rest: list[object]) -> None:
    story = Story()
    for message in (*beginning, *rest):
        tell(story, message)
    if story.log:
        folded: Case = evolve(None, story.log[0])
        folded = reduce(evolve, story.log[1:], folded)
        assert to_document(folded) == to_document(story.known)
        assert folded.length == len(story.log)


@settings(max_examples=200, deadline=None)
@given(beginnings, messages, news)
def test_news_that_comes_twice_changes_nothing_the_second_time(
    beginning: tuple[object, ...], rest: list[object], twice: object
) -> None:
    story = Story()
    for message in (*beginning, *rest, twice):
        tell(story, message)
    assert list(story.tell(twice)) == []


@settings(max_examples=200, deadline=None)
@given(beginnings, messages)
def test_offers_and_answers_add_up(beginning: tuple[object, ...], rest: list[object]) -> None:
    story = Story()
    for message in (*beginning, *rest):
        tell(story, message)
    if story.case is None:
        return
    offered = {event.connection for event in story.log if isinstance(event, ConnectionOffered)}
    assert offered == {connection.id for connection in story.case.connections if connection.offered}
    received = [event for event in story.log if isinstance(event, OptionsReceived)]
    assert len(received) == story.case.options.answered
    assert len({event.answer for event in received}) <= len(received)


@settings(max_examples=100, deadline=None)
@given(st.permutations([answered(PartnerAnswer.ACCEPTED), attended(), ended()]))
def test_replies_in_any_order_end_a_connection_the_same(replies: list[object]) -> None:
    story = Story()
    story.tell(receive(), accept(), assess(), options(), request(), *replies)
    assert [connection.standing for connection in story.known.connections] == ["completed"]
    assert sum(isinstance(event, ConnectionAccepted) for event in story.log) == 1

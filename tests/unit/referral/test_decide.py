"""What follows from what: history, message, expectation."""

from datetime import date

import pytest

from support.referral_story import (
    ACCEPTED,
    ASSESSED,
    CHOIR,
    CONNECTED,
    FIRST,
    MATCHED,
    SECOND,
    STARTED,
    accept,
    after,
    an_id,
    answered,
    assess,
    attended,
    contact,
    ended,
    exhausted,
    missed,
    names,
    no_match,
    options,
    plan,
    receive,
    request,
    silence,
)
from towpath_contracts.codes import ConcernKind, Outcome, PartnerAnswer, Reason
from towpath_referral import commands as asked
from towpath_referral.decide import RULES
from towpath_referral.decide import refusals as refusal
from towpath_runtime.errors import Poison, Refused

YES, LATER, NO = PartnerAnswer.ACCEPTED, PartnerAnswer.WAITLISTED, PartnerAnswer.REJECTED
PAUSE = asked.Pause(Reason.OTHER)
GOALS_MET = asked.Close(Reason.GOALS_MET)
CLOSED = (*ACCEPTED, GOALS_MET)
WRONG_PARTNER = answered(YES, by="somebody-else")
UNOFFERED = (*MATCHED, request(offered=False))

FOLLOWS: dict[str, tuple[tuple[object, ...], object, list[str]]] = {
    "a referral is received": ((), receive(), ["Received"]),
    "a link worker accepts": ((receive(),), accept(), ["Accepted"]),
    "a team rejects": ((receive(),), asked.RejectReferral(Reason.OUT_OF_AREA), ["Rejected"]),
    "another link worker takes over": (ACCEPTED, asked.Reallocate(an_id("ben")), ["Reallocated"]),
    "the same link worker again is nothing new": (ACCEPTED, asked.Reallocate(accept().link_worker), []),
    "a paused case can change hands": ((*ACCEPTED, PAUSE), asked.Reallocate(an_id("ben")), ["Reallocated"]),
    "an assessment asks for options": (ACCEPTED, assess(), ["NeedsAssessed"]),
    "options are received": (ASSESSED, options(), ["OptionsReceived"]),
    "nothing found needs attention": (ASSESSED, no_match(), ["OptionsReceived", "AttentionNeeded"]),
    "the same answer twice is taken once": (MATCHED, options(), []),
    "an answer that nobody awaits is not taken": (MATCHED, options("answer 2"), []),
    "an answer to an earlier assessment is stale": (
        (*ASSESSED, assess(an_id("later"))),
        options(),
        [],
    ),
    "an answer for a closed case changes nothing": ((*ASSESSED, GOALS_MET), options(), []),
    "options can be asked for again": (MATCHED, asked.AskForOptions(), ["RematchRequested"]),
    "a plan is agreed": (MATCHED, plan(), ["PlanAgreed"]),
    "a partner is offered the connection": (MATCHED, request(), ["ConnectionRequested", "ConnectionOffered"]),
    "an organisation without topics is asked by the link worker": (
        MATCHED,
        request(offered=False),
        ["ConnectionRequested"],
    ),
    "a partner accepts": (CONNECTED, answered(YES), ["ConnectionAccepted"]),
    "a partner accepts twice": ((*CONNECTED, answered(YES)), answered(YES), []),
    "a partner has a waiting list": (CONNECTED, answered(LATER), ["ConnectionWaitlisted"]),
    "the same waiting list again is nothing new": ((*CONNECTED, answered(LATER)), answered(LATER), []),
    "a new date on the waiting list is": (
        (*CONNECTED, answered(LATER)),
        answered(LATER, expected_by=date(2026, 5, 1)),
        ["ConnectionWaitlisted"],
    ),
    "a partner accepts from the waiting list": (
        (*CONNECTED, answered(LATER)),
        answered(YES),
        ["ConnectionAccepted"],
    ),
    "a partner declines": (CONNECTED, answered(NO), ["ConnectionRejected", "RematchRequested"]),
    "a partner declines after it accepted": (
        (*CONNECTED, answered(YES)),
        answered(NO),
        ["ConnectionFailed", "RematchRequested"],
    ),
    "a partner declines somebody who takes part": (STARTED, answered(NO), []),
    "a partner declines twice": ((*CONNECTED, answered(NO)), answered(NO), []),
    "another partner answers": (CONNECTED, WRONG_PARTNER, []),
    "a partner answers about a connection that is not here": (CONNECTED, answered(YES, SECOND), []),
    "a partner answers about a referral that is not here": ((), answered(YES), []),
    "a partner answers after the end": ((*CONNECTED, GOALS_MET), answered(YES), []),
    "the person comes for the first time": ((*CONNECTED, answered(YES)), attended(), ["ConnectionStarted"]),
    "the person comes again": (STARTED, attended(), []),
    "the person does not come": ((*CONNECTED, answered(YES)), attended(came=False), []),
    "the person comes before the answer did": (
        CONNECTED,
        attended(),
        ["ConnectionAccepted", "ConnectionStarted"],
    ),
    "it ends well": (STARTED, ended(), ["ConnectionCompleted"]),
    "it ends well before any other news came": (
        CONNECTED,
        ended(),
        ["ConnectionAccepted", "ConnectionCompleted"],
    ),
    "it ends and nobody came": (
        (*CONNECTED, answered(YES)),
        ended(Outcome.DID_NOT_ATTEND),
        ["ConnectionFailed", "RematchRequested"],
    ),
    "nobody answers in time": (
        CONNECTED,
        silence(),
        ["ConnectionFailed", "ConnectionWithdrawn", "RematchRequested"],
    ),
    "nobody answers whom the link worker asked": (UNOFFERED, silence(), ["ConnectionFailed", "RematchRequested"]),
    "an answer before the deadline wins": ((*CONNECTED, answered(LATER)), silence(), []),
    "an answer after silence comes too late": ((*CONNECTED, silence()), answered(YES), []),
    "the link worker records a yes": (UNOFFERED, asked.AnswerConnection(FIRST, YES), ["ConnectionAccepted"]),
    "the link worker records a no": (
        UNOFFERED,
        asked.AnswerConnection(FIRST, NO, Reason.NO_CAPACITY),
        ["ConnectionRejected", "RematchRequested"],
    ),
    "the link worker records a start": (
        (*UNOFFERED, asked.AnswerConnection(FIRST, YES)),
        asked.StartConnection(FIRST),
        ["ConnectionStarted"],
    ),
    "the link worker records an end": (
        (*UNOFFERED, asked.StartConnection(FIRST)),
        asked.CompleteConnection(FIRST),
        ["ConnectionCompleted"],
    ),
    "the person changes their mind": (
        CONNECTED,
        asked.CancelConnection(FIRST, Reason.DECLINED),
        ["ConnectionCancelled", "ConnectionWithdrawn"],
    ),
    "a break": (ASSESSED, PAUSE, ["Paused"]),
    "a connection declined during a break waits for its end": (
        (*CONNECTED, PAUSE),
        answered(NO),
        ["ConnectionRejected"],
    ),
    "after the break options are asked for": (
        (*CONNECTED, PAUSE, answered(NO)),
        asked.Resume(),
        ["Resumed", "RematchRequested"],
    ),
    "after an uneventful break nothing is asked": ((*CONNECTED, PAUSE), asked.Resume(), ["Resumed"]),
    "closing ends what is open": (
        (*CONNECTED, request(SECOND, CHOIR, offered=False)),
        GOALS_MET,
        ["ConnectionCancelled", "ConnectionWithdrawn", "ConnectionCancelled", "Closed"],
    ),
    "closing leaves what has ended": ((*STARTED, ended()), GOALS_MET, ["Closed"]),
    "a referral sent by mistake": ((receive(),), asked.Close(Reason.ENTERED_IN_ERROR), ["Closed"]),
    "a concern": ((receive(),), asked.RaiseConcern(ConcernKind.CRISIS), ["ConcernRaised"]),
    "a concern after the end": (CLOSED, asked.RaiseConcern(ConcernKind.SAFEGUARDING), ["ConcernRaised"]),
    "nobody could be reached": (ACCEPTED, exhausted(), ["AttentionNeeded"]),
    "nobody could be reached, told twice": ((*ACCEPTED, exhausted()), exhausted(), []),
    "nobody could be reached of a closed case": (CLOSED, exhausted(), []),
    "a check-in was missed": (STARTED, missed(), ["AttentionNeeded"]),
    "the person was reached": (ACCEPTED, contact(), ["NextStepSet"]),
    "the person was reached twice": ((*ACCEPTED, contact()), contact(), []),
    "the person was not reached": (ACCEPTED, contact("no-answer"), []),
    "the person was reached after nobody had tried in time": ((*ACCEPTED, missed()), contact(), ["NextStepSet"]),
    "the person was reached and that is not what is waited for": (CONNECTED, contact(kind="check-in"), []),
    "the person was reached and a concern is still there": (
        (*ACCEPTED, asked.RaiseConcern(ConcernKind.CRISIS)),
        contact(),
        [],
    ),
    "the person needs something else": (STARTED, contact("needs-something-else", "check-in"), ["AttentionNeeded"]),
}


@pytest.mark.parametrize("told", FOLLOWS)
def test_what_follows(told: str) -> None:
    history, message, expected = FOLLOWS[told]
    assert names(after(*history).tell(message)) == expected


REFUSED: dict[str, tuple[tuple[object, ...], asked.Command, type[Refused]]] = {
    "a second referral of the same id": ((receive(),), receive(), refusal.ReferralAlreadyReceived),
    "anything of a referral that is not here": ((), accept(), refusal.ReferralNotFound),
    "accepting twice": (ACCEPTED, accept(), refusal.ReferralAlreadyAccepted),
    "rejecting after accepting": (ACCEPTED, asked.RejectReferral(Reason.OTHER), refusal.ReferralAlreadyAccepted),
    "accepting what was rejected": (
        (receive(), asked.RejectReferral(Reason.OTHER)),
        accept(),
        refusal.ReferralAlreadyClosed,
    ),
    "reallocating what nobody has": (
        (receive(),),
        asked.Reallocate(accept().link_worker),
        refusal.ReferralNotAccepted,
    ),
    "assessing before accepting": ((receive(),), assess(), refusal.ReferralNotAccepted),
    "assessing during a break": ((*ACCEPTED, PAUSE), assess(), refusal.ReferralPaused),
    "assessing after the end": (CLOSED, assess(), refusal.ReferralAlreadyClosed),
    "asking for options before an assessment": (ACCEPTED, asked.AskForOptions(), refusal.NeedsNotAssessed),
    "a plan before an assessment": (ACCEPTED, plan(), refusal.NeedsNotAssessed),
    "a connection before an assessment": (ACCEPTED, request(), refusal.NeedsNotAssessed),
    "a connection during a break": ((*MATCHED, PAUSE), request(), refusal.ReferralPaused),
    "a second open connection to one service": (CONNECTED, request(SECOND), refusal.ServiceAlreadyConnected),
    "a connection twice": (
        (*CONNECTED, answered(NO)),
        request(service=CHOIR),
        refusal.ConnectionAlreadyRequested,
    ),
    "an answer of a connection that is not here": (
        MATCHED,
        asked.AnswerConnection(FIRST, YES),
        refusal.ConnectionNotFound,
    ),
    "an answer of a connection that has ended": (
        (*CONNECTED, answered(NO)),
        asked.AnswerConnection(FIRST, YES),
        refusal.ConnectionNotOpen,
    ),
    "a yes to what has started": (STARTED, asked.AnswerConnection(FIRST, YES), refusal.AnswerOutOfPlace),
    "cancelling what has ended": (
        (*STARTED, ended()),
        asked.CancelConnection(FIRST, Reason.DECLINED),
        refusal.ConnectionNotOpen,
    ),
    "pausing before accepting": ((receive(),), PAUSE, refusal.ReferralNotAccepted),
    "pausing twice": ((*ACCEPTED, PAUSE), PAUSE, refusal.ReferralPaused),
    "resuming what is not paused": (ACCEPTED, asked.Resume(), refusal.ReferralNotPaused),
    "completing what nobody accepted": ((receive(),), GOALS_MET, refusal.ReasonDoesNotClose),
    "closing since nobody replied": (ACCEPTED, asked.Close(Reason.NO_REPLY), refusal.ReasonDoesNotClose),
    "closing twice": (CLOSED, GOALS_MET, refusal.ReferralAlreadyClosed),
}


@pytest.mark.parametrize("told", REFUSED)
def test_what_is_refused(told: str) -> None:
    history, command, expected = REFUSED[told]
    story = after(*history)
    before = story.case
    with pytest.raises(expected) as refused:
        story.tell(command)
    assert story.case == before
    assert refused.value.detail, "a refusal says what to mend"


def test_every_command_has_a_rule() -> None:
    commands = {known.__name__ for known in asked.Command.__subclasses__()}
    assert commands == {known.__name__ for known in RULES} | {"ReceiveReferral"}


def test_codes_of_refusals_are_all_different() -> None:
    codes = [known.code for known in refusal.CaseRefused.__subclasses__()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("reply", [answered(YES), ended()])
def test_a_reply_that_nobody_can_understand_is_parked(reply: object) -> None:
    strange = reply.model_copy(update={"answer": "perhaps", "outcome": "unclear"})  # type: ignore[attr-defined]
    with pytest.raises(Poison):
        after(*CONNECTED).tell(strange)

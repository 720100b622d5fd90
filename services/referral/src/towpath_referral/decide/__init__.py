"""Every rule of a case. Pure: the state, what came and the moment give the events, or a refusal."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from towpath_contracts.codes import Attention
from towpath_contracts.event import Event
from towpath_contracts.events.followup import AttemptsExhausted, Missed, Recorded, ReplyOverdue
from towpath_contracts.events.partner import PartnerEvent
from towpath_referral import commands as asked
from towpath_referral.decide import connections, course, intake, needs, replies
from towpath_referral.decide.next_step import Rhythm, with_next_step
from towpath_referral.decide.refusals import ReferralNotFound
from towpath_referral.model import Case
from towpath_referral.working_days import local_day
from towpath_runtime.errors import Poison

Decide = Callable[[Case | None, object, datetime], Sequence[Event]]

__all__ = ["Decide", "Rhythm", "decider"]


def decider(rhythm: Rhythm | None = None) -> Decide:
    """Return the rules with a partnership's rhythm: ``decide(case, command or event, now) -> events``.

    Raises Refused for a command that the case does not allow and Poison for an event that makes no sense. An event of a
    referral that is not here (another intake's) or that comes too late or twice gives no events.
    """
    rhythm = rhythm or Rhythm()

    def decide(case: Case | None, message: object, now: datetime) -> Sequence[Event]:
        if isinstance(message, asked.UnaddressedReply):
            raise Poison("no-correlation", ("ce_correlationid",))
        if isinstance(message, asked.ReceiveReferral):
            events = intake.receive(case, message)
        elif case is not None:
            rule = RULES.get(type(message)) if isinstance(message, asked.Command) else None
            events = rule(case, message) if rule is not None else _told(case, message, now, rhythm)
        elif isinstance(message, asked.Command):
            raise ReferralNotFound
        else:
            events = ()
        return with_next_step(case, events, local_day(now), rhythm)

    return decide


RULES: Mapping[type[asked.Command], Callable[[Case, Any], Sequence[Event]]] = {
    asked.AcceptReferral: intake.accept,
    asked.RejectReferral: intake.reject,
    asked.Reallocate: intake.reallocate,
    asked.RecordAssessment: needs.assess,
    asked.AskForOptions: needs.ask_again,
    asked.AgreePlan: needs.agree_plan,
    asked.RequestConnection: connections.request,
    asked.AnswerConnection: replies.record_answer,
    asked.CancelConnection: connections.cancel,
    asked.StartConnection: replies.record_start,
    asked.CompleteConnection: replies.record_end,
    asked.Pause: course.pause,
    asked.Resume: course.resume,
    asked.Close: course.close,
    asked.RaiseConcern: course.raise_concern,
}
"""Which rule decides on which command about a case that is here."""


def _told(case: Case, news: object, now: datetime, rhythm: Rhythm) -> Sequence[Event]:
    match news:
        case asked.TakeOptions():
            return needs.take_options(case, news)
        case asked.HearOfAnswer():
            return needs.hear_of_answer(case, news)
        case PartnerEvent():
            return replies.take_reply(case, news)
        case ReplyOverdue():
            return replies.take_silence(case, news)
        case AttemptsExhausted():
            return course.call_attention(case, Attention.ATTEMPTS_EXHAUSTED)
        case Missed():
            return course.call_attention(case, Attention.FOLLOW_UP_MISSED)
        case Recorded():
            return course.take_contact(case, news, local_day(now), rhythm)
    return ()

"""News of a connection: from a partner's replies, from a link worker, and silence.

A command about a connection that is past it is refused. A reply is not: the wrong partner, an ended connection, the
same reply twice or replies out of order change nothing, and in whatever order they come the connection ends the same.
"""

from collections.abc import Sequence

from towpath_contracts.codes import Outcome, PartnerAnswer, Reason, RematchReason
from towpath_contracts.event import Event
from towpath_contracts.events.followup import ReplyOverdue
from towpath_contracts.events.partner import AttendanceRecorded, ConnectionAnswered, ConnectionEnded, PartnerEvent
from towpath_referral.commands import AnswerConnection, CompleteConnection, StartConnection
from towpath_referral.decide.connections import ENDINGS, accepted, failed, rejected, started, waitlisted, withdrawn
from towpath_referral.decide.refusals import AnswerOutOfPlace, open_connection
from towpath_referral.model import Case, Connection, Standing
from towpath_runtime.errors import Poison


def record_answer(case: Case, command: AnswerConnection) -> Sequence[Event]:
    """The link worker asked the organisation and has its answer."""
    connection = open_connection(case, command.connection)
    events = _answered(case, connection, command.answer, command.reason, command)
    if not events:
        raise AnswerOutOfPlace
    return events


def record_start(case: Case, command: StartConnection) -> Sequence[Event]:
    """The link worker knows that the person took part; knowing it twice is nothing new."""
    return started(open_connection(case, command.connection))


def record_end(case: Case, command: CompleteConnection) -> Sequence[Event]:
    """The link worker knows how it ended."""
    return ENDINGS[command.outcome](case, open_connection(case, command.connection))


def take_reply(case: Case, reply: PartnerEvent) -> Sequence[Event]:
    """Take what a partner says of a connection of its own that is open. Raises Poison for a code that nobody knows."""
    connection = case.connection(reply.connection)
    if connection is None or not connection.open or connection.organisation != reply.organisation:
        return ()
    match reply:
        case ConnectionAnswered():
            if reply.answer not in set(PartnerAnswer):
                raise Poison("unknown-code", ("answer",))
            return _answered(case, connection, PartnerAnswer(reply.answer), reply.reason, reply)
        case AttendanceRecorded():
            return started(connection) if reply.attended else ()
        case ConnectionEnded():
            if reply.outcome not in set(Outcome):
                raise Poison("unknown-code", ("outcome",))
            return ENDINGS[Outcome(reply.outcome)](case, connection)
    return ()


def _answered(
    case: Case,
    connection: Connection,
    answer: PartnerAnswer,
    reason: str | None,
    said: AnswerConnection | ConnectionAnswered,
) -> Sequence[Event]:
    match answer:
        case PartnerAnswer.ACCEPTED:
            return accepted(connection)
        case PartnerAnswer.WAITLISTED:
            return waitlisted(connection, said.expected_by)
        case PartnerAnswer.REJECTED:
            return rejected(case, connection, reason or Reason.OTHER)


def take_silence(case: Case, overdue: ReplyOverdue) -> Sequence[Event]:
    """Nobody answered in time: the offer is taken back and others are looked for. An answer in the meantime wins."""
    connection = case.connection(overdue.connection)
    if connection is None or connection.standing != Standing.REQUESTED:
        return ()
    failure, *elsewhere = failed(case, connection, Reason.NO_REPLY, RematchReason.NO_REPLY)
    return failure, *withdrawn(connection, Reason.NO_REPLY), *elsewhere

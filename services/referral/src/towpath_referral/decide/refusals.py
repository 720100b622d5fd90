"""Why a case refuses what is asked of it. Each says what to mend and holds no value of the asker's."""

from typing import ClassVar

from towpath_referral.model import TRANSITIONS, Case, Connection, Status
from towpath_runtime.errors import NotFound, Refused


class CaseRefused(Refused):
    """A refusal whose ``mend`` says what the asker can do about it."""

    mend: ClassVar[str] = ""

    def __init__(self, *, field: str | None = None) -> None:
        super().__init__(self.mend, field=field)


class ReferralNotFound(CaseRefused, NotFound):
    """There is no such referral, as far as the asker may know."""

    code = "referral-not-found"
    mend = "check the id of the referral"


class ConnectionNotFound(CaseRefused, NotFound):
    """The case has no such connection."""

    code = "connection-not-found"
    mend = "check the id of the connection"


class ReferralAlreadyReceived(CaseRefused):
    """A referral of this id is kept already."""

    code = "referral-already-received"
    mend = "use a new Idempotency-Key for a new referral"


class ReferralAlreadyClosed(CaseRefused):
    """The case has ended."""

    code = "referral-already-closed"
    mend = "refer the person again; only a concern can still be raised here"


class ReferralAlreadyAccepted(CaseRefused):
    """A link worker has the case already."""

    code = "referral-already-accepted"
    mend = "reallocate the case instead"


class ReferralNotAccepted(CaseRefused):
    """No link worker has the case yet."""

    code = "referral-not-accepted"
    mend = "accept or reject the referral first"


class ReferralPaused(CaseRefused):
    """The person is having a break."""

    code = "referral-paused"
    mend = "resume the case first"


class ReferralNotPaused(CaseRefused):
    """The case is not paused."""

    code = "referral-not-paused"
    mend = "there is nothing to resume"


class NeedsNotAssessed(CaseRefused):
    """Nobody recorded yet what is needed."""

    code = "needs-not-assessed"
    mend = "record an assessment first"


class ReasonDoesNotClose(CaseRefused):
    """This reason cannot close a case as it stands."""

    code = "reason-does-not-close"
    mend = "choose a reason that fits the status of the case, or reject a referral that was not accepted"
    status = 422


class ServiceAlreadyConnected(CaseRefused):
    """A connection to this service is open already."""

    code = "service-already-connected"
    mend = "cancel the open connection to this service first"


class ConnectionAlreadyRequested(CaseRefused):
    """A connection of this id exists already."""

    code = "connection-already-requested"
    mend = "use a new Idempotency-Key for a new connection"


class ConnectionNotOpen(CaseRefused):
    """The connection has ended."""

    code = "connection-not-open"
    mend = "request a new connection"


class AnswerOutOfPlace(CaseRefused):
    """The connection is past this answer, for instance since the person has started."""

    code = "answer-out-of-place"
    mend = "record how the connection ended instead"


def _refusal(case: Case) -> type[CaseRefused]:
    match case.status:
        case Status.REQUESTED:
            return ReferralNotAccepted
        case Status.ACCEPTED | Status.IN_PROGRESS:
            return ReferralAlreadyAccepted
        case Status.ON_HOLD:
            return ReferralPaused
    return ReferralAlreadyClosed


def refuse(case: Case) -> CaseRefused:
    """Return the refusal that the status of the case explains."""
    return _refusal(case)()


def must_be_able_to_become(case: Case, status: Status) -> None:
    """Refuse what the table of transitions does not hold."""
    if status not in TRANSITIONS[case.status]:
        raise refuse(case)


def must_be_worked_on(case: Case) -> None:
    """Refuse unless a link worker has the case and the person is not having a break."""
    if case.status not in (Status.ACCEPTED, Status.IN_PROGRESS):
        raise refuse(case)


def must_be_assessed(case: Case) -> None:
    """Refuse unless it is known what is needed."""
    must_be_worked_on(case)
    if case.request is None:
        raise NeedsNotAssessed()


def open_connection(case: Case, connection_id: str) -> Connection:
    """Return a connection of which something is still to come. Raises ConnectionNotFound, ConnectionNotOpen."""
    connection = case.connection(connection_id)
    if connection is None:
        raise ConnectionNotFound()
    if not connection.open:
        raise ConnectionNotOpen()
    return connection

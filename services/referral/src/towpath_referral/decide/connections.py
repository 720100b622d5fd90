"""Connections: asked for, answered, started, ended. One table says what each piece of news makes of a connection."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from towpath_contracts.codes import Outcome, Reason, RematchReason
from towpath_contracts.event import Event
from towpath_contracts.events.partner import ConnectionOffered, ConnectionWithdrawn
from towpath_contracts.events.referral import (
    ConnectionAccepted,
    ConnectionCancelled,
    ConnectionCompleted,
    ConnectionFailed,
    ConnectionRejected,
    ConnectionRequested,
    ConnectionStarted,
    ConnectionWaitlisted,
)
from towpath_referral.commands import CancelConnection, RequestConnection
from towpath_referral.decide.needs import rematch
from towpath_referral.decide.refusals import (
    ConnectionAlreadyRequested,
    ServiceAlreadyConnected,
    must_be_assessed,
    open_connection,
)
from towpath_referral.model import Case, Connection, Standing, Status


def request(case: Case, command: RequestConnection) -> Sequence[Event]:
    """Introduce the person to the service that they chose, through the partner's inbox where it has one."""
    must_be_assessed(case)
    assert case.request is not None
    if case.connection(command.connection) is not None:
        raise ConnectionAlreadyRequested
    if any(known.open and known.service == command.service for known in case.connections):
        raise ServiceAlreadyConnected(field="service")
    requested = ConnectionRequested(
        connection=command.connection,
        service=command.service,
        organisation=command.organisation,
        needs=command.needs,
        supported_introduction=command.supported_introduction,
        offered=command.offered,
    )
    if not command.offered:
        return (requested,)
    offered = ConnectionOffered(
        connection=command.connection,
        organisation=command.organisation,
        service=command.service,
        why=command.why,
        needs=command.needs,
        access_needs=case.request.access_needs,
        languages=case.request.languages,
        supported_introduction=command.supported_introduction,
        contact=command.contact,
    )
    return requested, offered


def cancel(case: Case, command: CancelConnection) -> Sequence[Event]:
    """The person changed their mind; what they do not want is not proposed again."""
    return cancelled(open_connection(case, command.connection), command.reason)


def cancelled(connection: Connection, reason: Reason) -> Sequence[Event]:
    """End an open connection from the person's side."""
    return ConnectionCancelled(connection=connection.id, reason=reason), *withdrawn(connection, reason)


def withdrawn(connection: Connection, reason: Reason) -> Sequence[Event]:
    """Tell the partner that its offer no longer stands, where it has one."""
    if not connection.offered:
        return ()
    return (ConnectionWithdrawn(connection=connection.id, organisation=connection.organisation, reason=reason),)


def accepted(connection: Connection) -> Sequence[Event]:
    """What an acceptance makes of it; () where it is past that."""
    if connection.standing in (Standing.REQUESTED, Standing.WAITLISTED):
        return (ConnectionAccepted(connection=connection.id),)
    return ()


def waitlisted(connection: Connection, expected_by: date | None) -> Sequence[Event]:
    """What a place on the waiting list makes of it; a new date is news, the same one is not."""
    news = connection.standing == Standing.WAITLISTED and connection.expected_by != expected_by
    if connection.standing == Standing.REQUESTED or news:
        return (ConnectionWaitlisted(connection=connection.id, expected_by=expected_by),)
    return ()


def rejected(case: Case, connection: Connection, reason: str) -> Sequence[Event]:
    """What a no makes of it: other options. A no after a yes is a failure (FHIR Task: accepted → failed)."""
    if connection.standing in (Standing.REQUESTED, Standing.WAITLISTED):
        no = ConnectionRejected(connection=connection.id, reason=reason)
        return no, *_look_elsewhere(case, connection, RematchReason.CONNECTION_REJECTED)
    if connection.standing == Standing.ACCEPTED:
        return failed(case, connection, reason, RematchReason.CONNECTION_FAILED)
    return ()


def started(connection: Connection) -> Sequence[Event]:
    """What a first attendance makes of it; who takes part was taken on, whatever news was lost or late."""
    if connection.standing == Standing.STARTED:
        return ()
    return *accepted(connection), ConnectionStarted(connection=connection.id)


def failed(case: Case, connection: Connection, reason: str, why: RematchReason) -> Sequence[Event]:
    """It came to nothing: other options."""
    failure = ConnectionFailed(connection=connection.id, reason=reason)
    return failure, *_look_elsewhere(case, connection, why)


def _completed(_: Case, connection: Connection) -> Sequence[Event]:
    return *accepted(connection), ConnectionCompleted(connection=connection.id)


def _did_not_attend(case: Case, connection: Connection) -> Sequence[Event]:
    return failed(case, connection, Reason.DID_NOT_ENGAGE, RematchReason.CONNECTION_FAILED)


def _stopped(case: Case, connection: Connection) -> Sequence[Event]:
    return failed(case, connection, Reason.OTHER, RematchReason.CONNECTION_FAILED)


ENDINGS: Mapping[Outcome, Callable[[Case, Connection], Sequence[Event]]] = {
    Outcome.COMPLETED: _completed,
    Outcome.DID_NOT_ATTEND: _did_not_attend,
    Outcome.STOPPED: _stopped,
}
"""What each outcome makes of an open connection."""


def _look_elsewhere(case: Case, connection: Connection, why: RematchReason) -> Sequence[Event]:
    """Ask for options without this service, unless the person is having a break: then when it is over."""
    return rematch(case, why, (connection.service,)) if case.status == Status.IN_PROGRESS else ()

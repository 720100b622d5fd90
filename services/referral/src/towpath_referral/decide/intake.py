"""Taking a referral in, and who has it."""

from collections.abc import Sequence

from towpath_contracts.event import Event
from towpath_contracts.events.referral import Accepted, Reallocated, Received, Rejected
from towpath_referral.commands import AcceptReferral, Reallocate, ReceiveReferral, RejectReferral
from towpath_referral.decide.refusals import (
    ReferralAlreadyAccepted,
    ReferralAlreadyReceived,
    ReferralNotAccepted,
    refuse,
)
from towpath_referral.model import Case, Status


def receive(case: Case | None, command: ReceiveReferral) -> Sequence[Event]:
    """Take it in; its id comes from the asker's key, so a second one of the same id is not a new referral."""
    if case is not None:
        raise ReferralAlreadyReceived
    received = Received(
        person=command.person,
        referrer=command.referrer,
        team=command.team,
        urgency=command.urgency,
        reasons=command.reasons,
        area=command.area,
        age=command.age,
        languages=command.languages,
        access_needs=command.access_needs,
    )
    return (received,)


def accept(case: Case, command: AcceptReferral) -> Sequence[Event]:
    """A link worker takes it on."""
    _must_wait(case)
    return (Accepted(link_worker=command.link_worker, team=command.team or case.owner.team),)


def reject(case: Case, command: RejectReferral) -> Sequence[Event]:
    """The team says no; after an acceptance the case is closed instead."""
    _must_wait(case)
    return (Rejected(reason=command.reason),)


def reallocate(case: Case, command: Reallocate) -> Sequence[Event]:
    """Another owner; the same one again is nothing new."""
    if not case.open:
        raise refuse(case)
    if case.status == Status.REQUESTED:
        raise ReferralNotAccepted
    reallocated = Reallocated(link_worker=command.link_worker, team=command.team or case.owner.team)
    if (reallocated.link_worker, reallocated.team) == (case.owner.link_worker, case.owner.team):
        return ()
    return (reallocated,)


def _must_wait(case: Case) -> None:
    if case.open and case.status != Status.REQUESTED:
        raise ReferralAlreadyAccepted
    if not case.open:
        raise refuse(case)

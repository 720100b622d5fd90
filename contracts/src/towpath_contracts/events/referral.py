"""The referral stream: what happened to a case, keyed by the referral. Produced by the role intake."""

from datetime import date
from typing import Annotated

from pydantic import Field

from towpath_contracts.codes import (
    Attention,
    Code,
    ConcernKind,
    OptionsOutcome,
    Reason,
    RematchReason,
    Urgency,
    extensible,
)
from towpath_contracts.event import Event, Stream
from towpath_contracts.values import (
    AccessField,
    Age,
    Area,
    Circumstances,
    Count,
    Id,
    Language,
    Need,
    NeedField,
    NextStep,
    OrganisationId,
    Preferences,
    Referrer,
)

ReasonField = Annotated[Code, extensible(Reason)]


class CaseEvent(Event):
    """What every event of a case may say: the next step of its owner, where this event set a new one."""

    next_step: NextStep | None = None


class Received(CaseEvent, stream=Stream.REFERRAL, name="received"):
    """A referral came in and is kept: from here on somebody must call. ``team`` owns it until a link worker does."""

    person: Id
    referrer: Referrer
    team: OrganisationId | None = None
    urgency: Annotated[Code, extensible(Urgency)]
    reasons: tuple[NeedField, ...] = ()
    area: Area
    age: Age
    languages: tuple[Language, ...] = ()
    access_needs: tuple[AccessField, ...] = ()


class Accepted(CaseEvent, stream=Stream.REFERRAL, name="accepted"):
    """A team took the referral and a link worker owns it."""

    link_worker: Id
    team: OrganisationId


class Rejected(CaseEvent, stream=Stream.REFERRAL, name="rejected"):
    """The team did not take the referral; the referrer is told the reason."""

    reason: ReasonField


class Reallocated(CaseEvent, stream=Stream.REFERRAL, name="reallocated"):
    """Another link worker or team owns the case now."""

    link_worker: Id
    team: OrganisationId


class MatchRequest(CaseEvent):
    """What matching needs to know, whole: the matching service keeps nothing between two requests.

    ``excluded_services`` are those that the person declined or that declined the person.
    """

    assessment: Id
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    circumstances: Circumstances
    area: Area
    preferences: Preferences = Preferences()
    languages: tuple[Language, ...] = ()
    access_needs: tuple[AccessField, ...] = ()
    excluded_services: tuple[Id, ...] = ()


class NeedsAssessed(MatchRequest, stream=Stream.REFERRAL, name="needs_assessed"):
    """The link worker and the person found out what matters and what is needed. Asks for options."""


class RematchRequested(MatchRequest, stream=Stream.REFERRAL, name="rematch_requested"):
    """Options are asked for again, as the reason says."""

    reason: Annotated[Code, extensible(RematchReason)]


class OptionsReceived(CaseEvent, stream=Stream.REFERRAL, name="options_received"):
    """The answer of matching reached the case. ``answer`` is the id of that event; the options themselves are in it."""

    assessment: Id
    answer: Id
    outcome: Annotated[Code, extensible(OptionsOutcome)]
    options: Count = 0


class PlanAgreed(CaseEvent, stream=Stream.REFERRAL, name="plan_agreed"):
    """The person and the link worker agreed a plan. The words of the goals stay in the referral service."""

    plan: Id
    goals: Count
    review_every_days: Annotated[int, Field(ge=1, le=730)] | None = None


class ConnectionRequested(CaseEvent, stream=Stream.REFERRAL, name="connection_requested"):
    """The person chose a service and agreed to be introduced to it.

    ``offered`` says whether the organisation is asked through its inbox topic; otherwise the link worker asks it.
    """

    connection: Id
    service: Id
    organisation: OrganisationId
    needs: tuple[NeedField, ...] = ()
    supported_introduction: bool = False
    offered: bool = False


class ConnectionAccepted(CaseEvent, stream=Stream.REFERRAL, name="connection_accepted"):
    """The organisation takes the person on."""

    connection: Id


class ConnectionWaitlisted(CaseEvent, stream=Stream.REFERRAL, name="connection_waitlisted"):
    """The organisation takes the person on later."""

    connection: Id
    expected_by: date | None = None


class ConnectionRejected(CaseEvent, stream=Stream.REFERRAL, name="connection_rejected"):
    """The organisation said no."""

    connection: Id
    reason: ReasonField


class ConnectionStarted(CaseEvent, stream=Stream.REFERRAL, name="connection_started"):
    """The person took part for the first time."""

    connection: Id


class ConnectionCompleted(CaseEvent, stream=Stream.REFERRAL, name="connection_completed"):
    """The connection did what it was for."""

    connection: Id


class ConnectionFailed(CaseEvent, stream=Stream.REFERRAL, name="connection_failed"):
    """The connection came to nothing, for instance since nobody answered in time."""

    connection: Id
    reason: ReasonField


class ConnectionCancelled(CaseEvent, stream=Stream.REFERRAL, name="connection_cancelled"):
    """The person changed their mind, or the case ended first."""

    connection: Id
    reason: ReasonField


ABOUT_A_CONNECTION = (
    ConnectionRequested,
    ConnectionAccepted,
    ConnectionWaitlisted,
    ConnectionRejected,
    ConnectionStarted,
    ConnectionCompleted,
    ConnectionFailed,
    ConnectionCancelled,
)
"""The course of a connection, from being asked for to its end."""


class AttentionNeeded(CaseEvent, stream=Stream.REFERRAL, name="attention_needed"):
    """Something has to be decided by the case's owner, such as what to do when nobody could be reached."""

    reason: Annotated[Code, extensible(Attention)]


class Paused(CaseEvent, stream=Stream.REFERRAL, name="paused"):
    """The person asked for a break."""

    reason: ReasonField
    until: date | None = None


class Resumed(CaseEvent, stream=Stream.REFERRAL, name="resumed"):
    """The break is over."""


class Closed(CaseEvent, stream=Stream.REFERRAL, name="closed"):
    """The case ended."""

    reason: ReasonField


class ConcernRaised(CaseEvent, stream=Stream.REFERRAL, name="concern_raised"):
    """A concern went to a human. What it is about never travels."""

    kind: Annotated[Code, extensible(ConcernKind)]
    routed_to: OrganisationId


class NextStepSet(CaseEvent, stream=Stream.REFERRAL, name="next_step_set"):
    """The owner's next step moved and nothing else changed, for instance since the person was reached."""

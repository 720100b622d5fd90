"""The case: what is true of a referral, as the events of its own stream tell it. Nothing here identifies a person."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from towpath_contracts.codes import Code, Reason
from towpath_contracts.events.referral import MatchRequest
from towpath_contracts.values import Age, Area, Id, NeedField, NextStep, OrganisationId, Value


class Status(StrEnum):
    """Where a case stands: the states of FHIR Task (R4) that a referral can be in."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENTERED_IN_ERROR = "entered-in-error"


_ENDS = frozenset({Status.CANCELLED, Status.COMPLETED, Status.FAILED, Status.ENTERED_IN_ERROR})

TRANSITIONS: Mapping[Status, frozenset[Status]] = {
    Status.REQUESTED: frozenset({Status.ACCEPTED, Status.REJECTED, Status.CANCELLED, Status.ENTERED_IN_ERROR}),
    Status.ACCEPTED: frozenset({Status.IN_PROGRESS, Status.ON_HOLD}) | _ENDS,
    Status.IN_PROGRESS: frozenset({Status.ON_HOLD}) | _ENDS,
    Status.ON_HOLD: frozenset({Status.IN_PROGRESS}) | _ENDS,
    **dict.fromkeys((Status.REJECTED, *_ENDS), frozenset[Status]()),
}
"""Which status may follow which (FHIR R4 Task, Gravity SDOH Clinical Care 3.0)."""

OPEN = frozenset(status for status, following in TRANSITIONS.items() if following)

CLOSING: Mapping[Reason, Status] = {
    Reason.GOALS_MET: Status.COMPLETED,
    Reason.PARTLY_MET: Status.COMPLETED,
    Reason.NEEDS_MET_ELSEWHERE: Status.COMPLETED,
    Reason.DECLINED: Status.CANCELLED,
    Reason.NO_LONGER_INTERESTED: Status.CANCELLED,
    Reason.REFERRED_ELSEWHERE: Status.CANCELLED,
    Reason.MOVED_AWAY: Status.CANCELLED,
    Reason.DECEASED: Status.CANCELLED,
    Reason.DUPLICATE: Status.CANCELLED,
    Reason.COULD_NOT_CONTACT: Status.FAILED,
    Reason.DID_NOT_ENGAGE: Status.FAILED,
    Reason.NOT_ELIGIBLE: Status.FAILED,
    Reason.NO_CAPACITY: Status.FAILED,
    Reason.OUT_OF_AREA: Status.FAILED,
    Reason.SAFEGUARDING_OR_CLINICAL: Status.FAILED,
    Reason.OTHER: Status.FAILED,
    Reason.ENTERED_IN_ERROR: Status.ENTERED_IN_ERROR,
}
"""How a case ends by the reason of its closing (domain.md, FHIR)."""


class Standing(StrEnum):
    """Where a connection stands, a child task of its case."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    STARTED = "started"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


STANDS_OPEN = frozenset({Standing.REQUESTED, Standing.ACCEPTED, Standing.WAITLISTED, Standing.STARTED})


class Connection(Value):
    """An introduction to one service. ``offered``: the organisation is asked through its own topic."""

    id: Id
    service: Id
    organisation: OrganisationId
    needs: tuple[NeedField, ...] = ()
    standing: Standing = Standing.REQUESTED
    offered: bool = False
    expected_by: date | None = None
    reason: Code | None = None

    @property
    def open(self) -> bool:
        """Whether something is still to come of it."""
        return self.standing in STANDS_OPEN


class Owner(Value):
    """Who has to see to the case: a team, and a link worker of it once one took it on."""

    team: OrganisationId
    link_worker: Id | None = None


class Options(Value):
    """What became of the requests for options.

    ``asked`` = ``answered`` + ``awaited`` + those that a new assessment or the end superseded; ``answers`` are the
    events that answered the present assessment, the last one last.
    """

    asked: int = 0
    answered: int = 0
    awaited: int = 0
    answers: tuple[Id, ...] = ()
    outcome: Code | None = None
    proposed: int = 0


class Case(Value):
    """A referral from the first word to its end.

    ``request`` is the present assessment as matching is asked; ``excluded`` are the services that declined the person
    or that the person declined; ``rematch_due`` is why options are to be asked for again when a pause is over;
    ``length`` counts the events.
    """

    person: Id
    status: Status
    owner: Owner
    next_step: NextStep | None = None
    urgency: Code
    area: Area
    age: Age
    languages: tuple[str, ...] = ()
    access_needs: tuple[str, ...] = ()
    request: MatchRequest | None = None
    options: Options = Options()
    excluded: tuple[Id, ...] = ()
    connections: tuple[Connection, ...] = ()
    plan: Id | None = None
    plans: int = 0
    review_every_days: Annotated[int, Field(ge=1)] | None = None
    attention: tuple[Code, ...] = ()
    rematch_due: Code | None = None
    paused_until: date | None = None
    concerns: int = 0
    reason: Code | None = None
    length: int = 1

    @model_validator(mode="after")
    def _nobody_falls_through(self) -> Self:
        """Every open case has an owner and a next step with a date: a rule of the model, not a report."""
        if self.open and self.next_step is None:
            raise ValueError("an open case needs a next step with a date")
        if self.open and self.status != Status.REQUESTED and self.owner.link_worker is None:
            raise ValueError("an accepted case needs a link worker")
        return self

    @property
    def open(self) -> bool:
        """Whether somebody still has something to do for it."""
        return self.status in OPEN

    def connection(self, connection_id: str) -> Connection | None:
        """Return the connection of that id."""
        return next((connection for connection in self.connections if connection.id == connection_id), None)

    def standing(self, *standings: Standing) -> bool:
        """Whether any connection stands at one of these."""
        return any(connection.standing in standings for connection in self.connections)

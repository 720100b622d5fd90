"""What is answered."""

import base64
import json
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from towpath_contracts.values import NextStep
from towpath_referral.model import Connection, Owner, Standing, Status
from towpath_referral.store import Kept, Place
from towpath_runtime.errors import Refused
from towpath_runtime.http import Acknowledged


class ReferralReceived(Acknowledged):
    """A referral was taken in; ``person`` is a pseudonymous id."""

    person: str


class NeedsRecorded(Acknowledged):
    """An assessment was recorded."""

    assessment: str


class PlanMade(Acknowledged):
    """A plan was agreed."""

    plan: str


class ConnectionMade(Acknowledged):
    """A connection was requested. ``offered``: the organisation is asked through its own topic."""

    connection: str
    offered: bool


class ConnectionView(BaseModel):
    """A connection of a case."""

    id: str
    service: str
    organisation: str
    needs: tuple[str, ...]
    status: Standing
    offered: bool
    expected_by: date | None = None
    reason: str | None = None

    @classmethod
    def of(cls, connection: Connection) -> "ConnectionView":
        """Show a connection."""
        return cls(status=connection.standing, **connection.model_dump(exclude={"standing"}))


class OptionsView(BaseModel):
    """Whether options are awaited, and how they were answered last."""

    awaited: int
    outcome: str | None = None
    proposed: int = 0
    answer: str | None = None


class CaseView(BaseModel):
    """A case: who has it, what comes next, what is under way."""

    id: str
    version: int
    status: Status
    person: str
    urgency: str
    owner: Owner
    next_step: NextStep | None
    reason: str | None
    assessment: str | None
    plan: str | None
    options: OptionsView
    attention: tuple[str, ...]
    excluded_services: tuple[str, ...]
    concerns: int
    connections: tuple[ConnectionView, ...]

    @classmethod
    def of(cls, kept: Kept) -> "CaseView":
        """Show a case."""
        case, options = kept.case, kept.case.options
        return cls(
            id=kept.id,
            version=kept.version,
            status=case.status,
            person=case.person,
            urgency=case.urgency,
            owner=case.owner,
            next_step=case.next_step,
            reason=case.reason,
            assessment=None if case.request is None else case.request.assessment,
            plan=case.plan,
            options=OptionsView(
                awaited=options.awaited,
                outcome=options.outcome,
                proposed=options.proposed,
                answer=options.answers[-1] if options.answers else None,
            ),
            attention=case.attention,
            excluded_services=case.excluded,
            concerns=case.concerns,
            connections=tuple(map(ConnectionView.of, case.connections)),
        )


class CasePage(BaseModel):
    """Cases by their next step, and where to go on."""

    referrals: list[CaseView]
    next: str | None


class TimelineEntry(BaseModel):
    """One event of a case; ``position`` counts from 1."""

    position: int
    id: str
    type: str
    time: datetime
    event: dict[str, Any]


class Timeline(BaseModel):
    """What happened to a case, in order."""

    events: list[TimelineEntry]


class PartnerView(BaseModel):
    """A registered partner, and the name of its key where it gave one."""

    organisation: str
    kid: str | None = None


class PartnerList(BaseModel):
    """Every registered partner."""

    partners: list[PartnerView]


class CursorNotKnown(Refused):
    """The cursor is none of those that a page gave as ``next``."""

    code = "cursor-not-known"
    status = 422


def cursor_of(kept: Kept) -> str:
    """Return where a page ends that ends with this case."""
    by = None if kept.case.next_step is None else kept.case.next_step.by.isoformat()
    return base64.urlsafe_b64encode(json.dumps([by, kept.id]).encode()).decode()


def place_of(cursor: str) -> Place:
    """Return where a page ended. Raises CursorNotKnown."""
    try:
        by, case = json.loads(base64.urlsafe_b64decode(cursor))
        return Place(None if by is None else date.fromisoformat(by), str(case))
    except (ValueError, TypeError):
        raise CursorNotKnown("take the cursor from the field next of the page before", field="cursor") from None

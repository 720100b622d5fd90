"""Commands and queries over HTTP; translation only. The runtime puts ``/followup`` before every route."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from towpath_contracts.codes import TimerKind
from towpath_contracts.values import Id
from towpath_followup.commands import RecordContact, RecordMeasure
from towpath_followup.model import Status
from towpath_followup.policy import Policy
from towpath_followup.queries import Queries
from towpath_followup.store import FOLLOWUPS
from towpath_followup.views import ContactBody, Counts, FollowUpView, MeasureBody, Worklist
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.message import Done, Message

Submit = Callable[[Message], Awaitable[Done]]


def router(submit: Submit, queries: Queries, policy: Policy) -> APIRouter:
    """Return the routes of follow-up."""
    routes = APIRouter(prefix="/v1", tags=["followup"])

    @routes.post("/referrals/{referral}/contacts", status_code=201)
    async def record_contact(referral: Id, body: ContactBody, asked: AskedBy) -> Acknowledged:
        """Record a contact that was made or tried."""
        command = RecordContact(
            referral, body.outcome.value, body.channel.value, body.timer, body.kind, body.connection
        )
        done = await submit(asked.message(FOLLOWUPS, referral, command, correlation=referral))
        return Acknowledged(id=referral, version=done.version)

    @routes.post("/referrals/{referral}/measures", status_code=201)
    async def record_measure(referral: Id, body: MeasureBody, asked: AskedBy) -> Acknowledged:
        """Record a measure."""
        command = RecordMeasure(referral, body.measure, body.point.value, body.answers)
        done = await submit(asked.message(FOLLOWUPS, referral, command, correlation=referral))
        return Acknowledged(id=referral, version=done.version)

    @routes.get("/referrals/{referral}", response_model_exclude_none=True)
    async def follow_up(referral: Id) -> FollowUpView:
        """What is awaited for a referral, and what came of it."""
        return await queries.referral(referral)

    @routes.get("/timers", response_model_exclude_none=True)
    async def worklist(
        status: Status | None = None,
        kind: TimerKind | None = None,
        due_before: AwareDatetime | None = None,
        cursor: Annotated[str | None, Query(max_length=200)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Worklist:
        """The timers that are open, or those of a status, the longest due first."""
        return await queries.worklist(status=status, kind=kind, due_before=due_before, cursor=cursor, limit=limit)

    @routes.get("/counts")
    async def counts() -> Counts:
        """How many referrals and timers stand where, for reconciliation."""
        return await queries.counts()

    @routes.get("/policy")
    async def policy_in_force() -> Policy:
        """The follow-up policy in force, with its name and version."""
        return policy

    return routes

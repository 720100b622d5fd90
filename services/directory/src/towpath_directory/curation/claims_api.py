"""Claims, owners and conflicts over HTTP; translation only. The runtime puts ``/directory`` before every route."""

from fastapi import APIRouter

from towpath_contracts.values import Id
from towpath_directory.curation.bodies import ClaimBody, ConflictBody, OwnerBody, StepBody
from towpath_directory.curation.commands import ChangeOwner, MakeClaim, SettleClaim, SettleConflict
from towpath_directory.curation.desk import Desk
from towpath_directory.curation.queries import CurationQueries
from towpath_directory.curation.views import ClaimsView, ConflictOfRecord
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.openapi import refuses


def router(desk: Desk, queries: CurationQueries) -> APIRouter:
    """Return the routes of claims, owners and conflicts."""
    routes = APIRouter(prefix="/v1/services/{service}", tags=["curation"], responses=refuses(403))

    @routes.get("/claims", response_model_exclude_none=True)
    async def claims(service: Id) -> ClaimsView:
        """Who owns a listing, and who says that they run the service, with what was found out about it."""
        return await queries.claims(service)

    @routes.post("/claims", status_code=201)
    async def claim(service: Id, body: ClaimBody, asked: AskedBy) -> Acknowledged:
        """Say that an organisation runs the service. The id in the answer is that of the claim.

        The words and the evidence are for curators; give no one's personal details.
        """
        command = MakeClaim(asked.id, body.organisation, body.evidence.kind.value, body.evidence.shown)
        return await desk.claim(service, command, asked, body.words)

    @routes.post("/claims/{claim}/grant")
    async def grant(service: Id, claim: Id, body: StepBody, asked: AskedBy) -> Acknowledged:
        """Make the organisation the owner of the listing; the owner before it, if any, is so no longer."""
        return await desk.step(service, SettleClaim(claim, True, body.who()), asked, body.words)

    @routes.post("/claims/{claim}/refuse")
    async def refuse(service: Id, claim: Id, body: StepBody, asked: AskedBy) -> Acknowledged:
        """Refuse a claim, with a reason."""
        return await desk.step(service, SettleClaim(claim, False, body.who()), asked, body.words)

    @routes.post("/owner")
    async def owner(service: Id, body: OwnerBody, asked: AskedBy) -> Acknowledged:
        """Give the listing to another owner, or to none. Where its owner asks, a curator has to grant the new one."""
        return await desk.step(service, ChangeOwner(asked.id, body.to, body.who()), asked, body.words)

    @routes.get("/conflict")
    async def conflict(service: Id) -> ConflictOfRecord:
        """What an owner or a curator changed, and after that the publisher, each in their own way."""
        return await queries.conflict(service)

    @routes.post("/conflict/settle")
    async def settle(service: Id, body: ConflictBody, asked: AskedBy) -> Acknowledged:
        """Settle it: ``take`` names the fields that are to be as the publisher sent them last."""
        return await desk.step(service, SettleConflict(body.who(), body.take), asked, body.words)

    return routes

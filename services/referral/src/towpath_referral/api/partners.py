"""Registering partners."""

from typing import Annotated

from fastapi import APIRouter, Path

from towpath_contracts.values import ORGANISATION_FORM
from towpath_referral.api.answers import PartnerList, PartnerView
from towpath_referral.api.bodies import PartnerKey
from towpath_referral.api.desk import Desk


def partners(desk: Desk) -> APIRouter:
    """Return the routes of the partners' register."""
    router = APIRouter(tags=["partners"])

    @router.put("/partners/{organisation}")
    async def register(organisation: Annotated[str, Path(pattern=ORGANISATION_FORM)], body: PartnerKey) -> PartnerView:
        """Register a partner or change its key. Its topics are there before the first person is offered to it."""
        await desk.rt.ensure_partner_topics(organisation)
        partner = await desk.partners.register(organisation, body.key)
        return PartnerView(organisation=partner.organisation, kid=partner.kid)

    @router.get("/partners")
    async def registered() -> PartnerList:
        """Return every registered partner."""
        found = await desk.partners.all()
        return PartnerList(partners=[PartnerView(organisation=known.organisation, kid=known.kid) for known in found])

    return router

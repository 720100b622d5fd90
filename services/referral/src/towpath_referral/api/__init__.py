"""HTTP: what came in and which rule it goes to."""

from fastapi import APIRouter

from towpath_referral.api.connections import connections
from towpath_referral.api.course import course
from towpath_referral.api.desk import PROBLEMS, Desk
from towpath_referral.api.intake import intake
from towpath_referral.api.needs import needs
from towpath_referral.api.partners import partners
from towpath_referral.api.queries import queries

__all__ = ["Desk", "routes"]


def routes(desk: Desk) -> APIRouter:
    """Return every route of the service, under ``/v1``."""
    router = APIRouter(prefix="/v1", responses=PROBLEMS)
    for part in (intake, needs, connections, course, queries, partners):
        router.include_router(part(desk))
    return router

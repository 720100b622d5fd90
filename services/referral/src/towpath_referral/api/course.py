"""Breaks, the end, and concerns."""

from fastapi import APIRouter

from towpath_referral.api.bodies import Break, Concern, Nothing, Reasoned
from towpath_referral.api.desk import Desk, ReferralId
from towpath_referral.commands import Close, Pause, RaiseConcern, Resume
from towpath_runtime.http import Acknowledged, AskedBy


def course(desk: Desk) -> APIRouter:
    """Return the routes of a case's course."""
    router = APIRouter(tags=["course"])

    @router.post("/referrals/{referral}/pauses", status_code=201)
    async def pause(referral: ReferralId, body: Break, asked: AskedBy) -> Acknowledged:
        """Give the person a break."""
        command = Pause(body.reason, body.until)
        done = await desk.tell(asked, referral, command, words=body.words, kind="pause")
        return Acknowledged(id=referral, version=done.version)

    @router.post("/referrals/{referral}/resumption")
    async def resume(referral: ReferralId, _: Nothing, asked: AskedBy) -> Acknowledged:
        """Go on after a break."""
        done = await desk.tell(asked, referral, Resume())
        return Acknowledged(id=referral, version=done.version)

    @router.post("/referrals/{referral}/closure")
    async def close(referral: ReferralId, body: Reasoned, asked: AskedBy) -> Acknowledged:
        """End the case; the reason says whether it was completed, cancelled or failed."""
        done = await desk.tell(asked, referral, Close(body.reason), words=body.words, kind="closure")
        return Acknowledged(id=referral, version=done.version)

    @router.post("/referrals/{referral}/concerns", status_code=201)
    async def raise_concern(referral: ReferralId, body: Concern, asked: AskedBy) -> Acknowledged:
        """Send a concern to a human, at any time. What it is about stays here, sealed."""
        command = RaiseConcern(body.kind, body.routed_to)
        done = await desk.tell(asked, referral, command, words=body.words, kind="concern")
        return Acknowledged(id=referral, version=done.version)

    return router

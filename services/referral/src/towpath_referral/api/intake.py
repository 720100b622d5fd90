"""Referrals come in, and somebody takes them on."""

from datetime import date

from fastapi import APIRouter, Response

from towpath_contracts.areas import area_of
from towpath_referral.api.answers import ReferralReceived
from towpath_referral.api.bodies import Owner, Reasoned, Referral
from towpath_referral.api.desk import Desk, ReferralId
from towpath_referral.commands import AcceptReferral, Reallocate, ReceiveReferral, RejectReferral
from towpath_referral.people.fields import OLDEST, age_on
from towpath_referral.working_days import local_day
from towpath_runtime.errors import Refused
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.ids import derive
from towpath_runtime.message import Message


class DateOfBirthCannotBe(Refused):
    """Nobody was born in the future, and nobody lives for longer than 130 years."""

    code = "date-of-birth-cannot-be"
    status = 422


def intake(desk: Desk) -> APIRouter:
    """Return the routes by which a referral comes in and changes hands."""
    router = APIRouter(tags=["intake"])

    @router.post("/referrals", status_code=201)
    async def receive(body: Referral, asked: AskedBy, response: Response) -> ReferralReceived:
        """Take a referral in. It is kept durably when this answers."""
        referral, person = derive(asked.id, "referral"), derive(asked.id, "person")
        now = desk.rt.clock.now()
        command = _command(body, person, local_day(now), desk.rt.settings.organisation)
        kept = await desk.people.new(
            person,
            desk.rt.settings.organisation,
            body.person.sealed_fields(),
            None if body.words is None else ("referral", body.words),
            asked.id,
            now,
        )
        message: Message = asked.message("case", referral, command, correlation=referral, writes=(kept,))
        done = await desk.rt.submit(message)
        response.headers["Location"] = f"/referral/v1/referrals/{referral}"
        return ReferralReceived(id=referral, person=person, version=done.version)

    @router.post("/referrals/{referral}/acceptance")
    async def accept(referral: ReferralId, body: Owner, asked: AskedBy) -> Acknowledged:
        """Take it on as a link worker's case."""
        done = await desk.tell(asked, referral, AcceptReferral(body.link_worker, body.team))
        return Acknowledged(id=referral, version=done.version)

    @router.post("/referrals/{referral}/rejection")
    async def reject(referral: ReferralId, body: Reasoned, asked: AskedBy) -> Acknowledged:
        """Say no, with the reason for the referrer."""
        done = await desk.tell(asked, referral, RejectReferral(body.reason), words=body.words, kind="rejection")
        return Acknowledged(id=referral, version=done.version)

    @router.post("/referrals/{referral}/allocation")
    async def allocate(referral: ReferralId, body: Owner, asked: AskedBy) -> Acknowledged:
        """Give the case another owner."""
        done = await desk.tell(asked, referral, Reallocate(body.link_worker, body.team))
        return Acknowledged(id=referral, version=done.version)

    return router


def _command(body: Referral, person: str, today: date, organisation: str) -> ReceiveReferral:
    born = body.person.date_of_birth
    age = age_on(born, today)
    if born > today or age > OLDEST:
        raise DateOfBirthCannotBe("check the date of birth, written as year, month, day", field="person.date_of_birth")
    given = body.person
    area = area_of(given.postcode) if given.postcode is not None else given.area
    assert area is not None, "the body has one of the two"
    return ReceiveReferral(
        person=person,
        referrer=body.referrer,
        team=body.team or organisation,
        area=area,
        age=age,
        urgency=body.urgency,
        reasons=body.reasons,
        languages=given.languages,
        access_needs=given.access_needs,
    )

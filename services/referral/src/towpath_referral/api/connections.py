"""Connections: the person is introduced, the organisation answers, it starts and ends."""

from fastapi import APIRouter

from towpath_referral.api.answers import ConnectionMade
from towpath_referral.api.bodies import Answer, End, NewConnection, Nothing, Reasoned
from towpath_referral.api.desk import ConnectionId, Desk, ReferralId
from towpath_referral.commands import (
    AnswerConnection,
    CancelConnection,
    CompleteConnection,
    RequestConnection,
    StartConnection,
)
from towpath_referral.people.contact import SHARED, encrypt_contact
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.ids import derive
from towpath_runtime.message import Write

ONE = "/referrals/{referral}/connections/{connection}"


def connections(desk: Desk) -> APIRouter:
    """Return the routes of connections."""
    router = APIRouter(tags=["connections"])

    @router.post("/referrals/{referral}/connections", status_code=201)
    async def request(referral: ReferralId, body: NewConnection, asked: AskedBy) -> ConnectionMade:
        """Introduce the person to a service, through the organisation's own topic where it is a partner."""
        connection = derive(asked.id, "connection")
        partner = await desk.partners.get(body.organisation)
        contact, writes = await _shared(desk, referral, body, connection, None if partner is None else partner.key)
        command = RequestConnection(
            connection=connection,
            service=body.service,
            organisation=body.organisation,
            needs=body.needs,
            why=() if partner is None else await _why(desk, referral, body.service),
            supported_introduction=body.supported_introduction,
            offered=partner is not None,
            contact=contact,
        )
        done = await desk.tell(asked, referral, command, writes=writes)
        return ConnectionMade(
            id=referral,
            version=done.version,
            connection=connection,
            offered=await _was_offered(desk, referral, connection) if done.repeated else command.offered,
        )

    @router.post(f"{ONE}/answer")
    async def answer(referral: ReferralId, connection: ConnectionId, body: Answer, asked: AskedBy) -> Acknowledged:
        """Record what the organisation answered."""
        command = AnswerConnection(connection, body.answer, body.reason, body.expected_by)
        done = await desk.tell(asked, referral, command)
        return Acknowledged(id=referral, version=done.version)

    @router.post(f"{ONE}/cancellation")
    async def cancel(referral: ReferralId, connection: ConnectionId, body: Reasoned, asked: AskedBy) -> Acknowledged:
        """Take the connection back."""
        command = CancelConnection(connection, body.reason)
        done = await desk.tell(asked, referral, command, words=body.words, kind="cancellation")
        return Acknowledged(id=referral, version=done.version)

    @router.post(f"{ONE}/start")
    async def start(referral: ReferralId, connection: ConnectionId, _: Nothing, asked: AskedBy) -> Acknowledged:
        """Record that the person took part for the first time."""
        done = await desk.tell(asked, referral, StartConnection(connection))
        return Acknowledged(id=referral, version=done.version)

    @router.post(f"{ONE}/completion")
    async def end(referral: ReferralId, connection: ConnectionId, body: End, asked: AskedBy) -> Acknowledged:
        """Record how it ended."""
        done = await desk.tell(asked, referral, CompleteConnection(connection, body.outcome))
        return Acknowledged(id=referral, version=done.version)

    return router


async def _shared(
    desk: Desk, referral: str, body: NewConnection, connection: str, key: dict[str, object] | None
) -> tuple[str | None, tuple[Write, ...]]:
    """Return the contact details for the partner, if the person agreed and it has a key, and the record of consent."""
    if not body.share_contact:
        return None, ()
    person = (await desk.case(referral)).case.person
    consent = desk.people.consent(person, body.organisation, connection, desk.rt.clock.now())
    if key is None:
        return None, (consent,)
    return encrypt_contact(key, await desk.people.details(person, *SHARED)), (consent,)


async def _why(desk: Desk, referral: str, service: str) -> tuple[str, ...]:
    """Return what spoke for a service in the last answer of matching, none where that did not propose it."""
    answer = await desk.cases.options(referral) or {}
    proposed = answer.get("found", {}).get("options", ())
    reasons = next((option["reasons"] for option in proposed if option["service"] == service), ())
    return tuple(reason["factor"] for reason in reasons if reason["effect"] > 0)


async def _was_offered(desk: Desk, referral: str, connection: str) -> bool:
    """What was answered the first time, whatever became of the partner since."""
    known = (await desk.case(referral)).case.connection(connection)
    return known is not None and known.offered

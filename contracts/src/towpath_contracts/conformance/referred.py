"""What the kit says to an intake, as matching and as the partner that is asked, and the person whom it has referred."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import uuid4

from towpath_contracts.codes import PartnerAnswer
from towpath_contracts.conformance.case import NotAsked
from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.kit import CANARY, Kit
from towpath_contracts.conformance.trial import TRIALS, Trial
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events import referral as told
from towpath_contracts.events.matching import MatchAnswer, NoMatchFound, Option, OptionReason, OptionsProposed
from towpath_contracts.events.partner import ConnectionAnswered, ConnectionOffered
from towpath_contracts.roles import Role

POSTCODE = "L8 5AA"
BORN = "1951-04-03"
PHONE = "0151 496 0199"
PERSON = {
    "given_name": CANARY,
    "family_name": CANARY,
    "date_of_birth": BORN,
    "postcode": POSTCODE,
    "phone": PHONE,
    "address": f"1 {CANARY} Street",
}
"""A person who does not exist. Of all this only the age in years and the postcode's sector may travel."""
CONFIDED = [CANARY, POSTCODE, BORN, PHONE[1:]]
"""What may not come out. Spaces do not count, nor how a number begins: at home with 0, abroad with +44."""
KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
}
"""A public key that contacts are encrypted to: that of RFC 7517, appendix A.1."""


def own(kit: Kit) -> str:
    """Return the organisation that the kit answers as."""
    if kit.target.organisation is None:
        raise NotAsked("it needs --organisation: the partner that the kit plays")
    return kit.target.organisation


async def refer(kit: Kit) -> str:
    """Have somebody referred, accepted and assessed; return the referral."""
    details = {"person": PERSON, "needs": ["loneliness"], "words": f"{CANARY} would like company"}
    return kit.said(await kit.ask("refer", **details), "referral")


async def assessed(kit: Kit) -> Envelope:
    """Have somebody referred, and return the request for options."""
    referral = await refer(kit)
    (request, *_) = await kit.answer("a request for options", told.NeedsAssessed, subject=referral)
    assert request.envelope is not None
    return request.envelope


class Introduced(NamedTuple):
    """A referral with a connection that was offered to the kit."""

    referral: str
    offer: Envelope

    @property
    def connection(self) -> str:
        """The connection."""
        return self.offer.subject


async def connect(kit: Kit, organisation: str | None = None) -> tuple[str, str]:
    """Have somebody introduced to an organisation, the kit's own unless another is named: referral and connection."""
    referral = await refer(kit)
    wanted = {"referral": referral, "service": str(uuid4()), "organisation": organisation or own(kit), "key": KEY}
    return referral, kit.said(await kit.ask("connect", **wanted), "connection")


async def introduced(kit: Kit) -> Introduced:
    """Have somebody introduced to the kit's organisation, and wait for the offer in its inbox."""
    referral, connection = await connect(kit)
    (offer, *_) = await kit.answer("an offer in the partner's inbox", ConnectionOffered, subject=connection)
    assert offer.envelope is not None
    return Introduced(referral, offer.envelope)


def reply(kit: Kit, to: Introduced, event: Event) -> Envelope:
    """What the kit says as the partner."""
    return kit.wrap(
        event,
        to.connection,
        service="desk",
        organisation=own(kit),
        correlation=to.referral,
        causation=to.offer.id,
    )


def answered(kit: Kit, to: Introduced, answer: PartnerAnswer, **more: Any) -> Envelope:
    """What the kit answers as the partner."""
    says = ConnectionAnswered(connection=to.connection, organisation=own(kit), answer=answer.value, **more)
    return reply(kit, to, says)


def options(kit: Kit, request: Envelope, *, nothing: bool = False) -> Envelope:
    """What the kit answers as matching."""
    asked = request.event
    assert isinstance(asked, told.NeedsAssessed)
    needs = tuple(need.code for need in asked.needs)
    found: MatchAnswer
    if nothing:
        found = NoMatchFound(
            assessment=asked.assessment, considered=1, policy="kit-1", needs_unmet=needs, area=asked.area
        )
    else:
        reason = OptionReason(factor="need", effect=0.5, words="for company")
        option = Option(service=str(uuid4()), organisation=own(kit), rank=1, score=0.5, needs=needs, reasons=(reason,))
        found = OptionsProposed(assessment=asked.assessment, considered=1, policy="kit-1", options=(option,))
    referral = request.subject
    return kit.wrap(found, referral, service="matching", correlation=referral, causation=request.id)


async def begin(kit: Kit, after: Trial | None) -> Trial:
    """Prepare a partner's yes. A partner's topics have one partition, and so all of them come after another."""
    to = await introduced(kit)
    return Trial(kit, answered(kit, to, PartnerAnswer.ACCEPTED), told.ConnectionAccepted, to.referral)


TRIALS[Role.INTAKE] = begin


def once(found: Sequence[Heard]) -> int:
    """Return under how many ids these stand there."""
    return len({record.envelope.id for record in found if record.envelope is not None})

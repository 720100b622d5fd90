"""The cases of the role intake: the kit plays the matching that answers it and the partner that it asks.

People refer and link workers decide, and none of it comes through Kafka: the stimulus ``refer`` has a person referred,
accepted and assessed, ``connect`` has them introduced to a service of an organisation, whose public key is in ``key``
where it has one, and ``close`` ends a case for a reason.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections import defaultdict
from datetime import date

from towpath_contracts.codes import OptionsOutcome, Outcome, PartnerAnswer, Reason
from towpath_contracts.conformance.case import Needs, Promise, case, expect
from towpath_contracts.conformance.kit import CANARY, KIT, Kit
from towpath_contracts.conformance.oddities import POISON, in_structured_mode, of_a_strange_type, with_fields
from towpath_contracts.conformance.referred import (
    CONFIDED,
    Introduced,
    answered,
    assessed,
    connect,
    introduced,
    once,
    options,
    own,
    refer,
    reply,
)
from towpath_contracts.conformance.trial import sent_about
from towpath_contracts.event import Event
from towpath_contracts.events import referral as told
from towpath_contracts.events.partner import (
    AttendanceRecorded,
    ConnectionAnswered,
    ConnectionEnded,
    ConnectionOffered,
    ConnectionWithdrawn,
)
from towpath_contracts.roles import Role
from towpath_contracts.wire import Record

STIMULUS = (Needs.STIMULUS,)
SOMEBODY_ELSE = f"{KIT}-other"
"""An organisation that the kit does not answer as."""


def kinds(kit: Kit, subject: str, *wanted: type[Event]) -> list[type[Event]]:
    """Return which of these kinds were heard of a subject, in order, each event once."""
    heard = kit.heard(*wanted, subject=subject)
    return list({one.envelope.id: type(one.event) for one in heard if one.envelope and one.event}.values())


@case(Role.INTAKE, promise=Promise.RIGHT, needs=STIMULUS)
async def a_referral_is_received_and_accepted_and_then_assessed(kit: Kit) -> None:
    """Follow-up waits from the acceptance on, matching looks from the assessment on: each hears it, in this order."""
    referral = await refer(kit)
    (last, *_) = await kit.answer("an assessment", told.NeedsAssessed, subject=referral)
    wanted: list[type[Event]] = [told.Received, told.Accepted, told.NeedsAssessed]
    expect(kinds(kit, referral, *wanted) == wanted, "received, accepted and assessed do not come once, in this order")
    first = sent_about(kit, referral)[0].envelope
    expect(first is not None and first.sequence == 1, "the first event of a referral has not the sequence 1")
    assert last.envelope is not None
    for record in sent_about(kit, referral):
        same = record.envelope is not None and record.envelope.correlationid == referral
        expect(same, f"{record.place} has another correlation than its referral")


@case(Role.INTAKE, promise=Promise.RIGHT, needs=STIMULUS)
async def options_that_matching_proposes_reach_the_case(kit: Kit) -> None:
    """The link worker waits for them with the person in the room."""
    for nothing, outcome in ((False, OptionsOutcome.PROPOSED), (True, OptionsOutcome.NONE_FOUND)):
        answer = options(kit, await assessed(kit), nothing=nothing)
        await kit.tell(answer)
        (found, *_) = await kit.answer(
            f"that {outcome.value} was received", told.OptionsReceived, cause=answer.id, subject=answer.subject
        )
        assert isinstance(found.event, told.OptionsReceived)
        expect(found.event.answer == answer.id, f"{found.place} names another answer")
        expect(found.event.outcome == outcome, f"{found.place} says {found.event.outcome}, not {outcome.value}")
        expect(found.event.options == (not nothing), f"{found.place} counts {found.event.options} options")


@case(Role.INTAKE, promise=Promise.RIGHT, needs=STIMULUS)
async def a_connection_is_requested_and_offered_in_the_partners_inbox(kit: Kit) -> None:
    """The partner is asked where it listens, and everyone else hears that it was."""
    to = await introduced(kit)
    (asked, *_) = await kit.answer("that it was requested", told.ConnectionRequested, subject=to.referral)
    assert isinstance(asked.event, told.ConnectionRequested)
    expect(asked.event.connection == to.connection, "another connection was requested than was offered")
    expect(asked.event.organisation == own(kit), "another organisation was asked")
    expect(asked.event.offered, "it was offered, and requested as if it were not")
    expect(to.offer.correlationid == to.referral, "the offer has not its referral as correlation: replies will miss it")


@case(Role.INTAKE, promise=Promise.PRIVATE, needs=STIMULUS)
async def a_contact_goes_to_the_partner_encrypted_or_not_at_all(kit: Kit) -> None:
    """Kafka keeps it for weeks: only the partner, with its key, may learn how to reach the person."""
    to = await introduced(kit)
    assert isinstance(to.offer.event, ConnectionOffered)
    contact = to.offer.event.contact
    if contact is None:
        return
    parts = [_decoded(part) for part in contact.split(".")]
    try:
        known = json.loads(parts[0])
    except ValueError:
        known = None
    encrypted = isinstance(known, dict) and known.get("alg") not in (None, "none") and "enc" in known
    expect(encrypted, "the contact has the form of a JWE, and its header names no encryption")
    expect(all(CANARY.encode() not in part for part in parts), "the contact has the form of a JWE, and can be read")


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except ValueError:
        return b""


@case(Role.INTAKE, promise=Promise.RIGHT, needs=STIMULUS)
async def a_partners_answer_decides_the_connection_once(kit: Kit) -> None:
    """Whether the partner says it once or, after a fault of its own, twice in two messages."""
    became: dict[PartnerAnswer, type[Event]] = {
        PartnerAnswer.ACCEPTED: told.ConnectionAccepted,
        PartnerAnswer.WAITLISTED: told.ConnectionWaitlisted,
        PartnerAnswer.REJECTED: told.ConnectionRejected,
    }
    for said, kind in became.items():
        to, later = await introduced(kit), await introduced(kit)
        reason = Reason.NO_CAPACITY if said is PartnerAnswer.REJECTED else None
        twice = [answered(kit, to, said, reason=reason) for _ in range(2)]
        await kit.tell(*twice, answered(kit, later, PartnerAnswer.ACCEPTED))
        found = await kit.answer(f"that it was {said.value}", kind, subject=to.referral)
        await kit.answer("that a later one was accepted", told.ConnectionAccepted, subject=later.referral)
        found = kit.heard(kind, subject=to.referral)
        expect(once(found) == 1, f"{said.value} twice, and it was told {once(found)} times")
        news = found[0].event
        expect(getattr(news, "connection", None) == to.connection, f"another connection is {said.value}")
        if isinstance(news, told.ConnectionRejected):
            expect(news.reason == reason, "the reason of the partner was not passed on")


@case(Role.INTAKE, promise=Promise.ORDER, needs=STIMULUS)
async def a_partners_replies_are_taken_in_their_order(kit: Kit) -> None:
    """Answered, attended, ended: what the partner says in a minute is the story of three months."""
    to = await introduced(kit)
    says = {"connection": to.connection, "organisation": own(kit)}
    await kit.tell(
        answered(kit, to, PartnerAnswer.ACCEPTED),
        reply(kit, to, AttendanceRecorded(**says, session=date(2026, 3, 3), attended=True)),
        reply(kit, to, ConnectionEnded(**says, outcome=Outcome.COMPLETED)),
    )
    await kit.answer("that the connection was completed", told.ConnectionCompleted, subject=to.referral)
    wanted: list[type[Event]] = [told.ConnectionAccepted, told.ConnectionStarted, told.ConnectionCompleted]
    found = kinds(kit, to.referral, *wanted)
    expect(found == wanted, f"the replies were told as {', '.join(kind.name for kind in found)}")


@case(Role.INTAKE, promise=Promise.RIGHT, needs=STIMULUS)
async def nobody_answers_for_another_partner(kit: Kit) -> None:
    """An organisation that was not asked must not be able to take a person on, or to turn one away."""
    referral, connection = await connect(kit, SOMEBODY_ELSE)
    says = ConnectionAnswered(connection=connection, organisation=own(kit), answer=PartnerAnswer.ACCEPTED.value)
    forged = kit.wrap(says, connection, service="desk", organisation=own(kit), correlation=referral)
    later = await introduced(kit)
    claimed = with_fields(
        kit.record(kit.wrap(says, connection, service="desk", correlation=referral)), organisation=SOMEBODY_ELSE
    )
    await kit.send(kit.record(forged), claimed, kit.record(answered(kit, later, PartnerAnswer.ACCEPTED)))
    await kit.answer("that a later one was accepted", told.ConnectionAccepted, subject=later.referral)
    found = kit.heard(told.ConnectionAccepted, subject=referral)
    expect(not found, "a connection was accepted by an organisation that was not asked")


@case(Role.INTAKE, promise=Promise.RIGHT, needs=STIMULUS)
async def a_case_that_ends_takes_its_offers_back(kit: Kit) -> None:
    """A partner that is not told keeps a place for nobody, or calls somebody who has died."""
    to = await introduced(kit)
    await kit.ask("close", referral=to.referral, reason=Reason.DECEASED.value)
    (closed, *_) = await kit.answer("that the case was closed", told.Closed, subject=to.referral)
    expect(isinstance(closed.event, told.Closed) and closed.event.reason == Reason.DECEASED, "it has another reason")
    await kit.answer("that the offer was taken back", ConnectionWithdrawn, subject=to.connection)
    await kit.answer("that the connection was cancelled", told.ConnectionCancelled, subject=to.referral)


@case(Role.INTAKE, promise=Promise.DUPLICATES, needs=STIMULUS)
async def options_that_come_twice_are_received_once(kit: Kit) -> None:
    """After a crash matching sends the same answer again: the link worker must not be called to it a second time."""
    answer = options(kit, await assessed(kit))
    await kit.tell(answer, answer)
    await kit.answer("that options were received", told.OptionsReceived, subject=answer.subject)
    later = options(kit, await assessed(kit))
    await kit.tell(answer, later)
    await kit.answer("that later options were received", told.OptionsReceived, subject=later.subject)
    to = await introduced(kit)
    await kit.tell(answer, answered(kit, to, PartnerAnswer.ACCEPTED))
    await kit.answer("that a connection was accepted", told.ConnectionAccepted, subject=to.referral)
    found = once(kit.heard(told.OptionsReceived, subject=answer.subject))
    expect(found == 1, f"one answer of matching was received {found} times")


@case(Role.INTAKE, promise=Promise.TOLERANT, needs=STIMULUS)
async def an_answer_of_a_newer_matching_is_read(kit: Kit) -> None:
    """Matching grows by itself: new fields, new codes and new types of event come before every intake knows them."""
    answer = options(kit, await assessed(kit))
    codes = {"excluded": {"of-tomorrow": 1}, "needs_unmet": ["of-tomorrow"], "of_tomorrow": 1}
    newer = with_fields(kit.record(answer), **codes)
    await kit.send(of_a_strange_type(kit.record(answer)), newer)
    await kit.answer("that newer options were received", told.OptionsReceived, subject=answer.subject)
    answer = options(kit, await assessed(kit))
    await kit.send(in_structured_mode(kit.record(answer)))
    await kit.answer("that options in structured mode were received", told.OptionsReceived, subject=answer.subject)


@case(Role.INTAKE, promise=Promise.POISON, needs=STIMULUS)
async def an_answer_that_nobody_can_read_holds_up_no_other_case(kit: Kit) -> None:
    """One broken answer of matching must not leave every later case of the partition without options."""
    answer = options(kit, await assessed(kit))
    good = kit.record(answer)
    other = (await kit.bus.neighbour(good.topic, answer.subject)).encode()
    headers = [(name, other if name in ("ce_subject", "ce_partitionkey") else value) for name, value in good.headers]
    stranger = Record(good.topic, other, good.value, headers)
    await kit.send(*(change(stranger) for change in POISON.values()), good)
    await kit.answer("options after what nobody can read", told.OptionsReceived, subject=answer.subject)


@case(Role.INTAKE, promise=Promise.ORDER, needs=STIMULUS)
async def many_referrals_at_once_keep_their_order_each(kit: Kit) -> None:
    """On a Monday morning everybody refers: what is told of one person must not get ahead of itself."""
    found = await asyncio.gather(*(introduced(kit) for _ in range(6)))
    await kit.tell(*(answered(kit, to, PartnerAnswer.ACCEPTED) for to in found))
    for to in found:
        await kit.answer("that it was accepted", told.ConnectionAccepted, subject=to.referral)
        _in_order(kit, to)


def _in_order(kit: Kit, to: Introduced) -> None:
    wanted: list[type[Event]] = [
        *(told.Received, told.Accepted, told.NeedsAssessed),
        *(told.ConnectionRequested, told.ConnectionAccepted),
    ]
    found = kinds(kit, to.referral, *wanted)
    expect(found == wanted, f"a referral was told as {', '.join(kind.name for kind in found)}")


@case(Role.INTAKE, promise=Promise.DUPLICATES, audit=True)
async def no_message_had_the_same_effect_twice(kit: Kit) -> None:
    """Seen at the end, when what came late has come too. What is told under two ids is acted on twice."""
    effects: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for record in kit.heard(told.CaseEvent):
        assert record.envelope is not None
        envelope, event = record.envelope, record.event
        if envelope.causationid is not None and event is not None:
            what = event.model_dump_json(exclude={"next_step"})
            effects[envelope.causationid, envelope.subject, envelope.type, what].add(envelope.id)
    for (cause, _, kind, _), ids in effects.items():
        expect(len(ids) == 1, f"{kind} followed from {cause} under {len(ids)} ids")


@case(Role.INTAKE, promise=Promise.PRIVATE, audit=True)
async def nothing_that_was_confided_comes_out_on_any_topic(kit: Kit) -> None:
    """A full postcode, a date of birth or a number is a person. What travels are an age and a sector."""
    for record in kit.sent_by_the_target():
        said = record.raw.lower().replace(b" ", b"")
        for words in CONFIDED:
            plain = words.lower().replace(" ", "").encode()
            expect(plain not in said, f"{record.place} holds what was confided, of {len(words)} letters")

"""The cases of the role partner: the kit plays an intake that offers connections in the partner's inbox.

Run it where nobody else offers anything to this partner. A partner that answers by itself is only listened to; where
people answer, the stimulus ``answer`` is told the connection and the answer, and ends when that was said.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import uuid4

from towpath_contracts.codes import PartnerAnswer, Reason
from towpath_contracts.conformance.case import NotAsked, Promise, case, expect
from towpath_contracts.conformance.kit import CANARY, Kit
from towpath_contracts.conformance.oddities import with_fields
from towpath_contracts.conformance.trial import TRIALS, Trial, sent_about
from towpath_contracts.event import Stream
from towpath_contracts.events.partner import (
    AttendanceRecorded,
    ConnectionAnswered,
    ConnectionEnded,
    ConnectionOffered,
    ConnectionWithdrawn,
    PartnerEvent,
)
from towpath_contracts.roles import Role
from towpath_contracts.wire import Record

CONTACT = "eyJhbGciOiJFQ0RILUVTIn0..dG93cGF0aC1jb25m.b3JtYW5jZS1raXQ.Y29uZm9ybQ"
"""In place of an encrypted contact: of its form, and encrypted to nobody."""


def partner_of(kit: Kit) -> str:
    """Return the partner's organisation."""
    if kit.target.organisation is None:
        raise NotAsked("it needs --organisation")
    return kit.target.organisation


def offered(kit: Kit, *, contact: str | None = None) -> ConnectionOffered:
    """A person who would like to take part."""
    return ConnectionOffered(
        connection=str(uuid4()),
        organisation=partner_of(kit),
        service=str(uuid4()),
        needs=("loneliness",),
        access_needs=("step-free",),
        languages=("en",),
        contact=contact,
    )


def trial_of(kit: Kit, offer: ConnectionOffered) -> Trial:
    """Prepare an offer, which has to be answered: by itself, or by those who are told to."""
    envelope = kit.wrap(offer, offer.connection, service="referral", correlation=str(uuid4()))

    async def answer() -> None:
        await kit.ask("answer", connection=offer.connection, answer=PartnerAnswer.ACCEPTED.value)

    nudge = None if kit.target.stimulus is None else answer
    return Trial(kit, envelope, ConnectionAnswered, offer.connection, nudge)


async def begin(kit: Kit, after: Trial | None) -> Trial:
    """Prepare an offer. A partner's topics have one partition, and so all of them come after another."""
    return trial_of(kit, offered(kit))


TRIALS[Role.PARTNER] = begin


@case(Role.PARTNER, promise=Promise.RIGHT)
async def an_offer_is_answered_in_words_that_intakes_know(kit: Kit) -> None:
    """A person waits for this answer. A rejection says why, so that something else can be looked for."""
    offer = offered(kit, contact=CONTACT)
    trial = trial_of(kit, offer)
    await trial.send()
    (found, *_) = await trial.answered("an answer to an offer")
    answer = found.event
    assert isinstance(answer, ConnectionAnswered)
    known = {code.value for code in PartnerAnswer}
    expect(answer.answer in known, f"{found.place}: the answer is none of {', '.join(sorted(known))}")
    expect(answer.answer != PartnerAnswer.REJECTED or answer.reason, f"{found.place}: it was rejected without a reason")


@case(Role.PARTNER, promise=Promise.RIGHT)
async def an_offer_that_was_taken_back_harms_no_other(kit: Kit) -> None:
    """People change their minds: before the answer, after it, and before the offer was ever read."""
    organisation, reason = partner_of(kit), Reason.DECLINED
    unheard_of, taken_back, later = offered(kit), offered(kit), trial_of(kit, offered(kit))
    for offer, also in ((unheard_of, False), (taken_back, True)):
        gone = ConnectionWithdrawn(connection=offer.connection, organisation=organisation, reason=reason)
        both = (offer, gone) if also else (gone,)
        await kit.tell(*(kit.wrap(one, offer.connection, service="referral") for one in both))
    await later.send()
    await later.answered("an answer to an offer after one that was taken back")
    expect(not sent_about(kit, unheard_of.connection), "something was said of a connection that was never offered")
    again = trial_of(kit, offered(kit))
    await again.send()
    await again.answered("an answer to an offer")
    gone = ConnectionWithdrawn(connection=again.subject, organisation=organisation, reason=reason)
    last = trial_of(kit, offered(kit))
    await kit.tell(kit.wrap(gone, again.subject, service="referral"), last.message)
    await last.answered("an answer to an offer after one that was answered and then taken back")


@case(Role.PARTNER, promise=Promise.TOLERANT)
async def codes_of_tomorrow_in_an_offer_are_borne(kit: Kit) -> None:
    """The lists of needs and of access grow without a new version."""
    trial = trial_of(kit, offered(kit))
    codes = {"needs": ["of-tomorrow"], "access_needs": ["of-tomorrow"], "name": CANARY}
    await trial.send(with_fields(trial.record, **codes))
    await trial.answered("an answer to an offer with codes that nobody knows")


@case(Role.PARTNER, promise=Promise.TOLERANT)
async def an_offer_that_compaction_removed_is_borne(kit: Kit) -> None:
    """The inbox is compacted: a record without a value takes a connection away."""
    topic = kit.topics.of(Stream.INBOX, partner_of(kit))
    trial = trial_of(kit, offered(kit))
    await trial.send(Record(topic, str(uuid4()).encode(), None, []), trial.record)
    await trial.answered("an answer to an offer after a record without a value")


@case(Role.PARTNER, promise=Promise.FORM, audit=True)
async def every_reply_is_from_the_organisation_whose_topic_it_is(kit: Kit) -> None:
    """An intake believes a reply for its topic and its source together: nobody may answer for someone else."""
    wanted = f"/org/{partner_of(kit)}/"
    for record in kit.bus.heard(Stream.REPLIES):
        source = record.header("ce_source") if record.envelope is None else record.envelope.source
        expect((source or "").startswith(wanted), f"{record.place}: the source is not {wanted}…")


@case(Role.PARTNER, promise=Promise.RIGHT, audit=True)
async def nothing_is_said_of_a_connection_that_was_not_offered(kit: Kit) -> None:
    """An answer without a question belongs to someone else, or to a person who never asked for it."""
    known = {record.key for record in kit.bus.heard(Stream.INBOX)}
    for record in kit.bus.heard(Stream.REPLIES):
        expect(record.key in known, f"{record.place}: about a connection that was not offered")


@case(Role.PARTNER, promise=Promise.ORDER, audit=True)
async def a_connection_is_answered_before_it_is_attended_and_ends_last(kit: Kit) -> None:
    """An intake takes replies in the order in which they come: what comes after the end is not listened to."""
    order = (ConnectionAnswered, AttendanceRecorded, ConnectionEnded)
    stages: dict[str, list[int]] = defaultdict(list)
    seen: set[str] = set()
    for record in kit.bus.heard(Stream.REPLIES):
        if isinstance(record.event, PartnerEvent) and record.envelope is not None and record.envelope.id not in seen:
            seen.add(record.envelope.id)
            stages[record.event.connection].append(order.index(type(record.event)))
    for connection, found in stages.items():
        expect(found == sorted(found), f"connection {connection}: answers, attendances and ends in the order {found}")


@case(Role.PARTNER, promise=Promise.PRIVATE, audit=True)
async def no_contact_of_a_person_comes_back(kit: Kit) -> None:
    """How a person can be reached was for this partner alone, and is nobody's to send on, encrypted or not."""
    for record in kit.sent_by_the_target():
        expect(CONTACT.encode() not in record.raw, f"{record.place} holds the contact of an offer")

"""The cases of the role followup: the kit plays intake on the referral stream, and listens to the followup stream.

How long a wait is, in which working days, is a partnership's policy and not proven here. What was to happen half a year
ago is due under any policy: so the kit tells of what happened long before.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from towpath_contracts.codes import PartnerAnswer, Reason, TimerKind
from towpath_contracts.conformance.case import Promise, case, expect
from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.kit import KIT, Kit
from towpath_contracts.conformance.trial import TRIALS, Trial, sent_about
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.events import referral as told
from towpath_contracts.events.followup import (
    Cancelled,
    Continued,
    Due,
    Ended,
    ReplyOverdue,
    Scheduled,
    Suspended,
    TimerEvent,
)
from towpath_contracts.roles import Role
from towpath_contracts.values import Area, Circumstances, Need

LONG_AGO = timedelta(weeks=26)
"""Longer than any policy waits."""


def accepted() -> Event:
    """A team took a referral, so that its first contact is awaited."""
    return told.Accepted(link_worker=str(uuid4()), team=KIT)


def requested(connection: str) -> Event:
    """An organisation was asked, so that its answer is awaited."""
    return told.ConnectionRequested(connection=connection, service=str(uuid4()), organisation=KIT)


async def tell(kit: Kit, referral: str, *events: Event, ago: timedelta = timedelta()) -> list[Envelope]:
    """Tell what happened to a referral, so long ago, a second after one another."""
    began = datetime.now(UTC) - ago
    envelopes = [
        kit.wrap(event, referral, service="referral", correlation=referral, time=began + timedelta(seconds=nth))
        for nth, event in enumerate(events)
    ]
    await kit.tell(*envelopes)
    return envelopes


def timers(heard: list[Heard], kind: str, connection: str | None = None) -> list[TimerEvent]:
    """Return the events of timers of a kind, about a connection where it is about one, each once."""
    found = {record.envelope.id: record.event for record in heard if record.envelope is not None}
    return [
        event
        for event in found.values()
        if isinstance(event, TimerEvent) and (event.kind, event.connection) == (kind, connection)
    ]


async def scheduled(
    kit: Kit, referral: str, kind: str, connection: str | None = None, what: str = "", number: int = 1
) -> Heard:
    """Wait until a wait of this kind is scheduled for the so-manieth time, and return that."""

    def look() -> Heard | None:
        found = [record for record in kit.heard(Scheduled, subject=referral) if timers([record], kind, connection)]
        return found[number - 1] if len(found) >= number else None

    return await kit.bus.until(what or f"a wait of the kind {kind}", look)


async def settled(kit: Kit, referral: str) -> None:
    """Wait until all that was told of a referral has been heard: its end is told, and comes last."""
    await tell(kit, referral, told.Closed(reason=Reason.GOALS_MET))
    await kit.answer("the end of a closed referral", Ended, subject=referral)


async def later_on_the_partition(kit: Kit, referral: str) -> None:
    """Wait until a referral is due that was told of later on the same partition."""
    topic = kit.topics.of(told.Accepted.stream)
    other = await kit.bus.neighbour(topic, referral)
    await tell(kit, other, accepted(), ago=LONG_AGO)
    await kit.answer("what is due for another referral of the same partition", Due, subject=other)


async def begin(kit: Kit, after: Trial | None) -> Trial:
    """Prepare the news that a referral was accepted: the wait for its first contact has to follow."""
    topic = kit.topics.of(told.Accepted.stream)
    referral = str(uuid4()) if after is None else await kit.bus.neighbour(topic, after.subject)
    return Trial(kit, kit.wrap(accepted(), referral, service="referral", correlation=referral), Scheduled, referral)


TRIALS[Role.FOLLOWUP] = begin


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def an_accepted_referral_awaits_its_first_contact(kit: Kit) -> None:
    """A person who was referred hears from somebody, or somebody hears that they did not."""
    referral = str(uuid4())
    (message,) = await tell(kit, referral, accepted())
    found = await scheduled(kit, referral, TimerKind.FIRST_CONTACT)
    assert isinstance(found.event, Scheduled)
    expect(found.event.due >= message.time, "the first contact is due before the referral was accepted")


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def what_is_long_past_is_due_at_once(kit: Kit) -> None:
    """A wait counts from when it happened, by the time of the event: news that comes late must not put people off."""
    referral, connection = str(uuid4()), str(uuid4())
    events = (accepted(), told.PlanAgreed(plan=str(uuid4()), goals=1, review_every_days=14))
    await tell(kit, referral, *events, told.ConnectionStarted(connection=connection), ago=LONG_AGO)
    wanted = (TimerKind.FIRST_CONTACT, None), (TimerKind.REVIEW, None), (TimerKind.CHECK_IN, connection)

    def look() -> bool | None:
        due = kit.heard(Due, subject=referral)
        return all(timers(due, kind, about) for kind, about in wanted) or None

    await kit.bus.until("a first contact, a review and a check-in of half a year ago that are due", look)


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def an_organisation_that_did_not_answer_is_overdue_once(kit: Kit) -> None:
    """Silence is how many referrals end. Intake looks elsewhere when it hears of it, and so has to hear it once."""
    referral, silent, later = str(uuid4()), str(uuid4()), str(uuid4())
    (asked,) = await tell(kit, referral, requested(silent), ago=LONG_AGO)
    await kit.answer("that the answer is overdue", ReplyOverdue, subject=referral)
    await kit.tell(asked)
    await tell(kit, referral, requested(later), ago=LONG_AGO)
    await kit.answer("that a second answer is overdue", ReplyOverdue, subject=referral, count=2)
    await settled(kit, referral)
    overdue = {one.envelope.id: one.event for one in kit.heard(ReplyOverdue, subject=referral) if one.envelope}
    found = [event.connection for event in overdue.values() if isinstance(event, ReplyOverdue)]
    expect(sorted(found) == sorted([silent, later]), f"two answers are overdue, and {len(found)} times it was said")


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def any_answer_of_an_organisation_ends_the_wait_for_it(kit: Kit) -> None:
    """An organisation that answered must not be chased, whatever the answer was."""
    for answer in PartnerAnswer:
        referral, connection = str(uuid4()), str(uuid4())
        await tell(kit, referral, requested(connection))
        await scheduled(kit, referral, TimerKind.REPLY, connection)
        await tell(kit, referral, _answered(connection, answer))
        found = await kit.answer(f"that the wait ended with {answer.value}", Cancelled, subject=referral)
        expect(timers(found, TimerKind.REPLY, connection), f"{answer.value} ended another wait than the one for it")


def _answered(connection: str, answer: PartnerAnswer) -> Event:
    match answer:
        case PartnerAnswer.ACCEPTED:
            return told.ConnectionAccepted(connection=connection)
        case PartnerAnswer.WAITLISTED:
            return told.ConnectionWaitlisted(connection=connection)
        case PartnerAnswer.REJECTED:
            return told.ConnectionRejected(connection=connection, reason=Reason.NO_CAPACITY)


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def an_assessment_shows_that_the_person_was_reached(kit: Kit) -> None:
    """Whoever said what they need was spoken to: nobody has to be reminded of a first contact."""
    referral = str(uuid4())
    await tell(kit, referral, accepted())
    await scheduled(kit, referral, TimerKind.FIRST_CONTACT)
    needs, area = (Need(code="loneliness", priority=1),), Area(code="L8 5")
    assessed = told.NeedsAssessed(assessment=str(uuid4()), needs=needs, circumstances=Circumstances(age=70), area=area)
    await tell(kit, referral, assessed)
    found = await kit.answer("that the first contact is not awaited any more", Cancelled, subject=referral)
    expect(timers(found, TimerKind.FIRST_CONTACT), "another wait ended than the one for the first contact")


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def nothing_is_awaited_of_a_referral_that_has_ended(kit: Kit) -> None:
    """A call about a case that is over hurts, most of all where the person has died."""
    for ending in (told.Closed(reason=Reason.DECEASED), told.Rejected(reason=Reason.OUT_OF_AREA)):
        referral, connection = str(uuid4()), str(uuid4())
        await tell(kit, referral, accepted(), requested(connection), ending)
        (end, *_) = await kit.answer(f"the end after {ending.name}", Ended, subject=referral)
        assert isinstance(end.event, Ended)
        expect(end.event.reason == ending.reason, f"it ended for another reason than it was {ending.name}")
        await tell(kit, referral, accepted(), requested(str(uuid4())), ago=LONG_AGO)
        await later_on_the_partition(kit, referral)
        heard = sent_about(kit, referral)
        begun = {one.event.timer for one in heard if isinstance(one.event, Scheduled)}
        over = {one.event.timer for one in heard if isinstance(one.event, Cancelled | Due)}
        expect(begun <= over, f"{len(begun - over)} waits go on after {ending.name}")
        fired = [one for one in kit.heard(Due, ReplyOverdue, subject=referral) if one.offset > end.offset]
        expect(not fired, f"{len(fired)} events came due after {ending.name}")


@case(Role.FOLLOWUP, promise=Promise.RIGHT)
async def a_break_suspends_what_is_awaited_and_its_end_goes_on_with_it(kit: Kit) -> None:
    """A person who asked to be left alone is left alone, and is not forgotten afterwards."""
    referral = str(uuid4())
    await tell(kit, referral, accepted())
    await scheduled(kit, referral, TimerKind.FIRST_CONTACT)
    await tell(kit, referral, told.Paused(reason=Reason.OTHER))
    await kit.answer("that nothing is awaited in the break", Suspended, subject=referral)
    found = await kit.answer("that the first contact is not awaited", Cancelled, subject=referral)
    expect(timers(found, TimerKind.FIRST_CONTACT), "the first contact is awaited still")
    await tell(kit, referral, requested(str(uuid4())), ago=LONG_AGO)
    await later_on_the_partition(kit, referral)
    fired = kit.heard(Due, ReplyOverdue, subject=referral)
    expect(not fired, "something came due in the break")
    await tell(kit, referral, told.Resumed())
    await kit.answer("that the break is over", Continued, subject=referral)
    await scheduled(kit, referral, TimerKind.FIRST_CONTACT, what="the first contact once more", number=2)


@case(Role.FOLLOWUP, promise=Promise.ORDER)
async def what_follows_comes_in_the_order_of_what_happened(kit: Kit) -> None:
    """Who reads that a case ended and then that it goes on again has a case that never ends."""
    referral, connection = str(uuid4()), str(uuid4())
    story = (accepted(), requested(connection), told.Paused(reason=Reason.OTHER), told.Resumed())
    messages = await tell(kit, referral, *story, told.Closed(reason=Reason.GOALS_MET))
    await kit.answer("the end of the story", Ended, subject=referral)
    place = {message.id: nth for nth, message in enumerate(messages)}
    causes = [one.envelope.causationid or "" for one in sent_about(kit, referral) if one.envelope]
    found = [place[cause] for cause in dict.fromkeys(causes) if cause in place]
    expect(found == sorted(found), f"five things happened, and what followed came in the order {found}")
    expect({0, 1, 4} <= set(found), "nothing followed from the acceptance, the question or the end")


@case(Role.FOLLOWUP, promise=Promise.TOLERANT)
async def a_reason_that_nobody_knows_yet_is_borne(kit: Kit) -> None:
    """The lists of codes grow without a new version: a reason of tomorrow must not keep a case open."""
    referral = str(uuid4())
    await tell(kit, referral, accepted(), told.Paused(reason="of-tomorrow"), told.Closed(reason="of-tomorrow"))
    (end, *_) = await kit.answer("the end for a reason that nobody knows", Ended, subject=referral)
    expect(isinstance(end.event, Ended) and end.event.reason == "of-tomorrow", "it ended for another reason")


@case(Role.FOLLOWUP, promise=Promise.RIGHT, audit=True)
async def nothing_falls_due_before_it_was_scheduled_for(kit: Kit) -> None:
    """A date that was promised to a person is kept. What is due was awaited, and was last moved to an earlier time."""
    waits: dict[str, Scheduled] = {}
    for record in kit.heard(Scheduled, Due):
        assert record.envelope is not None
        if isinstance(record.event, Scheduled):
            waits[record.event.timer] = record.event
        elif isinstance(record.event, Due):
            wait = waits.get(record.event.timer)
            expect(wait is not None, f"{record.place}: due, and never scheduled")
            expect(wait is None or record.envelope.time >= wait.due, f"{record.place}: due before its time")

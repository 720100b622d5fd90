"""The cases of the role matching on how requests and answers travel: again, odd, broken, late, and across a crash."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from towpath_contracts.conformance.case import Broken, Needs, Promise, case, expect
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.conformance.oddities import BEARABLE, POISON, of_a_strange_type, with_a_strange_field
from towpath_contracts.conformance.village import (
    HOME,
    NEED,
    answer_to,
    answers_to,
    asked,
    listing,
    options_in,
    request,
    village_of,
)
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.matching import MatchAnswer
from towpath_contracts.events.referral import Accepted, Closed
from towpath_contracts.listing import Listing
from towpath_contracts.roles import Role
from towpath_contracts.wire import Record

AWAY = 20
MANY = 300


def one_answer(kit: Kit, asking: Envelope) -> None:
    """Expect that all answers to a request are one and the same. Raises Broken."""
    found = answers_to(kit, asking)
    ids = sorted({record.envelope.id for record in found if record.envelope is not None})
    expect(len(ids) == 1, f"request {asking.id} was answered under {len(ids)} ids: {', '.join(ids)}")
    expect(len({record.value for record in found}) == 1, f"answer {ids[0]} was sent again with other contents")


async def all_answered(kit: Kit, what: str, asking: Sequence[Envelope], within: float) -> None:
    """Wait until every request is answered. Raises Broken with the number of those that are not."""

    def missing() -> int:
        answered = {record.envelope.causationid for record in kit.heard(MatchAnswer) if record.envelope is not None}
        return sum(one.id not in answered for one in asking)

    try:
        await kit.bus.until(what, lambda: None if missing() else True, within)
    except Broken:
        raise Broken(f"{what}: {missing()} of {len(asking)} requests have no answer within {within:g} s") from None


@case(Role.MATCHING, promise=Promise.STABLE)
async def a_request_that_is_delivered_again_has_the_same_answer_under_the_same_id(kit: Kit) -> None:
    """Kafka delivers at least once. By the id a reader sees that it is the same answer, and shrugs."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed before a request was delivered again")
        asking = asked(kit)
        await kit.tell(asking)
        await answer_to(kit, "an answer to a request", asking)
        await kit.tell(asking, asking)
        await _marked(kit, asking.subject)
        one_answer(kit, asking)


@case(Role.MATCHING, promise=Promise.STABLE)
async def two_requests_that_ask_the_same_have_answers_of_their_own(kit: Kit) -> None:
    """Ids follow from the request and not from what it asks: or else the second case would never hear."""
    event, referral = request(), str(uuid4())
    first, second, other = asked(kit, event, referral), asked(kit, event, referral), asked(kit, event)
    await kit.tell(first, second, other)
    ids = set()
    for asking in (first, second, other):
        await answer_to(kit, "an answer to a request that asks what an earlier one asked", asking)
        ids |= {record.envelope.id for record in answers_to(kit, asking) if record.envelope is not None}
    expect(len(ids) == 3, f"3 requests have {len(ids)} answers between them")


@case(Role.MATCHING, promise=Promise.DUPLICATES)
async def a_listing_that_is_delivered_again_is_proposed_once(kit: Kit) -> None:
    """A directory that starts over sends everything again."""
    async with village_of(kit) as village:
        listed = village.published(Listing.model_validate(listing()))
        await kit.tell(listed, listed)
        await village.proposed(listed.subject, "never proposed after it was delivered twice")
        await kit.tell(listed)
        found = list(await village.ask())
        expect(found.count(listed.subject) == 1, f"proposed {found.count(listed.subject)} times in one answer")


@case(Role.MATCHING, promise=Promise.ORDER)
async def requests_of_one_referral_are_answered_in_their_order(kit: Kit) -> None:
    """The last answer is the one that counts. Were they mixed, a case would go by what was asked before."""
    referral = str(uuid4())
    asking = [asked(kit, referral=referral) for _ in range(10)]
    await kit.tell(*asking)
    await all_answered(kit, "answers to the requests of one referral", asking, kit.target.within)
    found = kit.heard(MatchAnswer, subject=referral)
    causes = dict.fromkeys(record.envelope.causationid for record in found if record.envelope is not None)
    expect(list(causes) == [one.id for one in asking], "the answers stand in another order than their requests")
    expect(len({record.partition for record in found}) == 1, "answers about one referral stand in several partitions")


@case(Role.MATCHING, promise=Promise.TOLERANT)
async def an_odd_request_is_answered_like_any_other(kit: Kit) -> None:
    """Fields, headers and modes that a reader has not met are no reason to leave a person without an answer."""
    asking = {words: asked(kit) for words in BEARABLE}
    await kit.send(*(BEARABLE[words](kit.record(one)) for words, one in asking.items()))
    for words, one in asking.items():
        await answer_to(kit, f"an answer to {words}", one)


@case(Role.MATCHING, promise=Promise.TOLERANT)
async def codes_that_nobody_knows_yet_do_not_stop_an_answer(kit: Kit) -> None:
    """Code lists grow within a version; who does not know a code takes it for an unknown one."""
    strange = "code-of-tomorrow"
    event = request(
        needs=[{"code": NEED, "priority": 1}, {"code": strange, "priority": 2}],
        circumstances={"age": 40, "codes": [strange]},
        preferences={"modes": ["in-person", strange], "days": [strange], "times": [strange], "setting": strange},
        access_needs=[strange],
        languages=["en", "qaa"],
    )
    asking = asked(kit, event)
    await kit.tell(asking)
    await answer_to(kit, "an answer to a request with codes that nobody knows", asking)


@case(Role.MATCHING, promise=Promise.TOLERANT)
async def a_request_from_where_nobody_knows_is_answered(kit: Kit) -> None:
    """Some people have no fixed abode: their area has a code and no place on a map."""
    asking = asked(kit, request(area={"code": "ZZ99 3"}))
    await kit.tell(asking)
    await answer_to(kit, "an answer to a request whose area has no place", asking)


@case(Role.MATCHING, promise=Promise.TOLERANT)
async def what_asks_for_nothing_is_passed_over(kit: Kit) -> None:
    """The referral stream is for many readers: other events, and types that are not known yet, are not requests."""
    referral = str(uuid4())
    accepted = Accepted(link_worker=str(uuid4()), team="conformance-team")
    others = [asked(kit, event, referral) for event in (accepted, Closed(reason="goals-met"))]
    strange = asked(kit, referral=referral)
    await kit.tell(*others)
    await kit.send(of_a_strange_type(kit.record(strange)))
    await _marked(kit, referral)
    for one in (*others, strange):
        expect(not answers_to(kit, one), f"{one.id} asked for nothing and was answered")


@case(Role.MATCHING, promise=Promise.TOLERANT)
async def an_odd_listing_is_proposed_like_any_other(kit: Kit) -> None:
    """A directory of another make sends fields of its own, and structured mode is CloudEvents as well."""
    async with village_of(kit) as village:
        for words, odd in BEARABLE.items():
            record = kit.record(listed := village.published(Listing.model_validate(listing())))
            await kit.send(odd(record))
            await village.proposed(listed.subject, f"never proposed after {words}")


@case(Role.MATCHING, promise=Promise.TOLERANT)
async def a_tombstone_without_headers_withdraws_a_service(kit: Kit) -> None:
    """Tools that clean a compacted topic write bare tombstones: the key says all."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed before its tombstone")
        await kit.send(Record(kit.topics.of(Stream.DIRECTORY), service.encode(), None, []))
        await village.not_proposed(service, "still proposed after a tombstone without headers")


@case(Role.MATCHING, promise=Promise.PRIVATE)
async def what_a_request_holds_beyond_the_contract_comes_out_nowhere(kit: Kit) -> None:
    """Somebody upstream makes a mistake and sends a name. It must not be copied into an answer that many read."""
    asking = asked(kit)
    await kit.send(with_a_strange_field(kit.record(asking)))
    await answer_to(kit, "an answer to a request with a field that nobody knows", asking)
    for record in answers_to(kit, asking):
        expect("words_of_tomorrow" not in record.document(), f"{record.place} copies a field of the request")
        expect("name" not in record.document(), f"{record.place} copies a field of the request")


@case(Role.MATCHING, promise=Promise.POISON)
async def requests_that_nobody_can_read_hold_up_no_other(kit: Kit) -> None:
    """One broken sender must not silence a platform. Poison and the request after it stand in one partition."""
    topic = kit.topics.of(Stream.REFERRAL)
    for words, spoil in POISON.items():
        poison = asked(kit)
        after = asked(kit, referral=await kit.bus.neighbour(topic, poison.subject))
        await kit.send(spoil(kit.record(poison)), kit.record(after))
        await answer_to(kit, f"an answer to a request behind {words}", after)


@case(Role.MATCHING, promise=Promise.POISON)
async def listings_and_reports_that_nobody_can_read_hold_up_no_other(kit: Kit) -> None:
    """A matcher that stops at a broken listing proposes yesterday's services for ever."""
    async with village_of(kit) as village:
        for words, spoil in POISON.items():
            poison = village.published(Listing.model_validate(listing()))
            moment = {"as_of": "2026-01-01T00:00:00Z"}
            report = CapacityReported.model_validate({"service": poison.subject, "state": "capacity"} | moment)
            reported = kit.wrap(report, poison.subject, service="partner")
            await kit.send(spoil(kit.record(poison)), spoil(kit.record(reported)))
            after = await kit.bus.neighbour(kit.topics.of(Stream.DIRECTORY), poison.subject)
            await village.publish(id=after)
            await village.proposed(after, f"never proposed, behind {words}")
            await village.report(after, "closed")
            await village.not_proposed(after, f"still proposed after a report of closed, behind {words}")


@case(Role.MATCHING, promise=Promise.ABSENCE, needs=(Needs.CONTROL,))
async def what_was_asked_while_it_was_away_is_answered_by_the_directory_of_now(kit: Kit) -> None:
    """Nobody asks twice. An answer that is given before the directory was read again would say that nothing fits."""
    async with village_of(kit) as village:
        known, gone = await village.publish(), await village.publish(reach_km=25.0)
        await village.proposed(known, "never proposed before it was away")
        await village.proposed(gone, "never proposed before it was away")
        async with kit.away():
            new = await village.publish(reach_km=30.0)
            await village.withdraw(gone)
            asking = [asked(kit) for _ in range(AWAY)]
            await kit.tell(*asking)
        await all_answered(kit, "what was asked while it was away", asking, kit.after_a_start)
        for one in asking:
            options = [option.service for option in options_in(await answer_to(kit, "its answer", one))]
            for service in (known, new):
                expect(service in options, f"answered without service {service}, which was published before it started")
            expect(gone not in options, f"answered with service {gone}, which was withdrawn while it was away")


@case(Role.MATCHING, promise=Promise.RESTART, needs=(Needs.CONTROL,))
async def a_crash_in_the_middle_loses_no_request_and_changes_no_answer(kit: Kit) -> None:
    """Machines die while they work. What was read before is delivered again, and has the answer that it had then."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed before the crash")
        asking = [asked(kit, request(area=HOME.model_dump(exclude_none=True))) for _ in range(MANY)]
        await kit.tell(*asking[: MANY // 2])
        await kit.answer("a first answer", MatchAnswer, cause=asking[0].id)
        await kit.tell(*asking[MANY // 2 :])
        await kit.stop()
        await kit.start()
        await all_answered(kit, "after a crash in the middle", asking, kit.after_a_start)
        await kit.tell(*asking)
        await _marked(kit, *{one.subject for one in asking})
        for one in asking:
            one_answer(kit, one)


async def _marked(kit: Kit, *referrals: str) -> None:
    """Send a request behind what was sent and wait for its answer: one key is read in order, so all before is done."""
    markers = [asked(kit, referral=referral) for referral in referrals]
    await kit.tell(*markers)
    await all_answered(kit, "requests behind what was sent", markers, kit.target.within)

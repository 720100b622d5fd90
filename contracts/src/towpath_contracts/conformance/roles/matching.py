"""The cases of the role matching: requests on the referral stream, answers on the matching stream.

What an answer says is proven here, how requests and answers travel in ``matching_delivery``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from towpath_contracts.conformance.case import Promise, case, expect
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.conformance.village import (
    FAR_AWAY,
    HOME,
    NEED,
    answer_to,
    asked,
    far_from,
    fits_only,
    listing,
    options_in,
    request,
    village_of,
)
from towpath_contracts.envelope import Envelope
from towpath_contracts.events.matching import MatchAnswer, NoMatchFound, Option
from towpath_contracts.events.referral import NeedsAssessed, RematchRequested
from towpath_contracts.roles import Role
from towpath_contracts.values import Need

BURST = 100


@case(Role.MATCHING, promise=Promise.TIMELY)
async def every_request_for_options_is_answered(kit: Kit) -> None:
    """A case without an answer waits: the link worker sees neither options nor that there are none."""
    asking = [asked(kit), asked(kit, request(RematchRequested, reason="asked-by-link-worker"))]
    await kit.tell(*asking)
    for one in asking:
        assert one.event is not None
        await answer_to(kit, f"an answer to {one.event.name}", one)


@case(Role.MATCHING, promise=Promise.TIMELY)
async def a_hundred_requests_at_once_are_answered_within_the_stated_time(kit: Kit) -> None:
    """Link workers sit at many desks. The time that was stated holds for the last of them as well."""
    asking = [asked(kit) for _ in range(BURST)]
    await kit.tell(*asking)
    wanted = {one.id for one in asking}

    def left() -> set[str] | None:
        missing = wanted - {record.envelope.causationid or "" for record in kit.heard(MatchAnswer) if record.envelope}
        return None if missing else wanted

    await kit.bus.until(f"an answer to each of {BURST} requests at once", left)


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_nearby_that_meets_the_need_is_among_the_options(kit: Kit) -> None:
    """That is what matching is for. The kit publishes the service, and asks until it is known."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed, though it meets the need where the person lives")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_that_is_excluded_is_not_proposed(kit: Kit) -> None:
    """The person said no to it, or it said no to the person: to meet it again would hurt."""
    service = str(uuid4())
    excluding = request(excluded_services=[service])
    again = request(RematchRequested, reason="connection-rejected", excluded_services=[service])
    await fits_only(kit, "though it was excluded", request(), excluding, id=service)
    await fits_only(kit, "though the rematch excluded it", request(), again, id=service)


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_out_of_reach_is_not_proposed(kit: Kit) -> None:
    """A choir at the other end of the country helps nobody. Neither does one further away than the person goes."""
    elsewhere = request(area=FAR_AWAY.model_dump(exclude_none=True))
    await fits_only(kit, "to somebody who lives far from it", request(), elsewhere)


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_for_another_age_is_not_proposed(kit: Kit) -> None:
    """Ages are bounds that the service set, both included: it would have to send the person away."""
    older, younger = request(circumstances={"age": 61}), request(circumstances={"age": 59})
    at_the_bound = request(circumstances={"age": 60})
    await fits_only(kit, "to somebody younger than its lowest age", at_the_bound, younger, minimum_age=60)
    await fits_only(kit, "to somebody older than its highest age", at_the_bound, older, maximum_age=60)


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_that_costs_money_is_not_proposed_to_somebody_who_can_pay_nothing(kit: Kit) -> None:
    """Who asks for what is free alone cannot say so a second time without shame."""
    price = [{"id": str(uuid4()), "option": "a session", "amount": 12.5, "currency": "GBP"}]
    free_only = request(preferences={"modes": ["in-person"], "max_km": 5.0, "free_only": True})
    await fits_only(kit, "though it costs money", request(), free_only, free=False, cost_options=price)


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_that_is_given_in_another_way_is_not_proposed(kit: Kit) -> None:
    """Who cannot leave the house asks for what comes by telephone."""
    by_phone = request(preferences={"modes": ["phone"], "max_km": 5.0})
    await fits_only(kit, "though it is given in person only", request(), by_phone)


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_that_was_withdrawn_is_not_proposed(kit: Kit) -> None:
    """A door that is shut is worse than no door. The withdrawal is the tombstone of the directory topic."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed before it was withdrawn")
        await village.withdraw(service)
        await village.not_proposed(service, "still proposed after its withdrawal")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_that_is_closed_for_the_time_is_not_proposed(kit: Kit) -> None:
    """A listing that is not active stays in the directory, so that people who know it find out why."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed while it was active")
        await village.publish(id=service, status="temporarily closed")
        await village.not_proposed(service, "still proposed though its status is temporarily closed")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_service_without_room_is_not_proposed_until_it_has_room_again(kit: Kit) -> None:
    """Small groups drown in referrals that they cannot take. Partners say on the capacity topic how much room is."""
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed before anybody spoke of its room")
        await village.report(service, "no-capacity", spaces=0)
        await village.not_proposed(service, "still proposed though it reported no-capacity")
        await village.report(service, "capacity", spaces=4)
        await village.proposed(service, "not proposed again after it reported capacity")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_listing_that_changed_counts_as_it_stands_now(kit: Kit) -> None:
    """Each record is the full state of a listing: a later one takes the place of an earlier one."""
    async with village_of(kit) as village:
        before = listing()
        service = await village.publish(**before)
        await village.proposed(service, "never proposed before it moved away")
        await village.publish(**before | {"locations": far_from(before)})
        await village.not_proposed(service, "still proposed where it moved away from")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def a_request_that_nothing_can_fit_is_answered_with_its_unmet_needs(kit: Kit) -> None:
    """No answer and no option look alike from outside. The needs that are named become gaps that somebody can fill."""
    nobody_offers = f"conformance-{uuid4().hex[:12]}"
    asking = asked(kit, request(needs=[{"code": nobody_offers, "priority": 1}]))
    async with village_of(kit) as village:
        service = await village.publish()
        await village.proposed(service, "never proposed where it meets the need")
        await kit.tell(asking)
        answer = await answer_to(kit, "no_match_found for a need that no listing names", asking)
    expect(isinstance(answer, NoMatchFound), "options were proposed for a need that no listing names")
    assert isinstance(answer, NoMatchFound)
    expect(nobody_offers in answer.needs_unmet, f"need {nobody_offers} is met by nothing and not among needs_unmet")
    expect(answer.area.code == HOME.code, "no_match_found names another area than the request")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def every_need_is_met_by_an_option_or_named_as_unmet(kit: Kit) -> None:
    """A need that falls between the options is forgotten; a link worker reads either list."""
    nobody_offers = f"conformance-{uuid4().hex[:12]}"
    needs = (Need(code=NEED, priority=1), Need(code=nobody_offers, priority=2))
    for option, answer in await _options(kit, [need.model_dump() for need in needs]):
        expect(option.needs, f"the option of rank {option.rank} meets no need")
        expect(set(option.needs) <= {NEED, nobody_offers}, f"the option of rank {option.rank} meets what nobody needs")
        met = {code for other in options_in(answer) for code in other.needs}
        unmet = set(getattr(answer, "needs_unmet", ()))
        expect(nobody_offers not in met, f"need {nobody_offers} is said to be met, and no listing names it")
        lost = sorted({NEED, nobody_offers} - met - unmet)
        expect(not lost, f"needs that no option meets and needs_unmet does not name: {', '.join(lost)}")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def options_are_ranked_from_one_and_their_scores_do_not_rise(kit: Kit) -> None:
    """Whoever shows three options shows the first three ranks."""
    found = await _options(kit)
    options = options_in(found[0][1])
    ranks, scores = [option.rank for option in options], [option.score for option in options]
    expect(ranks == list(range(1, len(options) + 1)), f"the ranks are {ranks}")
    expect(scores == sorted(scores, reverse=True), f"the scores rise along the ranks: {scores}")
    services = [option.service for option in options]
    expect(len(set(services)) == len(services), "a service is proposed twice in one answer")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def every_option_says_why_in_words(kit: Kit) -> None:
    """A score alone convinces nobody: the link worker reads the reasons to the person."""
    for option, _ in await _options(kit):
        expect(option.reasons, f"the option of rank {option.rank} has no reasons")
        silent = [reason.factor for reason in option.reasons if not reason.words.strip()]
        expect(not silent, f"the option of rank {option.rank} has reasons without words: {', '.join(silent)}")


@case(Role.MATCHING, promise=Promise.RIGHT)
async def what_was_left_out_is_counted_once_each(kit: Kit) -> None:
    """Counts by reason show a planner what is missing. Options and exclusions are parts of what was considered."""
    for _, answer in await _options(kit):
        counted = sum(answer.excluded.values()) + len(options_in(answer))
        expect(
            counted <= answer.considered,
            f"{counted} options and exclusions, but {answer.considered} listings considered",
        )


async def _options(kit: Kit, needs: Sequence[object] | None = None) -> list[tuple[Option, MatchAnswer]]:
    """Publish three listings and return every option of an answer that proposes one of them, with the answer."""
    asking = request() if needs is None else request(needs=needs)
    async with village_of(kit) as village:
        services = [await village.publish(reach_km=float(reach)) for reach in (10, 20, 30)]
        for service in services:
            await village.proposed(service, "never proposed, though it meets a need where the person lives", asking)
        last = asked(kit, asking)
        await kit.tell(last)
        answer = await answer_to(kit, "an answer to a request for options", last)
    expect(options_in(answer), "no options, though services that fit were proposed before")
    return [(option, answer) for option in options_in(answer)]


@case(Role.MATCHING, promise=Promise.CAUSES)
async def the_answer_names_its_request_its_referral_and_its_assessment(kit: Kit) -> None:
    """By these the case finds its answer. Answers to an assessment that was made again since are set aside."""
    for event in (request(NeedsAssessed), request(RematchRequested, reason="no-reply")):
        asking = asked(kit, event)
        await kit.tell(asking)
        for answer in await kit.bus.until("an answer that names a request in any way", partial(_about, kit, asking)):
            expect(answer.subject == asking.subject, f"answer {answer.id} is about another referral")
            expect(answer.causationid == asking.id, f"answer {answer.id}: causationid is not the id of the request")
            same = answer.correlationid == asking.correlationid
            expect(same, f"answer {answer.id}: correlationid is not that of the request")
            assert isinstance(answer.event, MatchAnswer)
            expect(answer.event.assessment == event.assessment, f"answer {answer.id} is about another assessment")


def _about(kit: Kit, asking: Envelope) -> list[Envelope] | None:
    """Return the answers that name a request by its subject, its id or its assessment; None where there is none yet."""
    names = {asking.subject, asking.id, getattr(asking.event, "assessment", None)}
    found = []
    for record in kit.heard(MatchAnswer):
        answer = record.envelope
        if answer is not None and names & {
            answer.subject,
            answer.causationid,
            getattr(answer.event, "assessment", None),
        }:
            found.append(answer)
    return found or None

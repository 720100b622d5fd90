"""What matching is asked, and which services it is told to leave out."""

from support.referral_story import (
    ANNA,
    ASSESSED,
    CHOIR,
    CONNECTED,
    FIRST,
    MATCHED,
    SECOND,
    WALKS,
    Story,
    after,
    an_id,
    answered,
    assess,
    no_match,
    options,
    request,
    silence,
)
from towpath_contracts.codes import PartnerAnswer, Reason, RematchReason
from towpath_contracts.events.partner import ConnectionOffered, ConnectionWithdrawn
from towpath_contracts.events.referral import RematchRequested
from towpath_referral import commands as asked


def last_request(story: Story) -> RematchRequested:
    event = story.log[-1]
    assert isinstance(event, RematchRequested)
    return event


def test_a_declined_connection_asks_for_new_options_without_that_service() -> None:
    story = after(*CONNECTED, answered(PartnerAnswer.REJECTED))
    again = last_request(story)
    assert again.excluded_services == (WALKS,)
    assert again.reason == RematchReason.CONNECTION_REJECTED
    assert again.needs == assess().needs
    assert again.circumstances == assess().circumstances


def test_services_that_were_left_out_stay_left_out() -> None:
    story = after(*CONNECTED, answered(PartnerAnswer.REJECTED), options("answer 2"), request(SECOND, CHOIR))
    story.tell(silence(SECOND))
    assert last_request(story).excluded_services == (WALKS, CHOIR)
    assert last_request(story).reason == RematchReason.NO_REPLY


def test_a_new_assessment_keeps_out_who_declined_before() -> None:
    story = after(*CONNECTED, answered(PartnerAnswer.REJECTED))
    assessed = story.tell(assess(an_id("second assessment"), excluded=(CHOIR,)))[0]
    assert getattr(assessed, "excluded_services", None) == (WALKS, CHOIR)


def test_a_link_worker_can_leave_out_a_service_for_good() -> None:
    story = after(*MATCHED, asked.AskForOptions(exclude=(CHOIR,)))
    assert last_request(story).excluded_services == (CHOIR,)
    assert story.known.excluded == (CHOIR,)


def test_what_the_person_declined_is_not_proposed_again() -> None:
    story = after(*CONNECTED, asked.CancelConnection(FIRST, Reason.DECLINED))
    assert story.known.excluded == (WALKS,)


def test_a_connection_cancelled_for_another_reason_can_be_proposed_again() -> None:
    story = after(*CONNECTED, asked.CancelConnection(FIRST, Reason.OTHER))
    assert story.known.excluded == ()


def test_a_break_remembers_why_to_ask_again() -> None:
    story = after(*CONNECTED, asked.Pause(Reason.OTHER), silence(), asked.Resume())
    assert last_request(story).reason == RematchReason.NO_REPLY
    assert story.known.rematch_due is None


def test_every_request_is_awaited_and_counted_once_it_is_answered() -> None:
    story = after(*ASSESSED, asked.AskForOptions())
    assert (story.known.options.asked, story.known.options.awaited) == (2, 2)
    story.tell(options("answer 1"), options("answer 2"), options("answer 3"))
    assert (story.known.options.answered, story.known.options.awaited) == (2, 0)


def test_a_new_assessment_supersedes_what_was_awaited() -> None:
    story = after(*ASSESSED, assess(an_id("second assessment")))
    counted = story.known.options
    assert (counted.asked, counted.answered, counted.awaited) == (2, 0, 1)


def test_options_after_a_miss_take_the_attention_away_again() -> None:
    story = after(*ASSESSED, no_match(), asked.AskForOptions(), options("answer 2"))
    assert story.known.attention == ()
    assert story.known.options.outcome == "proposed"


def test_an_offer_says_what_the_partner_needs_and_names_neither_referral_nor_link_worker() -> None:
    story = after(*CONNECTED)
    offer = story.log[-1]
    assert isinstance(offer, ConnectionOffered)
    assert offer.needs == ("walking",)
    assert offer.contact is None
    assert ANNA not in offer.model_dump_json()


def test_an_offer_is_withdrawn_without_the_reason_of_the_closing() -> None:
    story = after(*CONNECTED, asked.Close(Reason.DECEASED))
    told = [event for event in story.log if isinstance(event, ConnectionWithdrawn)]
    assert [event.reason for event in told] == [Reason.REFERRAL_CLOSED]


LONELY = asked.HearOfAnswer("loneliness")
BREAK = (asked.Pause(Reason.OTHER), asked.Resume())


def test_whoever_waits_is_asked_for_again_once_somebody_offers_what_was_missing() -> None:
    story = after(*ASSESSED, no_match())
    story.tell(LONELY)
    assert last_request(story).reason == RematchReason.GAP_ANSWERED
    assert story.tell(LONELY) == ()
    story.tell(options("answer 2"))
    assert story.known.attention == ()


def test_an_answered_gap_says_nothing_to_a_person_who_does_not_need_it_or_whose_case_is_over() -> None:
    assert after(*ASSESSED, no_match()).tell(asked.HearOfAnswer("debt")) == ()
    assert after(*ASSESSED, no_match(), asked.Close(Reason.MOVED_AWAY)).tell(LONELY) == ()
    assert after(*ASSESSED, no_match(), asked.Pause(Reason.OTHER)).tell(LONELY) == ()


def test_after_a_break_options_are_asked_for_where_there_were_none() -> None:
    story = after(*ASSESSED, no_match(), asked.Pause(Reason.OTHER), LONELY, asked.Resume())
    assert last_request(story).reason == RematchReason.ASKED
    assert not any(isinstance(event, RematchRequested) for event in after(*MATCHED, *BREAK).log)

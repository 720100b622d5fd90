"""A stranger's follow-up under the kit, right, and wrong in one way at a time."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from conformance.foreign.followup import Followup
from support.brokers import Broker
from support.proving import Ground, told
from support.strangers import Caught, caught_by, patience, proven
from towpath_contracts.conformance import Report, Role, Target, Verdict

WRONG = [
    ("deaf-to-accepted", "an_accepted_referral_awaits_its_first_contact", "first-contact: nothing within"),
    ("deaf-to-assessments", "an_assessment_shows_that_the_person_was_reached", "any more: nothing within"),
    ("counts-from-now", "what_is_long_past_is_due_at_once", "nothing within"),
    ("overdue-twice", "an_organisation_that_did_not_answer_is_overdue_once", "4 times it was said"),
    ("deaf-to-answers", "any_answer_of_an_organisation_ends_the_wait_for_it", "ended with accepted: nothing within"),
    ("deaf-to-the-end", "nothing_is_awaited_of_a_referral_that_has_ended", "waits go on after closed"),
    ("no-break", "a_break_suspends_what_is_awaited_and_its_end_goes_on_with_it", "is not awaited: nothing within"),
    ("early", "nothing_falls_due_before_it_was_scheduled_for", "due before its time"),
    ("new-ids", "what_is_delivered_again_changes_no_id", "new ids followed"),
    ("repeats", "a_message_that_comes_twice_has_its_effect_once", "ids"),
    ("backwards", "nothing_falls_due_before_it_was_scheduled_for", "due, and never scheduled"),
    ("gaps", "the_sequence_of_every_subject_has_no_gap_and_never_goes_back", "the sequence went"),
    ("overtakes", "what_follows_comes_in_the_order_of_what_happened", "in the order [1, 0,"),
    ("known-reasons", "a_reason_that_nobody_knows_yet_is_borne", "for a reason that nobody knows: nothing within"),
    ("strict", "an_event_that_is_odd_is_read_as_any_other", "fields that nobody knows: nothing within"),
    ("stops-at-unknown", "an_event_of_an_unknown_type_is_passed_over", "of an unknown type: nothing within"),
    ("dies-of-poison", "what_nobody_can_read_holds_up_nobody_else", "a value that is no JSON: nothing within"),
    ("slow", "every_message_has_its_effect_in_the_stated_time", "messages at once: nothing within"),
    ("wrong-schema", "every_record_has_the_headers_of_the_binding", "ce_dataschema is not"),
    ("wrong-form", "every_record_can_be_read_by_the_contracts", "cannot be read: bad-attribute: ce_time"),
    ("leaks", "no_name_that_was_given_in_confidence_comes_out_on_a_topic", "holds a name of a person"),
    ("no-cause", "an_effect_names_its_cause_and_its_referral", "does not name the message as its cause"),
    ("no-correlation", "what_follows_from_a_message_keeps_its_correlation_and_its_trace", "has another correlation"),
    ("from-now-on", "what_came_while_it_was_away_is_caught_up_on", "sent while it was away"),
    ("commits-first", "a_crash_in_the_middle_loses_nothing_and_repeats_nothing", "a crash in the middle"),
]
STORY, ODD = "what_is_long_past_is_due_at_once", "an_event_that_is_odd_is_read_as_any_other"
SPOKEN = {"early": ODD, "backwards": STORY, "gaps": STORY, "wrong-schema": ODD, "leaks": ODD, "no-correlation": ODD}
"""The case in which it says what an audit then finds."""


async def proof(ground: Ground, wrong: str, *only: str, within: float = 10.0) -> Report:
    kept: dict[str, Any] = {}
    target = partial(Target, Role.FOLLOWUP, ground.kafka, ground.prefix, within=within)
    return await proven(lambda: Followup(ground.kafka[0], ground.prefix, wrong, kept), target, *only)


async def test_a_strangers_followup_conforms(ground: Ground) -> None:
    report = await proof(ground, "")

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)


async def against(ground: Ground, wrong: str, case: str) -> Report:
    within = patience(wrong, SPOKEN)
    return await proof(ground, wrong, SPOKEN.get(wrong, ODD if wrong == "wrong-form" else case), case, within=within)


@pytest.fixture(scope="module")
def caught(kafka: Broker, request: pytest.FixtureRequest) -> Caught:
    return caught_by(kafka, request, against)


@pytest.mark.parametrize(("wrong", "case", "words"), WRONG)
def test_a_followup_that_is_wrong_in_one_way_fails_where_that_is_promised(
    wrong: str, case: str, words: str, caught: Caught
) -> None:
    broken = caught[wrong, case]

    assert case in broken, broken
    assert words in broken[case]
    # What cannot be read is not heard either, by whoever waits for it.
    assert set(broken) == {case} | ({ODD} if wrong == "wrong-form" else set()), broken

"""A stranger's intake under the kit, right, and wrong in one way at a time."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from conformance.foreign.intake import Intake
from support.brokers import Broker
from support.proving import Ground, told
from support.strangers import Caught, caught_by, patience, proven
from towpath_contracts.conformance import Report, Role, Target, Verdict
from towpath_contracts.topics import Topics
from towpath_runtime.topics import create_topics

PARTNER = "conformance-kit"
REFERRED = "a_referral_is_received_and_accepted_and_then_assessed"
ANSWERED = "a_partners_answer_decides_the_connection_once"
WRONG = [
    ("counts-nothing", "options_that_matching_proposes_reach_the_case", "counts 0 options"),
    ("quiet", "a_connection_is_requested_and_offered_in_the_partners_inbox", "requested as if it were not"),
    ("overtakes", "a_partners_replies_are_taken_in_their_order", "told as connection_started, connection_accepted"),
    ("disorder", "many_referrals_at_once_keep_their_order_each", "a referral was told as needs_assessed"),
    ("disorder", REFERRED, "do not come once, in this order"),
    ("tells-the-name", "no_name_that_was_given_in_confidence_comes_out_on_a_topic", "holds a name of a person"),
    ("tells-the-postcode", "nothing_that_was_confided_comes_out_on_any_topic", "what was confided"),
    ("plain-contact", "a_contact_goes_to_the_partner_encrypted_or_not_at_all", "names no encryption"),
    ("believes-anybody", "nobody_answers_for_another_partner", "by an organisation that was not asked"),
    ("keeps-its-offers", "a_case_that_ends_takes_its_offers_back", "that the offer was taken back: nothing within"),
    ("answers-each-time", ANSWERED, "accepted twice, and it was told 2 times"),
    ("repeats", "options_that_come_twice_are_received_once", "one answer of matching was received"),
    ("repeats", "no_message_had_the_same_effect_twice", "options_received.v1 followed from"),
    ("gaps", "the_sequence_of_every_subject_has_no_gap_and_never_goes_back", "the sequence went"),
    ("dies-of-poison", "an_answer_that_nobody_can_read_holds_up_no_other_case", "can read: nothing within"),
    ("stops-at-unknown", "an_answer_of_a_newer_matching_is_read", "newer options were received: nothing within"),
]
GAPS = "the_sequence_of_every_subject_has_no_gap_and_never_goes_back"
TWICE = "options_that_come_twice_are_received_once"
SPOKEN = {"tells-the-name": REFERRED, "tells-the-postcode": REFERRED}
"""The case in which it says what an audit then finds."""
TOGETHER = {("gaps", GAPS): REFERRED, ("repeats", "no_message_had_the_same_effect_twice"): TWICE}
"""Where that case finds it too."""


async def proof(ground: Ground, wrong: str, *only: str, within: float = 10.0) -> Report:
    kept: dict[str, Any] = {}
    made: list[Intake] = []

    def make() -> Intake:
        made.append(Intake(ground.kafka[0], ground.prefix, PARTNER, wrong, kept))
        return made[-1]

    async def ask(what: str, details: Any) -> Any:
        return await made[-1].ask(what, details)

    target = partial(
        Target, Role.INTAKE, ground.kafka, ground.prefix, organisation=PARTNER, within=within, stimulus=ask
    )
    await create_topics(list(ground.kafka), Topics(ground.prefix).partner_topics(PARTNER))
    return await proven(make, target, *only)


async def test_a_strangers_intake_conforms(ground: Ground) -> None:
    report = await proof(ground, "")

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)


async def against(ground: Ground, wrong: str, case: str) -> Report:
    within = patience(wrong, SPOKEN)
    return await proof(ground, wrong, SPOKEN.get(wrong, TOGETHER.get((wrong, case), case)), case, within=within)


@pytest.fixture(scope="module")
def caught(kafka: Broker, request: pytest.FixtureRequest) -> Caught:
    return caught_by(kafka, request, against)


@pytest.mark.parametrize(("wrong", "case", "words"), WRONG)
def test_an_intake_that_is_wrong_in_one_way_fails_where_that_is_promised(
    wrong: str, case: str, words: str, caught: Caught
) -> None:
    broken = caught[wrong, case]

    assert case in broken, broken
    assert words in broken[case]
    assert set(broken) == {case, TOGETHER.get((wrong, case), case)}, broken

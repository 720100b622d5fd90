"""A partner under the kit: one written by a stranger, as a process, since partners are others' to write."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conformance.foreign.partner import Desk, Partner
from support.brokers import Broker
from support.proving import FOREIGN, Ground, Stranger, at_work, told
from support.strangers import Caught, caught_by, patience, proven
from towpath_contracts.conformance import Report, Role, Target, Verdict, prove
from towpath_contracts.topics import Topics
from towpath_runtime.topics import create_topics

ORGANISATION = "acorn"
OFFER = "an_offer_is_answered_in_words_that_intakes_know"
ODD = "an_event_that_is_odd_is_read_as_any_other"
WRONG = [
    ("other-words", OFFER, "the answer is none of"),
    ("no-reason", OFFER, "rejected without a reason"),
    ("unasked", "nothing_is_said_of_a_connection_that_was_not_offered", "was not offered"),
    ("attends-first", "a_connection_is_answered_before_it_is_attended_and_ends_last", "in the order [1, 0]"),
    ("returns-contact", "no_contact_of_a_person_comes_back", "holds the contact of an offer"),
    ("changes-its-mind", "every_id_stands_for_one_event_alone", "have one id and are not the same"),
    ("new-ids", "what_is_delivered_again_changes_no_id", "1 new ids"),
    ("new-ids", "a_message_that_comes_twice_has_its_effect_once", "ids"),
    ("strict", ODD, "fields that nobody knows: nothing within"),
    ("stops-at-unknown", "an_event_of_an_unknown_type_is_passed_over", "of an unknown type: nothing within"),
    ("stops-at-a-tombstone", "an_offer_that_compaction_removed_is_borne", "without a value: nothing within"),
    ("dies-of-poison", "what_nobody_can_read_holds_up_nobody_else", "a value that is no JSON: nothing within"),
    ("slow", "every_message_has_its_effect_in_the_stated_time", "messages at once: nothing within"),
    ("for-somebody-else", "every_reply_is_from_the_organisation_whose_topic_it_is", "the source is not /org/acorn/"),
    ("wrong-schema", "every_record_has_the_headers_of_the_binding", "ce_dataschema is not"),
    ("leaks", "no_field_is_sent_that_the_contracts_do_not_know", "fields that nobody agreed on: name"),
    ("leaks", "no_name_that_was_given_in_confidence_comes_out_on_a_topic", "holds a name of a person"),
    ("no-cause", "an_effect_names_its_cause_and_its_referral", "does not name the message as its cause"),
    ("no-correlation", "an_effect_names_its_cause_and_its_referral", "has not the correlation"),
    ("from-now-on", "what_came_while_it_was_away_is_caught_up_on", "sent while it was away"),
    ("commits-first", "a_crash_in_the_middle_loses_nothing_and_repeats_nothing", "a crash in the middle"),
]
SPOKEN = {
    **dict.fromkeys(("unasked", "attends-first", "wrong-schema", "leaks"), ODD),
    "returns-contact": OFFER,
    "changes-its-mind": "a_message_that_comes_twice_has_its_effect_once",
}
"""The case in which it says what an audit then finds."""


async def proof(ground: Ground, wrong: str, *only: str, within: float = 10.0) -> Report:
    target = partial(Target, Role.PARTNER, ground.kafka, ground.prefix, organisation=ORGANISATION, within=within)
    await create_topics(list(ground.kafka), Topics(ground.prefix).partner_topics(ORGANISATION))
    return await proven(lambda: Partner(ground.kafka[0], ground.prefix, ORGANISATION, wrong), target, *only)


@pytest.mark.parametrize("program", ["partner.py", "followup.py", "intake.py", "stranger.py"])
def test_a_stranger_imports_a_kafka_client_and_the_standard_library_alone(program: str) -> None:
    tree = ast.parse((FOREIGN / program).read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    strange = {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}

    assert strange <= {"aiokafka", "aiokafka.structs", "conformance.foreign.stranger"}


async def test_a_strangers_partner_conforms(ground: Ground, tmp_path: Path) -> None:
    await create_topics(list(ground.kafka), Topics(ground.prefix).partner_topics(ORGANISATION))
    program = Stranger("partner.py", ground, tmp_path / "partner.log", "--organisation", ORGANISATION)
    async with at_work(program) as partner:
        target = Target(
            Role.PARTNER,
            ground.kafka,
            ground.prefix,
            organisation=ORGANISATION,
            stop=partner.kill,
            start=partner.start,
        )
        report = await prove(target)

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)


async def test_a_partner_where_people_answer_conforms(ground: Ground) -> None:
    kept: dict[str, Any] = {}
    made: list[Desk] = []

    def make() -> Desk:
        made.append(Desk(ground.kafka[0], ground.prefix, ORGANISATION, kept=kept))
        return made[-1]

    async def ask(what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        return await made[-1].ask(what, details)

    where = partial(Target, Role.PARTNER, ground.kafka, ground.prefix, organisation=ORGANISATION, stimulus=ask)
    await create_topics(list(ground.kafka), Topics(ground.prefix).partner_topics(ORGANISATION))
    report = await proven(make, where)

    assert report.kept, told(report)
    assert not report.count(Verdict.NOT_ASKED)


async def against(ground: Ground, wrong: str, case: str) -> Report:
    within = patience(wrong, SPOKEN)
    spoken = SPOKEN.get(wrong, ODD if wrong == "for-somebody-else" else case)
    return await proof(ground, wrong, spoken, case, within=within)


@pytest.fixture(scope="module")
def caught(kafka: Broker, request: pytest.FixtureRequest) -> Caught:
    return caught_by(kafka, request, against)


@pytest.mark.parametrize(("wrong", "case", "words"), WRONG)
def test_a_partner_that_is_wrong_in_one_way_fails_where_that_is_promised(
    wrong: str, case: str, words: str, caught: Caught
) -> None:
    broken = caught[wrong, case]

    assert case in broken, broken
    assert words in broken[case]
    # What is under another source is no answer, for whoever waits for one.
    assert set(broken) == {case} | ({ODD} if wrong == "for-somebody-else" else set()), broken

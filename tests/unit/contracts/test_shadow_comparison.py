"""What two answers to the same have in common, in small stories: a cause, what the one said, what the other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath_contracts.conformance import Role
from towpath_contracts.conformance.shadow import Comparison, Shadowing, compared, document, readable, write
from towpath_contracts.conformance.shadow.comparison import ANY, RULES
from towpath_contracts.conformance.shadow.differences import fields
from towpath_contracts.conformance.shadow.pairs import Answer
from towpath_contracts.event import EVENTS, Event
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.matching import NoMatchFound, Option, OptionsProposed
from towpath_contracts.values import Area

MATCHING = RULES[Role.MATCHING]
ASSESSMENT = str(uuid4())


def an_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def options(*services: str, assessment: str = ASSESSMENT) -> OptionsProposed:
    ranked = tuple(
        Option(service=an_id(name), organisation="acorn", rank=n, score=0.5, needs=("debt",), reasons=())
        for n, name in enumerate(services, 1)
    )
    return OptionsProposed(assessment=assessment, considered=9, policy="default-1", options=ranked)


def none(*needs: str) -> NoMatchFound:
    found = needs or ("debt",)
    return NoMatchFound(
        assessment=ASSESSMENT, considered=9, policy="default-1", needs_unmet=found, area=Area(code="L8 5")
    )


def said(event: Event, cause: str, at: int = 50, subject: str = "referral") -> Answer:
    return Answer(str(uuid4()), event, an_id(subject), an_id(cause), at)


def beside(
    real: Sequence[Answer], shadow: Sequence[Answer], asked: dict[str, int] | None = None, rules: Any = MATCHING
) -> Comparison:
    heard = {"one": 0, "two": 10, "three": 20} if asked is None else asked
    return compared(rules, real, shadow, {an_id(name): at for name, at in heard.items()})


def differences(found: Comparison) -> list[tuple[str, str, str]]:
    return [(each.where, each.real, each.shadow) for one in found.both for each in one.verdict.differences]


def test_the_same_options_in_the_same_order_agree_in_everything() -> None:
    found = beside([said(options("a", "b"), "one")], [said(options("a", "b"), "one")])

    assert found.agreement == 1.0
    assert {share for share, _ in found.measures().values()} == {1.0}
    assert differences(found) == []
    assert found.unanswered == 2


def test_another_best_option_is_no_agreement_and_is_named() -> None:
    found = beside([said(options("a", "b", "c"), "one")], [said(options("b", "a", "d"), "one")])

    assert found.agreement == 0.0
    assert found.measures()["overlap of the options"] == (0.5, 1)
    assert found.measures()["same order"] == (0.0, 1)
    assert differences(found) == [
        ("best option", an_id("a"), an_id("b")),
        ("options of one alone", an_id("c"), an_id("d")),
        ("order", f"{an_id('a')} {an_id('b')}", f"{an_id('b')} {an_id('a')}"),
    ]


def test_other_options_behind_the_same_best_one_agree_and_are_told_all_the_same() -> None:
    found = beside([said(options("a", "b"), "one")], [said(options("a"), "one")])

    assert found.agreement == 1.0
    assert differences(found) == [("options of one alone", an_id("b"), "–")]
    assert "same order" not in found.measures()


def test_options_beside_none_at_all_are_another_outcome() -> None:
    found = beside([said(options("a"), "one")], [said(none(), "one")])

    assert found.agreement == 0.0
    assert differences(found) == [("outcome", "options_proposed", "no_match_found")]


def test_none_and_none_agree_whatever_they_call_unmet() -> None:
    found = beside([said(none("debt"), "one")], [said(none("housing"), "one")])

    assert found.agreement == 1.0
    assert differences(found) == [("needs unmet of one alone", "debt", "housing")]


def test_an_answer_to_another_assessment_answers_something_else() -> None:
    other = an_id("other")
    found = beside([said(options("a"), "one")], [said(options("a", assessment=other), "one")])

    assert found.agreement == 0.0
    assert differences(found) == [("assessment", ASSESSMENT, other)]


def test_what_the_shadow_does_not_answer_counts_against_it() -> None:
    real = [said(options("a"), "one"), said(options("a"), "two")]
    found = beside(real, [said(options("a"), "one")])

    assert found.agreement == 0.5
    assert [pair.key.cause for pair in found.only_real] == [an_id("two")]
    assert found.waits


def test_what_was_answered_before_the_shadow_ran_does_not_count() -> None:
    real = [said(options("a"), "one"), said(options("a"), "two")]
    found = beside(real, [said(options("a"), "two")])

    assert found.agreement == 1.0
    assert found.before == 1


def test_a_second_answer_to_the_same_is_an_answer_too_many() -> None:
    found = beside([said(options("a"), "one")], [said(options("a"), "one"), said(none(), "one")])

    assert found.agreement == 0.5
    assert len(found.only_shadow) == 1


def test_neither_waits_for_the_other_once_both_have_answered_everything() -> None:
    real, shadow = [said(options("a"), "one")], [said(none(), "one")]

    assert not beside(real, shadow, {"one": 0}).waits
    assert beside(real, shadow, {"one": 0, "two": 0}).waits
    assert beside(real, [*shadow, said(none(), "two")], {"one": 0, "two": 0}).waits


def test_without_an_answer_of_the_shadow_there_is_nothing_to_compare() -> None:
    found = beside([said(options("a"), "one")], [])

    assert found.agreement is None
    assert found.waits


def test_delays_are_from_the_cause_to_each_answer_over_what_both_answered() -> None:
    real = [said(options("a"), "one", at=30), said(options("a"), "two", at=20), said(options("a"), "three", at=25)]
    shadow = [said(options("a"), "one", at=500), said(options("a"), "two", at=110)]

    delays = beside(real, shadow).delays

    assert delays is not None
    assert delays.count == 2
    assert (delays.real.p50, delays.real.p95) == (10, 30)
    assert (delays.shadow.p50, delays.shadow.p95) == (100, 500)


def test_what_lay_there_when_the_shadow_began_says_nothing_about_its_delay() -> None:
    asked = {"one": 0, "two": 1_000_000}
    real = [said(options("a"), "one", at=10), said(options("a"), "two", at=1_000_010)]
    shadow = [said(options("a"), "one", at=1_000_050), said(options("a"), "two", at=1_000_060)]

    delays = beside(real, shadow, asked).delays

    assert delays is not None
    assert (delays.count, delays.shadow.p95) == (1, 60)


def recorded(outcome: str, timer: str = "timer") -> Recorded:
    return Recorded(timer=an_id(timer), kind="check-in", outcome=outcome, channel="phone")


def test_for_other_roles_events_are_paired_by_cause_name_and_subject_and_compared_by_their_fields() -> None:
    real = [said(recorded("reached"), "one", subject="a"), said(recorded("reached"), "one", subject="b")]
    shadow = [said(recorded("no-answer"), "one", subject="b"), said(recorded("reached"), "one", subject="a")]

    found = beside(real, shadow, rules=ANY)

    assert found.agreement == 0.5
    assert differences(found) == [("outcome", "reached", "no-answer")]
    assert found.unanswered is None


def test_two_versions_side_by_side_are_compared_each_with_its_own() -> None:
    class RecordedAnew(Recorded, stream=Recorded.stream, name=Recorded.name, version=2):
        pass

    try:
        first, second = recorded("reached"), RecordedAnew(**recorded("no-answer").model_dump())
        found = beside([said(second, "one"), said(first, "one")], [said(first, "one")], rules=ANY)
    finally:
        del EVENTS[RecordedAnew.type]

    assert [one.verdict.agree for one in found.both] == [True]
    assert [pair.key.name for pair in found.only_real] == ["recorded.v2"]


def test_what_an_implementation_caused_itself_is_paired_by_name_and_subject_in_order() -> None:
    real = [said(recorded("reached"), "cause of its own"), said(recorded("no-answer"), "another")]
    shadow = [said(recorded("reached"), "its own"), said(recorded("no-answer"), "one more")]

    assert beside(real, shadow, rules=ANY).agreement == 1.0


def test_ids_that_each_makes_itself_are_no_difference_and_ids_that_were_given_are() -> None:
    real, shadow = recorded("reached", "ours"), recorded("reached", "theirs")

    assert fields(real, shadow).agree
    assert not fields(real, shadow, known={an_id("theirs")}).agree


def test_a_difference_shows_ids_and_codes_and_no_other_value() -> None:
    real = options("a").model_copy(update={"considered": 1})
    (found,) = fields(real, options("a")).differences

    assert (found.where, found.real, found.shadow) == ("considered", "a value", "a value")


@given(
    st.lists(
        st.tuples(st.sampled_from(["one", "two", "three"]), st.permutations("abcd")),
        max_size=6,
        unique_by=itemgetter(0),
    )
)
def test_whatever_is_said_agrees_with_itself(answers: list[tuple[str, list[str]]]) -> None:
    both = [said(options(*services), cause) for cause, services in answers]
    found = beside(both, both)

    assert found.agreement in (None, 1.0)
    assert differences(found) == []


STORIES = st.lists(
    st.tuples(st.sampled_from(["one", "two", "three"]), st.lists(st.sampled_from("abc"), unique=True)), max_size=5
)


@given(STORIES, STORIES)
def test_every_answer_is_counted_once_and_every_share_is_one(
    ours: list[tuple[str, list[str]]], theirs: list[tuple[str, list[str]]]
) -> None:
    real, shadow = (
        [said(options(*services) if services else none(), cause) for cause, services in story]
        for story in (ours, theirs)
    )
    found = beside(real, shadow)

    assert len(real) + len(shadow) == 2 * len(found.both) + len(found.only_real) + len(found.only_shadow) + found.before
    assert all(0 <= share <= 1 for share, _ in found.measures().values())


SHADOWING = Shadowing(Role.MATCHING, "acorn", ("127.0.0.1:9092",), since=datetime(2026, 3, 1, tzinfo=UTC))


def test_the_report_says_in_words_what_agrees_and_what_differs(tmp_path: Path) -> None:
    real = [said(options("a", "b"), "one"), said(options("a"), "two"), said(options("a"), "three")]
    found = beside(real, [said(options("a", "b"), "one"), said(none(), "two")])

    page = readable(SHADOWING, found)
    readable_file, machine_file = write(SHADOWING, found, tmp_path / "new" / "folder")

    assert "1 of 3 answers agree (33.3 %)" in page
    assert f"| {an_id('two')} | no | outcome | options_proposed | no_match_found |" in page
    assert f"- {an_id('three')}: answer" in page
    assert readable_file.read_text().startswith("# The shadow acorn beside the real matching")
    assert json.loads(machine_file.read_text()) == document(SHADOWING, found)
    assert document(SHADOWING, found)["only_real"][0]["cause"] == an_id("three")


@pytest.mark.parametrize("count", [0, 1, 201])
def test_a_long_report_names_two_hundred_and_says_how_many_more_there_are(count: int) -> None:
    causes = {f"cause {n}": n for n in range(count)}
    real = [said(options("a"), cause, at=1_000) for cause in causes]
    shadow = [said(none(), cause, at=1_000) for cause in causes]

    page = readable(SHADOWING, beside(real, shadow, causes))

    assert page.count("| no | outcome |") == min(count, 200)
    assert ("1 more are in report.json" in page) == (count == 201)

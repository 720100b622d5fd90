"""The measures: ranges, sums and the conversion table."""

from __future__ import annotations

import math

import pytest

from support.followup_story import ACCEPTED, Story
from towpath_contracts.events.followup import MeasureRecorded
from towpath_followup.measures import SWEMWBS_METRIC, AnswersWrong, MeasureUnknown, ons4_band, score
from towpath_followup.refusals import ConcernsDiffer, ReferralNotFollowed

SEVEN = {f"item-{number}": 3.0 for number in range(1, 8)}


@pytest.fixture
def story() -> Story:
    story = Story()
    story.hear(ACCEPTED)
    return story


def test_swemwbs_is_summed_and_converted() -> None:
    assert score("swemwbs", SEVEN) == {"raw": 21, "metric": 19.25}
    assert score("swemwbs", dict.fromkeys(SEVEN, 1.0)) == {"raw": 7, "metric": 7.00}
    assert score("swemwbs", dict.fromkeys(SEVEN, 5.0)) == {"raw": 35, "metric": 35.00}


def test_the_conversion_has_every_raw_score_and_never_falls() -> None:
    metrics = [SWEMWBS_METRIC[raw] for raw in range(7, 36)]

    assert len(SWEMWBS_METRIC) == len(metrics)
    assert metrics == sorted(set(metrics))


def test_swemwbs_needs_all_seven() -> None:
    with pytest.raises(AnswersWrong) as refused:
        score("swemwbs", {name: answer for name, answer in SEVEN.items() if name != "item-4"})

    assert refused.value.field == "answers.item-4"


def test_ons4_is_never_summed() -> None:
    answers = {"life-satisfaction": 4.0, "worthwhile": 6.0, "happiness": 8.0, "anxiety": 2.0}

    assert score("ons4", answers) == answers


def test_ons4_may_leave_a_question_out_but_not_all() -> None:
    assert score("ons4", {"anxiety": 3.0}) == {"anxiety": 3}
    with pytest.raises(AnswersWrong):
        score("ons4", {})


@pytest.mark.parametrize(
    ("question", "bands"),
    [
        ("happiness", ["low"] * 5 + ["medium"] * 2 + ["high"] * 2 + ["very-high"] * 2),
        ("anxiety", ["very-low"] * 2 + ["low"] * 2 + ["medium"] * 2 + ["high"] * 5),
    ],
)
def test_ons4_bands(question: str, bands: list[str]) -> None:
    assert [ons4_band(question, answer) for answer in range(11)] == bands


def test_ucla3_is_summed() -> None:
    assert score("ucla-3", {"item-1": 1.0, "item-2": 2.0, "item-3": 3.0}) == {"total": 6}


def test_pam_is_kept_as_given() -> None:
    assert score("pam", {"score": 56.4, "level": 3.0}) == {"score": 56.4, "level": 3}


def test_mycaw_takes_one_or_two_concerns() -> None:
    assert score("mycaw", {"concern-1": 6.0, "wellbeing": 4.0}) == {"concern-1": 6, "wellbeing": 4}
    assert set(score("mycaw", {"concern-1": 6.0, "concern-2": 0.0, "wellbeing": 4.0})) == {
        "concern-1",
        "concern-2",
        "wellbeing",
    }


@pytest.mark.parametrize(
    ("measure", "answers", "field"),
    [
        ("ons4", {"happiness": 11.0}, "answers.happiness"),
        ("ons4", {"happiness": -1.0}, "answers.happiness"),
        ("ons4", {"happiness": 5.5}, "answers.happiness"),
        ("ons4", {"sadness": 5.0}, "answers"),
        ("swemwbs", {**SEVEN, "item-1": 0.0}, "answers.item-1"),
        ("swemwbs", {**SEVEN, "item-8": 3.0}, "answers"),
        ("ucla-3", {"item-1": 4.0, "item-2": 1.0, "item-3": 1.0}, "answers.item-1"),
        ("pam", {"score": 101.0, "level": 4.0}, "answers.score"),
        ("pam", {"score": 50.0, "level": 5.0}, "answers.level"),
        ("pam", {"score": 50.0}, "answers.level"),
        ("mycaw", {"concern-1": 7.0, "wellbeing": 4.0}, "answers.concern-1"),
        ("mycaw", {"concern-2": 3.0, "wellbeing": 4.0}, "answers.concern-1"),
        ("ucla-3", {"item-1": math.nan, "item-2": 1.0, "item-3": 1.0}, "answers.item-1"),
        ("pam", {"score": math.inf, "level": 4.0}, "answers.score"),
    ],
)
def test_what_is_not_an_answer_is_refused_by_its_place(measure: str, answers: dict[str, float], field: str) -> None:
    with pytest.raises(AnswersWrong) as refused:
        score(measure, answers)

    assert refused.value.field == field


def test_an_unknown_measure_is_refused_with_the_known_ones() -> None:
    with pytest.raises(MeasureUnknown) as refused:
        score("phq-9", {})

    assert "swemwbs" in refused.value.detail


def test_a_measure_of_a_followed_person_is_recorded_at_its_point(story: Story) -> None:
    (event,) = story.measure("swemwbs", "baseline", **{name.replace("-", "_"): 3 for name in SEVEN})

    assert event == MeasureRecorded(measure="swemwbs", scores={"raw": 21, "metric": 19.25}, point="baseline")


def test_a_measure_of_a_stranger_is_refused() -> None:
    with pytest.raises(ReferralNotFollowed):
        Story().measure("pam", "baseline", score=50, level=2)


def test_mycaw_asks_about_the_same_concerns_again(story: Story) -> None:
    story.measure("mycaw", "baseline", concern_1=5, wellbeing=4)

    with pytest.raises(ConcernsDiffer):
        story.measure("mycaw", "review", concern_1=3, concern_2=2, wellbeing=4)
    story.measure("mycaw", "review", concern_1=3, wellbeing=2)

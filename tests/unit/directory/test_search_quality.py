"""What people type, slips and all, against what they look for: recall among the first ten."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from support.directory_records import LINCOLNSHIRE, PANTRIES
from support.search_questions import COUNTY, PANTRY, REGION, Answer, asked_of, taken_from
from towpath_standalone.region import feed_of, make_region

RECALL = 0.95
"""What was reached is 0.977 of the region, 0.976 of the county and 1.0 of the pantries."""

FIRST = 0.9


def judged(answers: Sequence[Answer]) -> None:
    missed = [
        f"{answer.question}: {answer.recall:.2f}, first {answer.first}" for answer in answers if answer.recall < 1
    ]
    assert sum(answer.recall for answer in answers) / len(answers) >= RECALL, "\n".join(missed)
    wrong = [f"{answer.question}: first {answer.first}" for answer in answers if not answer.right]
    assert len(wrong) <= (1 - FIRST) * len(answers), "\n".join(wrong)


def test_what_is_asked_of_the_demo_region_is_among_the_first_ten() -> None:
    feed = json.dumps(feed_of(make_region(seed=1, people=1))).encode()
    judged(list(asked_of(taken_from(feed), REGION)))


@pytest.mark.parametrize(
    ("feed", "questions"), [(LINCOLNSHIRE, COUNTY), (PANTRIES, PANTRY)], ids=["county", "pantries"]
)
def test_what_is_asked_of_a_real_feed_is_among_the_first_ten(feed: Path, questions: Sequence[tuple[str, str]]) -> None:
    if not feed.exists():
        pytest.skip("the real feeds are not here")
    judged(list(asked_of(taken_from(feed), questions)))

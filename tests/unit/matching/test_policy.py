from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from support.matching_story import POLICY, changed
from towpath_contracts.codes import Factor
from towpath_matching.policy import Curve, PolicyWrong, load
from towpath_matching.settings import MatchingSettings


def test_the_policy_of_the_package_is_named_and_weighs_every_factor() -> None:
    assert POLICY.name == "default-1"
    assert set(POLICY.weights) == set(Factor)


def test_a_curve_is_level_outside_its_points_and_straight_between() -> None:
    curve = Curve(points=((1, 1.0), (3, 0.0), (5, -1.0)))
    assert curve.at(np.array([0.0, 1.0, 2.0, 4.0, 9.0, np.inf])).tolist() == [1, 1, 0.5, -0.5, -1, -1]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Not A Code"},
        {"options": 0},
        {"weights": {"distance": -1}},
        {"weights": {"luck": 1}},
        {"weights": dict.fromkeys(map(str, Factor), 0)},
        {"curves": {"wait": {"points": ((7, 1), (7, 0))}}},
        {"curves": {"wait": {"points": ()}}},
        {"curves": {"wait": {"points": ((7, 2),)}}},
        {"area": {"default_max_km": 0}},
        {"colour": "blue"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        changed(POLICY, **changes)


def test_every_factor_needs_a_weight() -> None:
    told = POLICY.model_dump()
    del told["weights"]["load"]
    with pytest.raises(ValidationError, match="no weight for load"):
        type(POLICY).model_validate(told)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('name = "x', "not TOML"),
        ('name = "x"\noptions = 5', "misses: Field required"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_file_refuses_the_start_and_says_what_to_mend(tmp_path: Path, text: str | None, says: str) -> None:
    file = tmp_path / "policy.toml"
    if text is not None:
        file.write_text(text)
    with pytest.raises(PolicyWrong, match=says):
        load(file)
    with pytest.raises(ValidationError, match=says):
        MatchingSettings(matching_policy=file)

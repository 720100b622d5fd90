"""What a publisher says in our own fields counts, and what only looks like one of them does not."""

from typing import Any

import pytest

from towpath_contracts.codes import Setting
from towpath_directory.feeds import said

WORDS = ("walking",)


def test_codes_that_are_given_beat_what_the_words_suggest() -> None:
    assert said.codes({"needs": ["loneliness", "bereavement"]}, "needs", WORDS) == ("loneliness", "bereavement")


def test_a_code_that_is_given_twice_counts_once() -> None:
    assert said.codes({"needs": ["loneliness", "loneliness"]}, "needs", WORDS) == ("loneliness",)


def test_an_empty_list_says_that_there_is_none() -> None:
    assert said.codes({"needs": []}, "needs", WORDS) == ()


@pytest.mark.parametrize(
    "given", [None, "loneliness", {"code": "loneliness"}, ["Lonely people, mostly"], ["loneliness", 3], ["a"] * 41]
)
def test_a_field_that_is_no_list_of_codes_is_passed_over_whole(given: Any) -> None:
    assert said.codes({"needs": given}, "needs", WORDS) == WORDS


@pytest.mark.parametrize("setting", Setting)
def test_a_known_setting_is_taken(setting: Setting) -> None:
    assert said.setting({"setting": setting.value}, "otherwise") == setting.value


@pytest.mark.parametrize("given", [None, "in a field", 1, ["group"]])
def test_an_unknown_setting_is_passed_over(given: Any) -> None:
    assert said.setting({"setting": given}, "otherwise") == "otherwise"


@pytest.mark.parametrize(("given", "found"), [(True, True), (False, False), ("true", True), (0, True), (None, True)])
def test_only_true_and_false_say_whether_a_service_is_nationwide(given: Any, found: bool) -> None:
    assert said.nationwide({"nationwide": given}, otherwise=True) is found


@pytest.mark.parametrize(
    ("given", "km"),
    [(5, 5.0), (0.5, 0.5), (2000, 2000.0), (2001, None), (0, None), (-1, None), (True, None), ("5", None)],
)
def test_a_reach_is_a_number_of_kilometres_within_a_country(given: Any, km: float | None) -> None:
    assert said.reach_km({"reach_km": given}) == km

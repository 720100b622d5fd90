"""The policy of freshness: what it may say, and for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.directory_records import listing
from towpath_contracts.listing import TaxonomyTerm
from towpath_directory.freshness import policy as policies
from towpath_directory.freshness.months import day_in_london, months_after

SHIPPED = files(policies.__package__).joinpath("policy.toml").read_text("utf-8")


def changed(**terms: object) -> str:
    lines = {name: f"{name} = {value}" for name, value in terms.items()}
    said = [lines.get(line.split(" ")[0], line) for line in SHIPPED.splitlines()]
    return "\n".join(said[: said.index("[[rules]]")])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 10, 22), 13, date(2026, 11, 22)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(9999, 1, 1), 600, date.max),
    ],
)
def test_months_are_those_of_the_calendar_and_end_where_a_month_is_shorter(
    day: date, months: int, expected: date
) -> None:
    assert months_after(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_of_two_days_the_later_one_never_comes_first_some_months_after(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


def test_a_day_begins_at_midnight_in_london_in_summer_as_in_winter() -> None:
    assert day_in_london(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == date(2026, 7, 2)
    assert day_in_london(datetime(2026, 1, 1, 23, 30, tzinfo=UTC)) == date(2026, 1, 1)
    assert day_in_london(datetime(2026, 3, 28, 23, 59, tzinfo=UTC)) == date(2026, 3, 28)
    assert day_in_london(datetime(2026, 3, 29, 23, 0, tzinfo=UTC)) == date(2026, 3, 30)
    assert day_in_london(datetime(2026, 10, 25, 23, 59, tzinfo=UTC)) == date(2026, 10, 25)


def test_a_rule_holds_for_the_listings_that_fit_all_it_asks_for_and_the_first_one_wins() -> None:
    text = (
        changed()
        + """
[[rules]]
name = "their-advice"
publishers = ["willowbank"]
needs = ["debt", "housing"]
due_months = 2
[[rules]]
name = "advice"
needs = ["debt"]
due_months = 3
[[rules]]
name = "food"
taxonomy_terms = ["Food bank"]
stale_months = 7
"""
    )
    policy = policies.read(text)
    term = TaxonomyTerm(id="5c1f1f1e-2222-4444-8888-aaaaaaaaaaaa", name="Food bank")
    assert policy.terms(listing(needs=("debt",))).due_months == 2
    assert policy.terms(listing(needs=("debt",), publisher="another")).due_months == 3
    assert policy.terms(listing(taxonomy_terms=(term,))).stale_months == 7
    assert policy.terms(listing(needs=("singing",))) == policy.default


def test_a_policy_is_known_by_what_it_says_and_not_by_how_it_is_written() -> None:
    shipped = policies.shipped()
    assert policies.read("# a word on it\n" + SHIPPED).version == shipped.version
    assert policies.read(changed(due_months=5)).version != shipped.version
    assert len(shipped.version) == 16


@pytest.mark.parametrize(
    ("terms", "mend"),
    [
        ({"due_months": 0}, "due_months"),
        ({"due_months": 13}, "prompt_months"),
        ({"prompt_months": [9, 6]}, "grow"),
        ({"prompt_months": [3, 6]}, "before the listing is due"),
        ({"prompt_months": [], "stale_months": 5}, "due before it is stale"),
        ({"prompt_months": [], "escalate_months": 5}, "raise escalate_months"),
        ({"leave_months": 12}, "raise leave_months"),
        ({"warn_days": 1000}, "lower them"),
        ({"stale_rank": 0.99}, "lower stale_rank"),
        ({"due_rank": 2}, "due_rank"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_what_to_mend(terms: dict[str, object], mend: str) -> None:
    with pytest.raises(ValueError, match=mend):
        policies.read(changed(**terms))


def test_a_rule_that_makes_no_sense_over_the_default_is_named() -> None:
    with pytest.raises(ValueError, match="rule rarely: a listing is due before it is stale"):
        policies.read(changed() + '[[rules]]\nname = "rarely"\nprompt_months = []\ndue_months = 13\n')
    with pytest.raises(ValueError, match="one name"):
        policies.read(changed() + '[[rules]]\nname = "a"\n[[rules]]\nname = "a"\n')
    with pytest.raises(ValueError, match="not TOML"):
        policies.read("[default")
    with pytest.raises(ValueError, match="frequency"):
        policies.read(changed() + "frequency = 3\n")


def test_what_has_no_end_never_leaves() -> None:
    assert policies.read(changed(leave_months=0)).default.leave_months == 0

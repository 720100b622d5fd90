from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from support.matching_story import (
    NOW,
    POLICY,
    capacity,
    changed,
    day,
    directory,
    effects,
    id_of,
    listing,
    north,
    request,
    weekly,
    words,
)
from towpath_contracts.codes import Factor
from towpath_contracts.listing import CostOption
from towpath_contracts.values import Area
from towpath_matching.factors import FACTORS
from towpath_matching.words import WORDS

EVENINGS = {"preferences": {"days": ("tu",), "times": ("evening",)}}


def price(amount: float) -> tuple[CostOption, ...]:
    return (CostOption(id=id_of("cost"), amount=amount, currency="GBP"),)


@pytest.mark.parametrize(
    ("factor", "listed", "asked", "said"),
    [
        (
            "need",
            {"needs": ("debt", "loneliness")},
            {"needs": ("loneliness", "debt")},
            "helps with loneliness and debt",
        ),
        ("need", {"needs": ("bell-ringing",)}, {"needs": ("bell-ringing",)}, "helps with bell ringing"),
        ("distance", {"at": north(1.3)}, {}, "0.8 miles away"),
        ("distance", {}, {}, "very near"),
        ("distance", {"nationwide": True}, {}, "takes people from anywhere in the country"),
        ("distance", {"modes": ("phone", "online"), "at": None}, {}, "online and by phone, so no need to travel"),
        ("distance", {"modes": ("phone", "in-person"), "at": north(1)}, {}, "0.6 miles away"),
        ("distance", {"modes": ("phone", "in-person"), "at": north(12)}, {}, "by phone, so no need to travel"),
        ("distance", {"at": None, "areas": (Area(code="YO10"),)}, {}, "ask how far it is"),
        ("next-session", {"schedules": (weekly("TU"),)}, {}, "meets on Tuesday evenings; next on Tuesday 2 June"),
        ("next-session", {"schedules": (weekly("TU", None),)}, {}, "meets on Tuesdays; next on Tuesday 2 June"),
        (
            "next-session",
            {"schedules": (weekly("TU", interval=2, dtstart=day("2026-05-26")),)},
            {},
            "meets every other Tuesday evening; next on Tuesday 9 June",
        ),
        (
            "next-session",
            {"schedules": (weekly("-1FR", time(10), freq="MONTHLY"),)},
            {},
            "meets on the last Friday of the month; next on Friday 26 June",
        ),
        (
            "next-session",
            {"schedules": (weekly("MO,TU,WE,TH,FR", time(9)),)},
            {},
            "open on weekdays; next on Tuesday 2 June",
        ),
        (
            "next-session",
            {"schedules": (weekly(None, freq=None, dtstart=day("2026-06-20")),)},
            {},
            "next on Saturday 20 June",
        ),
        ("preference", {"schedules": (weekly("TU"),)}, EVENINGS, "at a time that suits"),
        ("preference", {"schedules": (weekly("TU", time(9)),)}, EVENINGS, "not at the times asked for"),
        ("preference", {"setting": "group"}, {"preferences": {"setting": "group"}}, "a group, as asked"),
        (
            "preference",
            {"setting": "group"},
            {"preferences": {"setting": "one-to-one"}},
            "a group, not one to one as asked",
        ),
        ("preference", {}, {"preferences": {"modes": ("in-person", "phone")}}, "in person, as asked"),
        (
            "circumstance",
            {"circumstances": ("woman", "carer")},
            {"circumstances": ("carer", "woman")},
            "for unpaid carers and women",
        ),
        ("cost", {"free": True}, {}, "free"),
        ("cost", {"cost_options": price(3.5)}, {}, "from £3.50"),
        ("cost", {"cost_options": price(12)}, {}, "from £12"),
        ("cost", {"free": False}, {}, "not free"),
        ("language", {"languages": ("pl",)}, {"languages": ("en", "pl")}, "Polish spoken"),
        ("language", {}, {"languages": ("pl",)}, "ask which languages are spoken"),
        (
            "language",
            {"languages": ("en",), "access_features": ("interpreter",)},
            {"languages": ("pl",)},
            "an interpreter can come",
        ),
        ("access", {"access_features": ("step-free", "bsl")}, {"access_needs": ("step-free",)}, "has step-free access"),
        (
            "access",
            {},
            {"access_needs": ("step-free", "hearing-loop")},
            "ask about step-free access and a hearing loop",
        ),
        ("freshness", {"assured_date": day("2026-05-30")}, {}, "details checked this week"),
        ("freshness", {"assured_date": day("2026-03-01")}, {}, "details checked three months ago"),
        ("freshness", {"last_modified": day("2022-03-01")}, {}, "details checked four years ago"),
        ("freshness", {}, {}, "nobody has said when its details were checked"),
    ],
)
def test_a_factor_says_what_it_knows_in_a_persons_words(
    factor: str, listed: dict[str, Any], asked: dict[str, Any], said: str
) -> None:
    option = directory(listing("group", **listed)).only(request(**asked))
    assert words(option)[factor] == said


@pytest.mark.parametrize(
    ("room", "wait", "load"),
    [
        ({"state": "capacity"}, "has room now", None),
        ({"state": "waitlist"}, "has a waiting list", None),
        ({"state": "waitlist", "wait_days": 14}, "waiting time about two weeks", None),
        ({"state": "capacity", "wait_days": 3}, "waiting time about three days", None),
        ({"state": "waitlist", "wait_days": 100}, "waiting time about three months", None),
        ({"state": "additional-assessment-required"}, "will want to talk first", None),
        ({"state": "capacity", "spaces": 8, "offers_in_flight": 5}, "has room now", "three places not spoken for"),
        ({"state": "capacity", "spaces": 8, "offers_in_flight": 7}, "has room now", "one place not spoken for"),
        ({"state": "capacity", "spaces": 8, "offers_in_flight": 9}, "has room now", "no places not spoken for"),
        ({"state": "capacity", "offers_in_flight": 30}, "has room now", "30 waiting for its answer"),
    ],
)
def test_what_a_service_says_of_its_room(room: dict[str, Any], wait: str, load: str | None) -> None:
    said = words(directory(listing("group")).hears(capacity("group", **room)).only())
    assert (said.get("expected-wait"), said.get("load")) == (wait, load)


def test_what_is_not_known_is_not_made_up() -> None:
    option = directory(listing("group")).only()
    assert set(words(option)) == {"need", "distance", "freshness"}
    assert (option.next_session, option.expected_wait_days) == (None, None)


def test_a_score_is_a_half_and_the_sum_of_what_its_factors_did() -> None:
    option = directory(listing("group", at=north(2), free=True, schedules=(weekly("TU"),))).only()
    assert option.score == pytest.approx(0.5 + sum(effects(option).values()), abs=1e-9)


def test_all_factors_together_can_add_or_take_a_half() -> None:
    assert sum(POLICY.largest_effect(factor) for factor, _ in FACTORS) == pytest.approx(0.5)
    assert {factor for factor, _ in FACTORS} == set(WORDS) == set(Factor)


BETTER = [
    ("the nearer", {"at": north(1)}, {"at": north(4)}, {}),
    ("the first priority", {"needs": ("debt",)}, {"needs": ("loneliness",)}, {"needs": ("debt", "loneliness")}),
    ("more needs at once", {"needs": ("loneliness", "debt")}, {}, {"needs": ("loneliness", "debt")}),
    ("the local group before the nationwide one", {"at": north(2)}, {"nationwide": True}, {}),
    ("the sooner", {"schedules": (weekly("TU"),)}, {"schedules": (weekly("SU"),)}, {}),
    (
        "the wished time",
        {"schedules": (weekly("SU"),)},
        {"schedules": (weekly("TU"),)},
        {"preferences": {"days": ("su",)}},
    ),
    ("the wished setting", {"setting": "one-to-one"}, {"setting": "group"}, {"preferences": {"setting": "one-to-one"}}),
    ("the free one", {"free": True}, {"free": False}, {}),
    ("the one for people like this", {"circumstances": ("carer",)}, {}, {"circumstances": ("carer",)}),
    ("the one that says it is step-free", {"access_features": ("step-free",)}, {}, {"access_needs": ("step-free",)}),
    ("the one that speaks the language", {"languages": ("pl",)}, {}, {"languages": ("pl",)}),
    ("the one that brings an interpreter", {"access_features": ("interpreter",)}, {}, {"languages": ("pl",)}),
    (
        "the one that speaks the language itself",
        {"languages": ("pl",), "access_features": ("bsl",)},
        {"access_features": ("interpreter",)},
        {"languages": ("pl",)},
    ),
    ("the one that was checked", {"assured_date": date(2026, 5, 1)}, {"assured_date": date(2024, 1, 1)}, {}),
    ("the one that says when it was checked", {"assured_date": date(2026, 5, 1)}, {}, {}),
]


@pytest.mark.parametrize(("sentence", "better", "worse", "asked"), BETTER, ids=[case[0] for case in BETTER])
def test_what_comes_first(sentence: str, better: dict[str, Any], worse: dict[str, Any], asked: dict[str, Any]) -> None:
    both = directory(listing("worse", **worse), listing("better", **better))
    assert both.options(request(**asked)) == ["better", "worse"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"state": "capacity"}, {"state": "waitlist"}),
        ({"state": "waitlist", "wait_days": 7}, {"state": "waitlist", "wait_days": 60}),
        (
            {"state": "capacity", "spaces": 9, "offers_in_flight": 1},
            {"state": "capacity", "spaces": 9, "offers_in_flight": 8},
        ),
        ({"state": "capacity"}, {"state": "capacity", "offers_in_flight": 8}),
    ],
)
def test_room_comes_before_no_room(better: dict[str, Any], worse: dict[str, Any]) -> None:
    both = directory(listing("worse"), listing("better")).hears(
        capacity("better", **better), capacity("worse", **worse)
    )
    assert both.options() == ["better", "worse"]


def test_a_group_around_the_corner_is_not_worse_for_having_a_telephone() -> None:
    with_telephone = directory(listing("group", at=north(1), modes=("in-person", "phone"))).only()
    without = directory(listing("group", at=north(1))).only()
    assert effects(with_telephone)["distance"] == effects(without)["distance"] > 0


def test_an_old_report_on_room_is_not_believed() -> None:
    long_ago = capacity("group", "capacity", as_of=datetime(2025, 6, 1, tzinfo=ZoneInfo("UTC")))
    assert effects(directory(listing("group")).hears(long_ago).only())["expected-wait"] == 0


def test_a_session_in_summer_and_one_in_winter_open_by_the_clocks_of_london() -> None:
    tuesdays = directory(listing("group", schedules=(weekly("TU"),)))
    assert str(tuesdays.only(now=NOW).next_session) == "2026-06-02 17:30:00+00:00"
    assert str(tuesdays.only(now=NOW.replace(month=12)).next_session) == "2026-12-01 18:30:00+00:00"


def test_a_session_without_an_hour_has_a_day_in_words_and_no_moment() -> None:
    option = directory(listing("group", schedules=(weekly("TU", None),))).only()
    assert option.next_session is None
    assert words(option)["next-session"].endswith("Tuesday 2 June")


def test_the_session_that_is_named_is_the_one_at_a_wished_time() -> None:
    group = listing("group", schedules=(weekly("MO,TU,TH", time(10)), weekly("TH")))
    option = directory(group).only(request(preferences={"days": ("th",), "times": ("evening",)}))
    assert str(option.next_session) == "2026-06-04 17:30:00+00:00"


def test_words_fit_into_the_contract_however_long_the_codes_are() -> None:
    codes = tuple(f"{letter * 60}" for letter in "abc")
    option = directory(listing("group", needs=codes)).only(request(needs=codes))
    assert len(words(option)["need"]) <= 200


def test_another_policy_weighs_otherwise_and_is_named() -> None:
    frugal = changed(POLICY, name="frugal-1", weights={"distance": 0, "cost": 50})
    both = directory(listing("near", at=north(0.2), free=False), listing("far", at=north(9), free=True))
    assert both.options() == ["near", "far"]
    assert both.options(policy=frugal) == ["far", "near"]
    assert both.answers(policy=frugal).policy == "frugal-1"

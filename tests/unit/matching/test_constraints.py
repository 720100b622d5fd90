from dataclasses import dataclass, field
from typing import Any

import pytest

from support.matching_story import POLICY, capacity, changed, directory, id_of, listing, north, place, request
from towpath_contracts.codes import Obstacle
from towpath_contracts.listing import CostOption
from towpath_contracts.values import Area
from towpath_matching.constraints import CONSTRAINTS

ELSEWHERE = Area(code="LS1 1", lat=53.797, lon=-1.546)
NO_FIXED_ABODE = Area(code="ZZ99 3")


def cost(amount: float | None) -> CostOption:
    return CostOption(id=id_of("cost"), amount=amount, currency="GBP")


@dataclass
class Rule:
    sentence: str
    listing: dict[str, Any]
    asked: dict[str, Any] = field(default_factory=dict)
    obstacle: str | None = None


def holds(sentence: str, listed: dict[str, Any], asked: dict[str, Any] | None = None) -> Rule:
    return Rule(sentence, listed, asked or {})


def stops(obstacle: str, sentence: str, listed: dict[str, Any], asked: dict[str, Any] | None = None) -> Rule:
    return Rule(sentence, listed, asked or {}, obstacle)


YO = (Area(code="YO10"),)
FROM_LEEDS = {"area": ELSEWHERE}
ON_FOOT = {"preferences": {"max_km": 3}}

RULES = [
    holds("a group around the corner fits", {}),
    stops("not-active", "a listing that is temporarily closed does not", {"status": "temporarily closed"}),
    stops("need", "nor one for another need", {"needs": ("debt",)}),
    holds("a need that nobody had heard of is a need", {"needs": ("bell-ringing",)}, {"needs": ("bell-ringing",)}),
    # how far
    holds("14 km are within what the policy takes for granted", {"at": north(14)}),
    stops("area", "16 km are not", {"at": north(16)}),
    holds("unless the person said that they go further", {"at": north(16)}, {"preferences": {"max_km": 20}}),
    stops("area", "a person on foot goes no further than they said", {"at": north(4)}, ON_FOOT),
    holds("the nearest of several places counts", {"at": [north(40), north(2)]}, ON_FOOT),
    holds("a service that reaches 30 km is for people 28 km away", {"at": north(28), "reach_km": 30}),
    holds("one that reaches 20 km is for people 18 km away", {"at": north(18), "reach_km": 20}),
    stops("area", "one that reaches 2 km is not for people 3 km away", {"at": north(3), "reach_km": 2}),
    stops("area", "a reach does not carry a person on foot", {"at": north(4), "reach_km": 30}, ON_FOOT),
    stops("area", "a postal address is no place to go to", {"at": None, "locations": (place(north(1), "postal"),)}),
    stops("area", "nobody can go to a place that nobody knows", {"at": None}),
    # where the person lives
    holds("a service for the district takes people of its sectors", {"at": north(40), "areas": YO}),
    stops("area", "and no others, however near", {"areas": YO}, FROM_LEEDS | {"preferences": {"max_km": 100}}),
    stops("area", "YO1 is not YO10", {"areas": (Area(code="YO1"),)}),
    holds("a service for the sector needs no place", {"at": None, "areas": (Area(code="YO10 3"),)}),
    holds("EC1 holds EC1A", {"areas": (Area(code="EC1"),)}, {"area": Area(code="EC1A 1")}),
    holds("its reach or its areas: one is enough", {"areas": (Area(code="LS1"),), "reach_km": 5}),
    holds("a nationwide service is for anyone, anywhere", {"at": None, "nationwide": True}, FROM_LEEDS),
    holds("and for a person without a fixed abode", {"nationwide": True}, {"area": NO_FIXED_ABODE}),
    stops("area", "whom nobody can place near anything else", {}, {"area": NO_FIXED_ABODE}),
    # no need to go
    holds("a telephone reaches everywhere", {"at": north(300), "modes": ("phone",)}, ON_FOOT),
    holds("and everybody", {"at": None, "modes": ("online",)}, {"area": NO_FIXED_ABODE}),
    stops("area", "unless it is for other areas", {"modes": ("phone",), "areas": (Area(code="LS1"),)}),
    stops("area", "or for people within a reach", {"modes": ("phone",), "at": north(30), "reach_km": 9}),
    stops(
        "area",
        "a visitor who names no reach comes from nearby",
        {"at": north(40), "modes": ("home-visit",)},
    ),
    holds(
        "a visitor who does comes to people on foot",
        {"at": north(9), "modes": ("home-visit",), "reach_km": 10},
        ON_FOOT,
    ),
    stops(
        "area",
        "who wants to meet in person is not helped by what is online far away",
        {"at": north(300), "modes": ("in-person", "online")},
        {"preferences": {"modes": ("in-person",)}},
    ),
    # mode
    stops(
        "mode",
        "what is online only is not in person",
        {"modes": ("online",)},
        {"preferences": {"modes": ("in-person",)}},
    ),
    stops("mode", "what is in person is not by phone", {}, {"preferences": {"modes": ("phone",)}}),
    holds("one wished way is enough", {}, {"preferences": {"modes": ("phone", "in-person")}}),
    holds(
        "a listing without a mode may be in person",
        {"modes": (), "locations": (), "areas": YO},
        {"preferences": {"modes": ("in-person",)}},
    ),
    stops("mode", "but one with a place is not online", {"modes": ()}, {"preferences": {"modes": ("online",)}}),
    # who
    holds("18 is 18 or over", {"minimum_age": 18}, {"age": 18}),
    stops("age", "17 is not", {"minimum_age": 18}, {"age": 17}),
    holds("64 is up to 64", {"maximum_age": 64}, {"age": 64}),
    holds("up to 25.99 holds 25", {"maximum_age": 25.99}, {"age": 25}),
    stops("age", "and not 26", {"maximum_age": 25.99}, {"age": 26}),
    holds("a women's group is for women", {"circumstances": ("woman",)}, {"circumstances": ("woman", "carer")}),
    stops("circumstance", "and not for others", {"circumstances": ("woman",)}, {"circumstances": ("man", "carer")}),
    stops("circumstance", "nor for those who have not said", {"circumstances": ("woman",)}),
    holds("carers or veterans: one is enough", {"circumstances": ("carer", "veteran")}, {"circumstances": ("carer",)}),
    stops(
        "circumstance",
        "women who are carers are both",
        {"circumstances": ("woman", "carer")},
        {"circumstances": ("woman",)},
    ),
    holds(
        "who needs support as a carer is a carer",
        {"circumstances": ("carer",)},
        {"needs": ("loneliness", "unpaid-carers")},
    ),
    holds("people who live alone are welcome, and others too", {"circumstances": ("lives-alone",)}),
    stops("circumstance", "a circumstance of the partnership's own restricts as well", {"circumstances": ("twin",)}),
    # access
    holds("a step-free place fits", {"access_features": ("step-free", "bsl")}, {"access_needs": ("step-free",)}),
    stops("access", "every need has to be met", {"access_features": ("bsl",)}, {"access_needs": ("bsl", "step-free")}),
    stops("access", "one that nobody had heard of too", {"access_features": ("bsl",)}, {"access_needs": ("hammock",)}),
    holds("a listing that names nothing has to be asked", {}, {"access_needs": ("step-free",)}),
    holds(
        "steps do not matter on the telephone",
        {"modes": ("phone",), "access_features": ("bsl",)},
        {"access_needs": ("bsl", "step-free")},
    ),
    stops(
        "access",
        "signing does",
        {"modes": ("online",), "access_features": ("large-print",)},
        {"access_needs": ("bsl",)},
    ),
    # language
    holds("who speaks English is at home in British English", {"languages": ("en-GB",)}, {"languages": ("en",)}),
    stops("language", "who does not is not", {"languages": ("en",)}, {"languages": ("pl", "ur")}),
    holds(
        "unless an interpreter comes",
        {"languages": ("en",), "access_features": ("interpreter",)},
        {"languages": ("pl",)},
    ),
    holds("a listing that names no language has to be asked", {}, {"languages": ("pl",)}),
    # cost
    holds("free is free", {"free": True}, {"preferences": {"free_only": True}}),
    holds("every price nothing is free too", {"cost_options": (cost(0),)}, {"preferences": {"free_only": True}}),
    stops("cost", "a price is not", {"cost_options": (cost(0), cost(2))}, {"preferences": {"free_only": True}}),
    stops("cost", "no price at all does not mean free", {}, {"preferences": {"free_only": True}}),
    holds("nobody asks for the price of those who can pay", {"free": False}),
    # declined
    stops("excluded", "what was declined is not offered again", {}, {"excluded_services": (id_of("group"),)}),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sentence)
def test_a_listing_fits_or_is_left_out_for_one_reason(rule: Rule) -> None:
    group = listing("group", **rule.listing)
    answered = directory(group).answers(request(**rule.asked))
    assert answered.excluded == ({rule.obstacle: 1} if rule.obstacle else {})
    assert answered.considered == 1


@pytest.mark.parametrize(
    ("state", "obstacle"),
    [
        ("capacity", None),
        ("waitlist", None),
        ("additional-assessment-required", None),
        ("never-heard-of", None),
        ("no-capacity", "no-capacity"),
        ("closed", "no-capacity"),
    ],
)
def test_only_a_service_that_says_so_has_no_room(state: str, obstacle: str | None) -> None:
    answered = directory(listing("group")).hears(capacity("group", state)).answers()
    assert answered.excluded == ({obstacle: 1} if obstacle else {})


def test_a_stricter_policy_leaves_out_what_is_not_said() -> None:
    strict = changed(POLICY, unsaid={"access_passes": False, "languages_pass": False})
    silent = directory(listing("group"))
    assert silent.answers(request(access_needs=("bsl",)), strict).excluded == {"access": 1}
    assert silent.answers(request(languages=("pl",)), strict).excluded == {"language": 1}
    assert silent.options(request(languages=("en", "pl")), strict) == ["group"]


def test_a_listing_counts_once_under_the_first_thing_in_its_way() -> None:
    hopeless = listing("hopeless", at=north(99), minimum_age=60, free=False, circumstances=("man",))
    answered = directory(hopeless, listing("group"), listing("debts", needs=("debt",))).answers(
        request(preferences={"free_only": True})
    )
    assert answered.considered == 3
    assert answered.excluded == {"need": 1, "area": 1, "cost": 1}


def test_every_obstacle_of_the_contract_has_its_rule_and_a_case() -> None:
    told = {rule.obstacle for rule in RULES} | {"no-capacity"}
    ruled = {"not-active", "need"} | {obstacle.value for obstacle, _ in CONSTRAINTS}
    assert ruled == {obstacle.value for obstacle in Obstacle} == told - {None}

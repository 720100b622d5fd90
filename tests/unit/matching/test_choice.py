from support.matching_story import (
    POLICY,
    Directory,
    all_of,
    capacity,
    changed,
    directory,
    id_of,
    listing,
    north,
    request,
)
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed
from towpath_contracts.values import Area, Need


def proposed(of: Directory, **asked: object) -> OptionsProposed:
    answered = of.answers(request(**asked))
    assert isinstance(answered, OptionsProposed)
    return answered


def test_five_options_are_not_one_need_five_times() -> None:
    choirs = [listing(f"choir {n}", at=north(0.1 * n)) for n in range(9)]
    advice = [listing(f"advice {n}", at=north(4), needs=("debt",)) for n in range(3)]
    answered = proposed(directory(*choirs, *advice), needs=("loneliness", "debt"))
    met = [option.needs for option in answered.options]
    assert met.count(("debt",)) == 2
    assert met.count(("loneliness",)) == 3
    assert answered.needs_unmet == ()


def test_every_need_that_can_be_met_is_among_the_options_however_little_it_scores() -> None:
    choirs = [listing(f"choir {n}", free=True) for n in range(9)]
    far = listing("far", at=north(14), free=False, needs=("gardening",))
    asked = request(needs=("loneliness", "debt", "housing", "gardening"))
    answered = directory(*choirs, far).answers(asked, changed(POLICY, repeat_penalty=0))
    assert isinstance(answered, OptionsProposed)
    assert far.id in all_of(answered.options)
    assert answered.needs_unmet == ("debt", "housing")


def test_priorities_rule_whatever_the_order_in_which_needs_are_told() -> None:
    both = (Need(code="debt", priority=2), Need(code="loneliness", priority=1))
    of = directory(listing("advice", needs=("debt",)), listing("choir"), listing("house", needs=("debt", "loneliness")))
    answered = of.answers(request().model_copy(update={"needs": both}))
    assert isinstance(answered, OptionsProposed)
    assert answered.options[0].needs == ("loneliness", "debt")
    assert [of.names[option.service] for option in answered.options] == ["house", "choir", "advice"]


def test_one_service_for_two_needs_covers_both() -> None:
    whole = listing("whole", needs=("loneliness", "debt"))
    of = directory(whole, listing("choir", at=north(3)))
    answered = proposed(of, needs=("loneliness", "debt"))
    assert answered.options[0].service == whole.id
    assert answered.options[0].needs == ("loneliness", "debt")


def test_ranks_follow_scores_and_ties_go_to_the_nearer_then_to_the_lower_id() -> None:
    twins = sorted((listing(f"twin {n}") for n in range(4)), key=lambda one: one.id)
    answered = proposed(directory(*reversed(twins)))
    assert all_of(answered.options) == [one.id for one in twins]
    assert [option.rank for option in answered.options] == [1, 2, 3, 4]


def test_the_policy_says_how_many() -> None:
    many = directory(*(listing(f"group {n}") for n in range(9)))
    assert len(many.options()) == 5
    assert len(many.options(policy=changed(POLICY, options=2))) == 2


def test_when_nothing_fits_the_nearest_misses_say_what_stands_in_the_way() -> None:
    of = directory(
        listing("women", at=north(2), circumstances=("woman",)),
        listing("young women", at=north(1), circumstances=("woman",), maximum_age=25),
        listing("full", at=north(3)),
        listing("another need", needs=("debt",)),
        listing("another country", at=north(200)),
        listing("declined"),
        listing("gone", status="defunct"),
    ).hears(capacity("full", "no-capacity"))
    answered = of.answers(request(excluded_services=(id_of("declined"),)))

    assert isinstance(answered, NoMatchFound)
    assert answered.needs_unmet == ("loneliness",)
    assert [(of.names[miss.service], miss.in_the_way, miss.km) for miss in answered.nearest_misses] == [
        ("women", ("circumstance",), 2.0),
        ("full", ("no-capacity",), 3.0),
        ("young women", ("age", "circumstance"), 1.0),
    ]
    assert answered.considered == sum(answered.excluded.values()) == 7


def test_an_empty_directory_has_no_misses_either() -> None:
    answered = directory().answers()
    assert isinstance(answered, NoMatchFound)
    assert (answered.considered, answered.excluded, answered.nearest_misses) == (0, {}, ())
    assert answered.directory_as_of is None


def test_a_service_for_another_town_that_nobody_can_place_is_no_near_miss() -> None:
    answered = directory(listing("leeds", at=None, areas=(Area(code="LS1"),))).answers()
    assert isinstance(answered, NoMatchFound)
    assert answered.nearest_misses == ()

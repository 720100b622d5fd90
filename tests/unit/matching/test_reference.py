from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.matching_generated import MOMENTS, SERVICES, changes, listings, requests, rooms
from support.matching_reference import Case, sort
from support.matching_story import NOW, POLICY, changed
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed
from towpath_contracts.events.referral import NeedsAssessed
from towpath_contracts.listing import Listing
from towpath_matching.constraints import sift
from towpath_matching.decide import answer
from towpath_matching.index import Index
from towpath_matching.question import ask

OFTEN = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
STRICT = changed(POLICY, unsaid={"access_passes": False, "languages_pass": False, "cost_passes": True})
DIRECTORIES = st.lists(st.sampled_from(SERVICES), unique=True).flatmap(
    lambda services: st.tuples(*(st.tuples(listings(one), st.none() | rooms(one)) for one in services))
)


def apply(index: Index, kind: str, service: str, change: Any) -> None:
    match kind:
        case "publish":
            index.publish(service, change, NOW)
        case "withdraw":
            index.withdraw(service, NOW)
        case _:
            index.report(service, change, NOW)


@given(directory=DIRECTORIES, asked=requests(), policy=st.sampled_from([POLICY, STRICT]), now=MOMENTS)
@settings(OFTEN, max_examples=150)
def test_the_engine_and_the_slow_matcher_agree_on_who_fits_and_on_what_stands_in_the_way(
    directory: tuple[tuple[Listing, CapacityReported | None], ...], asked: NeedsAssessed, policy: Any, now: Any
) -> None:
    index = Index()
    for one, room in directory:
        index.publish(one.id, one, NOW)
        if room:
            index.report(one.id, room, NOW)
    expected = sort({one.id: one for one, _ in directory}, {one.id: r for one, r in directory if r}, asked, policy)

    sifted = sift(index, ask(asked, index, policy, now))
    answered = answer(asked, index, policy, now)

    assert {index.service(int(slot)) for slot in sifted.eligible.slots} == expected.eligible
    assert sifted.excluded == answered.excluded == expected.excluded
    assert answered.considered == len(directory) == len(expected.eligible) + sum(answered.excluded.values())
    match answered:
        case OptionsProposed():
            assert {one.service for one in answered.options} <= expected.eligible
            assert len(answered.options) <= policy.options
        case NoMatchFound():
            assert not expected.eligible
            rooms_of = {one.id: room for one, room in directory}
            for miss in answered.nearest_misses:
                found = next(one for one, _ in directory if one.id == miss.service)
                assert list(miss.in_the_way) == Case(found, rooms_of[found.id], asked, policy).obstacles()


@given(directory=DIRECTORIES, asked=requests(), now=MOMENTS)
@settings(OFTEN)
def test_an_answer_explains_itself(directory: tuple[tuple[Listing, Any], ...], asked: NeedsAssessed, now: Any) -> None:
    index = Index()
    for one, room in directory:
        index.publish(one.id, one, NOW)
        if room:
            index.report(one.id, room, NOW)
    answered = answer(asked, index, POLICY, now)
    if isinstance(answered, NoMatchFound):
        assert set(answered.needs_unmet) == {need.code for need in asked.needs}
        return
    codes = list(dict.fromkeys(need.code for need in sorted(asked.needs, key=lambda need: need.priority)))
    listed = {one.id: one for one, _ in directory}
    for rank, option in enumerate(answered.options, start=1):
        assert option.rank == rank
        assert abs(option.score - 0.5 - sum(reason.effect for reason in option.reasons)) < 1e-9
        assert all(reason.words for reason in option.reasons)
        assert list(option.needs) == [code for code in codes if code in listed[option.service].needs]
        assert option.next_session is None or option.next_session > now
    scores = [option.score for option in answered.options]
    assert scores == sorted(scores, reverse=True)
    met = {code for option in answered.options for code in option.needs}
    assert set(codes) - set(answered.needs_unmet) <= met | set(codes[POLICY.options :])
    assert not met & set(answered.needs_unmet)


@given(history=st.lists(changes(), max_size=30), asked=st.lists(requests(), min_size=1, max_size=3), seed=st.randoms())
@settings(OFTEN)
def test_an_index_changed_in_place_answers_like_one_built_from_what_is_left(
    history: list[tuple[str, str, Any]], asked: list[NeedsAssessed], seed: Any
) -> None:
    lived, listed, rooms_known = Index(), {}, {}
    for kind, service, change in history:
        apply(lived, kind, service, change)
        match kind:
            case "publish":
                listed[service] = change
            case "withdraw":
                listed.pop(service, None)
            case _:
                rooms_known[service] = change
    rooms_left = {service: room for service, room in rooms_known.items() if room is not None}
    left = [("publish", service, one) for service, one in listed.items()]
    left += [("report", service, room) for service, room in rooms_left.items()]
    seed.shuffle(left)
    fresh = Index()
    for kind, service, change in left:
        apply(fresh, kind, service, change)

    assert (lived.listed, lived.active, lived.with_capacity) == (fresh.listed, fresh.active, fresh.with_capacity)
    assert lived.services().keys() == fresh.services().keys() == listed.keys() | rooms_left.keys()
    for one in asked:
        answers = [
            answer(one, index, POLICY, NOW).model_dump_json(exclude={"directory_as_of"}) for index in (lived, fresh)
        ]
        assert answers[0] == answers[1]

"""What several listings speak of is one thing, and pages of it hold together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.directory_records import body, listing
from support.public_rendered import ID, house
from towpath_contracts.listing import Attribute, Listing, Organization, TaxonomyTerm
from towpath_directory.public.page import envelope
from towpath_directory.public.register import Register, Said, after
from towpath_directory.public.registers import Registers
from towpath_directory.public.terms import named
from towpath_directory.validator.page import faults
from towpath_runtime.errors import Away


def registers(*listings: Listing) -> Registers:
    found = Registers()
    for one in listings:
        found.take({"_id": one.id, "version": 1, "listing": body(one)})
    found.settled()
    return found


def test_of_several_records_of_an_organisation_the_one_that_says_most_counts() -> None:
    short = Organization(id=ID.format(1), name="Walkers")
    long = Organization(id=ID.format(1), name="Walkers of the Cut", description="We walk.")
    tellers = [listing(id=ID.format(10 + nth), organization=one) for nth, one in enumerate((short, long, long))]
    found = registers(*tellers).organisations
    assert found.fitting() == [ID.format(1)]
    assert found.teller(ID.format(1)) == ID.format(11)
    assert found.services(ID.format(1)) == [one.id for one in tellers]


def test_what_nobody_speaks_of_any_longer_is_gone() -> None:
    only = listing(
        taxonomy_terms=(TaxonomyTerm(id=ID.format(1), name="Walking", taxonomy="Town"),), locations=(house(),)
    )
    found = registers(only)
    assert (found.terms.fitting(), found.taxonomies.fitting()) == ([ID.format(1)], [named("Town")])
    found.take({"_id": only.id, "version": 2})
    everything = (found.organisations, found.taxonomies, found.terms, found.places)
    assert [one.fitting() for one in everything] == [[], [], [], []]


def test_what_came_before_changes_nothing() -> None:
    mine = listing()
    found = registers(mine)
    found.take({"_id": mine.id, "version": 0})
    assert found.organisations.fitting() == [mine.organization.id]


def test_until_everything_was_read_there_is_no_answer() -> None:
    with pytest.raises(Away):
        _ = Registers().terms


def test_terms_are_found_wherever_they_are_said_but_of_a_confidential_place() -> None:
    def said(number: int) -> tuple[Attribute, ...]:
        return (Attribute(id=ID.format(number), term=TaxonomyTerm(id=ID.format(number + 1), name="Ramp")),)

    mine = listing(locations=(house(attributes=said(1)), house(id=ID.format(3), confidential=True, attributes=said(5))))
    assert registers(mine).terms.fitting() == [ID.format(2)]


def test_things_are_found_by_words_and_by_what_they_belong_to() -> None:
    found = Register()
    found.put("one", {"a": Said(1, "walking slowly", ("town",)), "b": Said(1, "walking", ("other",))})
    assert found.fitting("Walking SLOW") == ["a"]
    assert found.fitting(within="other") == ["b"]
    assert found.fitting("walking", only={"b"}) == ["b"]


TOLD = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3).map(Said), max_size=4)


@given(steps=st.lists(st.tuples(st.sampled_from("uvwxyz"), st.none() | TOLD)))
def test_a_register_is_what_the_last_words_of_each_come_to(steps: list[tuple[str, dict[str, Said] | None]]) -> None:
    register, last = Register(), dict[str, dict[str, Said]]()
    for service, told in steps:
        if told is None:
            register.drop(service)
            last.pop(service, None)
        else:
            register.put(service, told)
            last[service] = told
    assert register.fitting() == sorted({thing for told in last.values() for thing in told})
    for thing in register.fitting():
        assert register.services(thing) == sorted(service for service, told in last.items() if thing in told)
        most = max(told[thing].weight for told in last.values() if thing in told)
        assert register.teller(thing) == min(
            one for one, told in last.items() if thing in told and told[thing].weight == most
        )


@given(ids=st.sets(st.integers(0, 99)), cursor=st.integers(0, 99))
def test_after_a_cursor_come_all_ids_that_are_greater(ids: set[int], cursor: int) -> None:
    texts = sorted(f"{one:02d}" for one in ids)
    assert texts[after(texts, f"{cursor:02d}") :] == [one for one in texts if one > f"{cursor:02d}"]


@given(total=st.integers(0, 50), number=st.integers(1, 12), size=st.integers(1, 12))
def test_a_page_that_there_is_agrees_with_itself(total: int, number: int, size: int) -> None:
    contents = [{"id": str(one)} for one in range(total)][(number - 1) * size : number * size]
    page = envelope(contents, total=total, number=number, size=size, more=number * size < total, by_cursor=False)
    if number <= max(1, -(-total // size)):
        assert list(faults(page)) == []
        assert (page["last_page"], page["first_page"]) == (number * size >= total, number == 1)
    else:
        assert (page["contents"], page["empty"], page["last_page"]) == ([], True, True)


@given(total=st.integers(0, 50), number=st.integers(1, 12), size=st.integers(1, 12), more=st.booleans())
def test_a_page_by_cursor_agrees_with_itself_whatever_came_and_went(
    total: int, number: int, size: int, more: bool
) -> None:
    whole = min(size, total) if more else min(total, size - 1 if total > size else total)
    contents = [{"id": str(one)} for one in range(max(whole, 0))]
    page = envelope(contents, total=total, number=number, size=size, more=more, by_cursor=True)
    flags = {fault.code for fault in faults(page)} & {"first-page-flag", "last-page-flag", "empty-flag", "page-outside"}
    assert flags == set()
    assert page["last_page"] is not more

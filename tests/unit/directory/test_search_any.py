"""Whatever the directory and whatever is asked: what an obvious search would find, page by page, under change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.search_any import SERVICES, entries, histories, questions
from support.search_questions import NOW
from support.search_reference import fits
from towpath_directory.search.asked import Found, Hit, Of, Order, SearchAsked
from towpath_directory.search.search import Search

Entry = dict[str, Any]
Identified = tuple[str, str | None]

ANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def searching(history: Iterable[Entry]) -> Search:
    search = Search(lambda: NOW)
    for one in history:
        search.take(one)
    search.settled()
    return search


def last_of(history: Iterable[Entry]) -> list[Entry]:
    return list({one["_id"]: one for one in history}.values())


def identified(hits: Iterable[Hit]) -> list[Identified]:
    return [(hit.service, hit.location) for hit in hits]


def everything(search: Search, asked: SearchAsked) -> Found:
    return search.find(replace(asked, limit=1_000))


@ANY
@given(histories(), questions())
def test_what_is_found_without_words_is_what_fits_one_by_one(history: list[Entry], asked: SearchAsked) -> None:
    asked = replace(asked, search=None, place=None)
    found = everything(searching(history), asked)
    wanted = [one for one in last_of(history) if "listing" in one and fits(one, asked)]
    if asked.of is Of.SERVICES:
        expected = {(one["_id"], None) for one in wanted}
    else:
        expected = {(one["_id"], place["id"]) for one in wanted for place in one["listing"].get("locations", ())}
    assert set(identified(found.contents)) == expected
    assert found.total == len(found.contents) == len(expected)


@ANY
@given(histories(), st.randoms(use_true_random=False), questions())
def test_any_process_answers_the_same_however_it_came_to_know(
    history: list[Entry], rng: Any, asked: SearchAsked
) -> None:
    shuffled = last_of(history)
    rng.shuffle(shuffled)
    one, other = everything(searching(history), asked), everything(searching(shuffled), asked)
    assert (one.contents, one.total) == (other.contents, other.total)


@ANY
@given(histories(), questions())
def test_pages_by_number_and_by_cursor_are_the_whole_in_pieces(history: list[Entry], asked: SearchAsked) -> None:
    search = searching(history)
    whole = everything(search, asked)
    starts = range(0, whole.total, asked.limit)
    numbered = [hit for start in starts for hit in search.find(replace(asked, offset=start)).contents]
    assert numbered == list(whole.contents)

    followed: list[Hit] = []
    page = search.find(asked)
    while page.next is not None:
        followed += page.contents
        page = search.find(replace(asked, cursor=page.next))
        assert page.total == whole.total
    assert [*followed, *page.contents] == list(whole.contents)


@ANY
@given(st.data(), histories(), questions(), st.booleans())
def test_who_follows_the_pages_sees_what_stayed_exactly_once(
    draws: st.DataObject, history: list[Entry], asked: SearchAsked, other_process: bool
) -> None:
    """Others come, change and leave between any two pages; the next page may come from another process."""
    search = searching(history)
    there = set(identified(everything(search, asked).contents))
    changed: set[str] = set()
    seen: list[Identified] = []
    page = search.find(asked)
    version = 1_000
    while True:
        seen += identified(page.contents)
        if page.next is None:
            break
        for service in draws.draw(st.lists(st.sampled_from(SERVICES), max_size=2)):
            version += 1
            entry = draws.draw(entries(service, version))
            history = [*history, entry]
            search.take(entry)
            changed.add(service)
        if other_process:
            search = searching(reversed(last_of(history)))
        page = search.find(replace(asked, cursor=page.next))
    stayed = {one for one in there if one[0] not in changed}
    assert stayed <= set(seen)
    unchanged = [one for one in seen if one[0] not in changed]
    assert len(unchanged) == len(set(unchanged))
    if asked.order is Order.ID:
        assert len(seen) == len(set(seen)), "by id nothing comes twice, changed or not"


@ANY
@given(histories(most=10), questions())
def test_an_entry_that_comes_again_or_late_changes_nothing(history: list[Entry], asked: SearchAsked) -> None:
    search = searching(history)
    before, generation = everything(search, asked).contents, search.generation
    for one in history:
        search.take(one)
    assert everything(search, asked).contents == before
    assert search.generation == generation

"""What speaks for two listings being one service and what against it, and how well that finds those that are."""

from __future__ import annotations

import random
from typing import Any

import pytest

from support.directory_records import listing
from support.duplicates_known import Maker
from towpath_contracts.listing import Address, Listing, Location, Organization, Phone
from towpath_directory.duplicates.blocks import Blocks, duplicates
from towpath_directory.duplicates.keys import asked, keys, narrower
from towpath_directory.duplicates.score import Comparison, compare
from towpath_directory.duplicates.sketch import digits, from_document, page, sketch, to_document
from towpath_directory.duplicates.weights import weights

WEIGHTS = weights()
HELD_OUT = 70_411
"""The weights were set on the seeds 1 to 4; this one was not looked at while they were."""


def told(name: str, **changes: Any) -> Listing:
    """A listing of a church hall, as a publisher tells it."""
    postcode, street = changes.pop("postcode", "L8 5TF"), changes.pop("street", "12 Church Street")
    run_by, number = changes.pop("run_by", "Willowbank Community Association"), changes.pop("number", "0151 496 0000")
    at = Address(id=listing().id, address_1=street, city="Liverpool", postal_code=postcode)
    place = Location(id=listing().id, name="St Mary's Church", addresses=(at,))
    fields: dict[str, Any] = {
        "organization": Organization(id=listing().id, name=run_by),
        "locations": (place,) if postcode else (),
        "phones": (Phone(id=listing().id, number=number),) if number else (),
    }
    return listing(name=name, **(fields | changes))


def compared(one: Listing, other: Listing) -> Comparison:
    return compare(sketch(one, WEIGHTS), sketch(other, WEIGHTS), WEIGHTS)


def codes(one: Listing, other: Listing) -> set[str]:
    return {piece.code for piece in compared(one, other).evidence}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (told("Knit & Natter"), told("Knit and Natter")),
        (told("Memory Cafe"), told("Mémory café")),
        (told("Memory Cafe"), told("Cafe, Memory (St Mary's Church)")),
        (told("Walking Football"), told("Walkng Footbal", number="")),
        (told("Lunch Club"), told("Willowbank Community Association: Lunch Club", run_by="Willowbank Comm Assoc")),
        (told("Citizens Advice Bureau", run_by="CAB"), told("CAB", run_by="Citizens Advice Bureau")),
        (told("Drop-in for Carers"), told("Carers drop in", street="12 Church St.", number="+44 151 496 0000")),
        (told("Tai Chi"), told("Tai Chi", postcode="")),
    ],
)
def test_what_publishers_write_differently_is_one_service(one: Listing, other: Listing) -> None:
    assert compared(one, other).score >= WEIGHTS.threshold


@pytest.mark.parametrize(
    ("one", "other", "because"),
    [
        (told("Memory Cafe"), told("Memory Choir"), "words-of-their-own"),
        (told("Monday Lunch Club"), told("Thursday Lunch Club"), "other-kind-named"),
        (told("Tai Chi Level 1"), told("Tai Chi Level Two"), "other-kind-named"),
        (told("Carers Support Group"), told("Young Carers Support Group"), "narrower-on-one-side"),
        (told("Over 50s Art Class"), told("Over 50s Dance Class"), "words-of-their-own"),
        (told("Men's Shed"), told("Men's Shed", postcode="M1 1AE", street="3 Mill Lane", number=""), "place-far"),
        (told("Stay and Play", minimum_age=0, maximum_age=4), told("Stay and Play", minimum_age=60), "ages-apart"),
        (told("Amber singers", run_by="Amber"), told("Birch singers", run_by="Birch"), "words-of-their-own"),
    ],
)
def test_what_looks_alike_and_is_another_service_is_not_proposed(one: Listing, other: Listing, because: str) -> None:
    assert because in codes(one, other)
    if because != "ages-apart":
        assert compared(one, other).score < WEIGHTS.threshold


def test_a_number_that_a_whole_chain_shares_says_less_than_one_of_a_few() -> None:
    chain = [told("Carers Hub", postcode="", run_by=f"Compass {town}") for town in ("Bath", "Leeds", "York", "Ely")]
    blocks = Blocks(WEIGHTS)
    for branch in chain:
        blocks.add(branch)
    shared = [{piece.code for piece in pair.evidence} for pair in blocks.like(chain[0].id)]
    assert all("phone-shared" in found and "phone-same" not in found for found in shared)
    assert "phone-same" in codes(chain[0], chain[1])


def test_two_are_compared_the_same_whichever_comes_first() -> None:
    listings = Maker(5).directory(30).listings
    for one in listings:
        for other in listings:
            assert compared(one, other) == compared(other, one)


def test_the_order_of_the_listings_does_not_change_what_is_found() -> None:
    listings = Maker(6).directory(200).listings
    found = duplicates(listings, WEIGHTS)
    random.Random(1).shuffle(listings)
    assert duplicates(listings, WEIGHTS) == found


def test_a_sketch_reads_back_the_same_and_has_the_keys_that_it_asks_for() -> None:
    for one in Maker(7).directory(200).listings:
        found = sketch(one, WEIGHTS)
        assert from_document(to_document(found), one.id) == found
        assert set(keys(found, WEIGHTS)) <= {*asked(found, WEIGHTS), *narrower(found, WEIGHTS)}


def test_every_piece_of_evidence_has_words_and_none_is_unused() -> None:
    assert set(WEIGHTS.points) == set(WEIGHTS.words)


@pytest.mark.parametrize(
    ("number", "expected"),
    [("0151 496 0000", "1514960000"), ("+44 (0)151 496 0000", "1514960000"), ("0151 4960000 ext 12", "1514960000"),
     ("(330) 555-0100", "3305550100"), ("1-330-555-0100", "3305550100"), ("999", "")],
)  # fmt: skip
def test_one_telephone_number_in_many_ways_of_writing_is_one(number: str, expected: str) -> None:
    assert digits(number) == expected


def test_a_web_page_is_the_same_with_and_without_what_all_have() -> None:
    assert page("https://www.walks.example/tuesday/") == page("http://Walks.example/tuesday") == "walks.example/tuesday"


def test_at_least_95_in_100_are_found_and_at_least_95_in_100_found_are_right() -> None:
    known = Maker(HELD_OUT).directory(1_500)
    found = {pair.services for pair in duplicates(known.listings, WEIGHTS)}
    right = found & known.pairs
    precision, recall = len(right) / len(found), len(right) / len(known.pairs)
    report = f"precision {precision:.3f}, recall {recall:.3f} of {len(known.pairs)} pairs in {len(known.listings)}"
    print(report)
    assert len(known.pairs) > 300
    assert precision >= 0.95, report
    assert recall >= 0.95, report

"""How likenesses are made: kept with each, so that what was made in another way is found; and keys that many share."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from importlib.resources import files

from support.directory_records import listing
from towpath_contracts.listing import Address, Listing, Location, Organization, Phone
from towpath_directory.duplicates.blocks import Blocks
from towpath_directory.duplicates.keys import narrower
from towpath_directory.duplicates.likeness import likeness_of, made
from towpath_directory.duplicates.sketch import sketch
from towpath_directory.duplicates.weights import read, weights

KNOWN = weights()


def ident(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def group(name: str, postcode: str = "L8 5TF", number: str = "0151 496 0000", run_by: str = "Willowbank") -> Listing:
    """A listing of a group, the same for the same words."""
    at = Address(id=ident("at"), address_1="12 Church Street", city="Liverpool", postal_code=postcode)
    place = Location(id=ident("place"), name="St Mary's Church", latitude=53.39, longitude=-2.96, addresses=(at,))
    return listing(
        id=ident(f"{name}/{postcode}/{number}"),
        name=name,
        description="Friendly and free, for whoever comes.",
        organization=Organization(id=ident(run_by), name=run_by),
        locations=(place,) if postcode else (),
        phones=(Phone(id=ident("phone"), number=number),),
        email="Hello@Willowbank.example",
        url="https://www.willowbank.example/groups/",
    )


def test_whoever_changes_how_a_likeness_is_made_counts_its_number_up() -> None:
    several = [group("Knit & Natter"), group("Memory Café for Carers", "GL52 2QZ"), group("Canal walkers", "")]
    found = [likeness_of(one, KNOWN, "mark") for one in several]
    print_of_them = hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:16]
    assert (made(KNOWN), print_of_them) == ("1-bf3cdf8da6032080", "556b5ddf1c5233f6"), (
        "where the first of the two is as it was, count likeness.MAKING up: what is stored is then made anew; "
        "then write both down here"
    )


def test_any_change_of_the_weights_makes_all_likenesses_anew() -> None:
    text = files("towpath_directory.duplicates").joinpath("weights.toml").read_text("utf-8")
    assert made(read(text)) == made(KNOWN)
    assert made(read(text.replace("threshold = 8", "threshold = 9"))) != made(KNOWN)


def test_of_a_key_that_too_many_have_those_are_compared_who_share_it_in_a_district() -> None:
    blocks = Blocks(replace(KNOWN, widest=3))
    far = [group("Canal singers", f"GL5{n} 2QZ") for n in range(5)]
    mine, theirs, elsewhere = group("Canal singers"), group("Canal singers", "L8 9ZZ"), group("Canal singers", "")
    for one in (*far, mine, theirs, elsewhere):
        blocks.add(one)
    assert [pair.services for pair in blocks.like(mine.id)] == [tuple(sorted((mine.id, theirs.id)))]
    assert not list(blocks.like(elsewhere.id)), "it tells no district"
    assert all(key.startswith("in L8 ") for key in narrower(sketch(mine, KNOWN), KNOWN))

"""Whatever is sent of a confidential place, nothing that would find it is left in what is kept or told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.directory_records import NOW, PUBLISHER, TODAY, codes, hsds_3, taken
from support.refuge import (
    HOUSE,
    PLACE_ID,
    POSTCODE,
    STREET,
    as_listing,
    found_in,
    of_document,
    of_hsds,
    of_oruk_1,
    place,
)
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.listing import Listing
from towpath_directory.commands import By, PublishListing
from towpath_directory.curation.commands import Save
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.records import records
from towpath_directory.imports.areas import placed
from towpath_directory.imports.lines import LINES
from towpath_directory.model import Entry
from towpath_directory.store import project, to_document
from towpath_directory.stream import entries
from towpath_directory.versions.store import VERSIONS
from towpath_directory.withheld.listing import withheld_listing
from towpath_directory.withheld.store import PLACES
from towpath_runtime.aggregate import Change
from towpath_runtime.message import Message, Write

RULES = entries()
SAID = [
    {"confidential": True},
    {"confidential": "yes"},
    {"is_confidential": True},
    {"hide-address": "TRUE"},
    {"location_type": "confidential"},
    {"name": "Address withheld", "alternate_name": HOUSE},
    {"attributes": [{"value": "Confidential"}]},
    {"attributes": [{"taxonomy_term": {"name": "Undisclosed location"}}]},
    {"addresses": [place()["addresses"][0] | {"attention": "CONFIDENTIAL"}]},
    {"addresses": [place()["addresses"][0] | {"address_is_confidential": True}]},
]
"""How publishers say it."""


def kept(member: Any) -> str:
    """Everything that an import keeps of a member of a feed, and the listing that it becomes."""
    told = ""
    for record in records([json.dumps([member]).encode()]):
        result = normalise(Part.from_text(record.text), Feed(PUBLISHER, record.shape, TODAY, placed, ()))
        assert isinstance(result, Taken), result
        assert record.withheld
        told += record.text + record.given + result.listing.model_dump_json() + repr(result.mends)
    return told


def after(*asked: Any, state: Entry | None = None) -> tuple[Entry | None, list[Any], list[Write]]:
    """The entry after all this, the events, and what is written beside it."""
    events: list[Any] = []
    writes: list[Write] = []
    for number, one in enumerate(asked):
        before, said = state, RULES.decide(state, one, NOW)
        for event in said:
            state = RULES.evolve(state, event)
        events += said
        message = Message(str(number), RULES.name, "s", one, "s")
        writes += project(Change("s", before, state, message, (), NOW))
    return state, events, writes


def document(state: Entry | None) -> str:
    """What is kept of an entry."""
    assert state is not None
    return json.dumps(to_document(state), default=str)


@pytest.mark.parametrize("said", SAID, ids=str)
@pytest.mark.parametrize("shape", [of_hsds, of_oruk_1, of_document])
def test_a_record_says_nothing_of_the_place_once_it_is_kept(shape: Any, said: dict[str, Any]) -> None:
    assert found_in(kept(shape(place(**said)))) == []


@pytest.mark.parametrize("said", SAID, ids=str)
def test_the_listing_says_that_there_is_a_place_and_which_district_it_is_in(said: dict[str, Any]) -> None:
    found = taken(of_hsds(place(**said)))
    (where,) = found.listing.locations
    assert where == type(where)(id=where.id, confidential=True)
    assert where.id != PLACE_ID
    assert {area.code.split()[0] for area in found.listing.areas} == {"L8"}
    assert {"place-withheld", "text-withheld", "district-of-place-taken"} <= codes(found)
    assert "Ring us first." in found.listing.description


def test_a_place_that_nobody_hides_is_told() -> None:
    assert found_in(taken(of_hsds(place())).listing.model_dump_json())


def test_other_places_of_the_service_stay_as_they_are() -> None:
    (site,) = hsds_3()["service_at_locations"]
    office = site["location"] | {
        "addresses": [{"address_1": "40 Open Street", "city": "Leeds", "postal_code": "LS1 4AP"}]
    }
    office |= {"latitude": 53.7955, "longitude": -1.5491}
    sites = [site | {"location": office}, {"location": place(confidential=True)}]
    found = taken(of_hsds(place(), service_at_locations=sites)).listing
    assert [one.confidential for one in found.locations] == [False, True]
    assert found.locations[0].addresses[0].address_1 == "40 Open Street"
    assert found.areas == ()


def test_a_service_that_keeps_what_people_say_to_itself_is_not_a_hidden_place() -> None:
    found = taken(hsds_3(attributes=[{"value": "Confidential"}])).listing
    assert not any(one.confidential for one in found.locations)


def test_a_service_that_says_so_of_itself_hides_all_its_places() -> None:
    assert found_in(kept(of_hsds(place(), confidential=True))) == []


TEXTS = st.text(alphabet="abcdefghij KLMN<>&;./-\u00a0", max_size=30)
LINES_OF = st.from_regex(r"[1-9][0-9]? [A-Z][a-z]{4,9} (Road|Lane|Close)", fullmatch=True)
POSTCODES = st.from_regex(r"(LS|M|B)[1-9] ?[1-9][ABDEFGH]{2}", fullmatch=True)
NUMBERS = st.floats(50.5, 58.5).map(lambda number: round(number, 5)).filter(lambda number: len(str(number)) > 6)
SPELT = st.sampled_from([str.upper, str.lower, lambda text: text.replace(" ", "  "), lambda text: f"<b>{text}</b>"])


@given(lines=st.lists(LINES_OF, min_size=2, max_size=2), code=POSTCODES, lat=NUMBERS, around=TEXTS, spelt=SPELT)
@settings(max_examples=150, deadline=None)
def test_whatever_is_sent_nothing_that_finds_the_place_is_kept_told_or_written(
    lines: list[str], code: str, lat: float, around: str, spelt: Any
) -> None:
    address = place()["addresses"][0] | {"address_1": lines[0], "address_2": lines[1], "postal_code": code}
    where = place(addresses=[address], latitude=lat, longitude=-1.23457, confidential=True)
    words = f"{around} {spelt(lines[0])} {around} {spelt(code)} {code.replace(' ', '')} {lat} {spelt(lines[1])}."
    record = of_hsds(where, description=words, alert=words, fees_description=f"Pay at {spelt(lines[1])}")
    (read,) = [taken(record).listing]
    sent = as_listing(locations=[where | {"name": "x"}], description=words[:9000], alert=words[:9000], areas=())
    state, events, writes = after(PublishListing(sent), PublishListing(read.model_copy(update={"id": sent.id})))
    told = kept(record) + "".join(event.model_dump_json() for event in events) + document(state)
    told += "".join(repr(write.operation) for write in writes if write.collection != PLACES)
    compact = "".join(told.split()).casefold()
    for secret in (*lines, code, str(lat), "-1.23457"):
        assert "".join(secret.split()).casefold() not in compact


def test_what_is_sent_over_http_reaches_no_rule_and_is_kept_apart() -> None:
    state, events, writes = after(PublishListing(as_listing()))
    assert state is not None
    assert state.listing is not None
    assert found_in("".join(event.model_dump_json() for event in events)) == []
    assert [one.location_id for one in state.listing.schedules] == [state.listing.locations[0].id]
    assert (state.listing.phones, state.listing.schedules[0].description) == ((), None)
    assert {area.code for area in state.listing.areas} > {"L8 5", "L8 1"}
    (place_kept,) = [write for write in writes if write.collection == PLACES]
    assert found_in(repr(place_kept.operation))
    assert found_in(repr([write for write in writes if write.collection != PLACES])) == []


def test_what_is_withheld_stays_as_it_is_when_it_comes_again() -> None:
    once = withheld_listing(as_listing())
    assert withheld_listing(once) == once
    sent = as_listing()
    _, events, _ = after(PublishListing(sent), PublishListing(sent), PublishListing(withheld_listing(sent)))
    assert len([event for event in events if isinstance(event, ServicePublished)]) == 1


def test_a_place_that_becomes_confidential_is_taken_out_of_what_was_kept_openly() -> None:
    sent = as_listing()
    openly = Listing.model_validate(sent.model_dump() | {"locations": [place()]})
    by = By("curator", "curators-north")
    saved = Save(by=by, fields=openly.model_dump(mode="json") | {"name": "Another name"}, begins=True)
    state, _, _ = after(PublishListing(openly), saved)
    assert found_in(document(state))
    state, _, writes = after(PublishListing(sent), state=state)
    assert state is not None
    assert state.draft is not None
    assert found_in(document(state)) == []
    gone = [write.operation for write in writes if write.collection == VERSIONS][-1]
    assert "'$unset': {'listing': '', 'hash': ''}" in repr(gone)
    assert [write for write in writes if write.collection == LINES]


def test_a_draft_of_a_confidential_place_does_not_tell_it_either() -> None:
    fields = as_listing().model_dump(mode="json")
    state, _, writes = after(Save(by=By("curator", "curators-north"), fields=fields, begins=True))
    assert state is not None
    assert state.draft is not None
    assert found_in(document(state)) == []
    assert [write.collection for write in writes if found_in(repr(write.operation))] == [PLACES]


def test_the_street_is_hidden_where_a_text_leaves_the_number_out() -> None:
    found = taken(
        of_hsds(place(confidential=True), description=f"Walk up {STREET.partition(' ')[2]} from {POSTCODE[:2]}.")
    )
    assert found.listing.description == "Walk up [withheld] from L8."

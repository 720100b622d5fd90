"""What is found for which words, where and when, and in which order."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from support.directory_records import listing
from support.search_questions import NOW, entry, searching
from towpath_contracts.listing import Listing, Location, Organization, Schedule, TaxonomyTerm
from towpath_contracts.values import Area
from towpath_directory.refusals import CursorInvalid
from towpath_directory.search.asked import Of, Place, SearchAsked
from towpath_directory.search.place import place_of
from towpath_directory.search.refusals import CursorOfAnotherQuestion, PlaceMissing, PostcodeUnknown
from towpath_directory.search.search import Search

SCUNTHORPE = Place(53.59, -0.65, "DN15 7")


def at(kilometres: float, **fields: Any) -> Location:
    """A location so far north of Scunthorpe."""
    place = {"id": f"0000000a-0000-0000-0000-{round(kilometres * 10):012d}", "longitude": SCUNTHORPE.lon}
    return Location.model_validate(place | {"latitude": SCUNTHORPE.lat + kilometres / 111.195} | fields)


def names(found: Search, asked: SearchAsked, *listings: Listing) -> list[str]:
    """The names of what is found, in order."""
    known = {one.id: one.name for one in listings}
    return [known[hit.service] for hit in found.find(asked).contents]


def found(asked: SearchAsked, *listings: Listing) -> list[str]:
    return names(searching(listings), asked, *listings)


def named(*several: str) -> list[Listing]:
    return [listing(name=name) for name in several]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("beffriending", "Befriending visits"),
        ("befrei", "Befreit"),
        ("visits befriending", "Befriending visits"),
        ("cafés", "Memory Cafe"),
        ("memory cafe", "Memory Café"),
        ("mens sheds", "Men's Shed"),
        ("food bank", "Foodbank"),
        ("foodbank", "Food bank"),
        ("walker", "Health walks"),
        ("gard", "Gardening"),
        ("Łódź", "Lodz society"),
    ],
)
def test_a_listing_is_found_by_words_that_are_nearly_its_own(asked: str, name: str) -> None:
    others = named("Chess club", "Tea dance", "Swimming lessons")
    assert found(SearchAsked(search=asked), *others, *named(name))[:1] == [name]


def test_a_word_that_nothing_comes_near_finds_nothing_and_fillers_alone_neither() -> None:
    assert found(SearchAsked(search="xylophonist"), *named("Chess club")) == []
    assert found(SearchAsked(search="in the"), *named("Chess in the park")) == []
    assert found(SearchAsked(search="!?"), *named("Chess club")) == []


def test_a_name_counts_more_than_an_organisation_and_that_more_than_a_description() -> None:
    one = listing(name="Choir")
    two = listing(name="Tuesdays", organization=Organization(id=one.organization.id, name="The choir"))
    three = listing(name="Wednesdays", description="There is a choir, too, and tea and a walk for who wants one.")
    assert found(SearchAsked(search="choir"), three, two, one) == ["Choir", "Tuesdays", "Wednesdays"]


def test_needs_and_taxonomy_terms_are_words_as_well() -> None:
    term = TaxonomyTerm(id="00000000-0000-0000-0000-000000000001", name="Peer support")
    one, two = listing(name="Lantern", needs=("bereavement",)), listing(name="Harbour", taxonomy_terms=(term,))
    assert found(SearchAsked(search="bereaved"), one, two) == ["Lantern"]
    assert found(SearchAsked(search="peer suport"), one, two) == ["Harbour"]
    assert found(SearchAsked(taxonomy_terms=(term.id,)), one, two) == ["Harbour"]


def test_who_has_all_the_words_is_found_and_where_nobody_has_who_has_most_of_them() -> None:
    listings = named("Dementia cafe", "Dementia choir", "Chess cafe", "Tea dance", "Walking group")
    assert found(SearchAsked(search="dementia cafe"), *listings) == ["Dementia cafe"]
    assert set(found(SearchAsked(search="dementia cafe choir"), *listings)) == {"Dementia cafe", "Dementia choir"}


def test_around_a_place_the_nearer_comes_first_and_what_is_for_everybody_after_what_is_local() -> None:
    near, nearer = listing(name="Near", locations=(at(9),)), listing(name="Nearer", locations=(at(3),))
    line = listing(name="Line", nationwide=True, modes=("phone",))
    far = listing(name="Far", locations=(at(80),))
    assert found(SearchAsked(place=SCUNTHORPE), line, far, near, nearer) == ["Nearer", "Near", "Line", "Far"]
    within = Place(SCUNTHORPE.lat, SCUNTHORPE.lon, SCUNTHORPE.area, 5_000)
    assert found(SearchAsked(place=within), line, far, near, nearer) == ["Nearer", "Line"]


def test_a_service_for_people_of_another_area_is_left_out_and_one_for_this_area_comes_before_the_nationwide() -> None:
    theirs = listing(name="Theirs", locations=(at(1),), areas=(Area(code="L8"),))
    visits = listing(name="Visits", modes=("home-visit",), areas=(Area(code="DN15"),))
    line = listing(name="Line", nationwide=True)
    short = listing(name="Short reach", locations=(at(8),), reach_km=5.0)
    assert found(SearchAsked(place=SCUNTHORPE), theirs, line, visits, short) == ["Visits", "Line"]


def test_a_service_at_its_locations_is_told_with_each_and_how_far_it_is() -> None:
    both = listing(name="Both", locations=(at(6), at(2)))
    search = searching([both])
    hits = search.find(SearchAsked(of=Of.SERVICE_AT_LOCATIONS, place=SCUNTHORPE)).contents
    assert [(hit.location, hit.metres) for hit in hits] == [(at(2).id, 2_000), (at(6).id, 6_000)]
    within = Place(SCUNTHORPE.lat, SCUNTHORPE.lon, None, 3_000)
    assert search.find(SearchAsked(of=Of.SERVICE_AT_LOCATIONS, place=within)).total == 1
    assert search.find(SearchAsked(place=within)).contents[0].metres == 2_000


def test_a_confidential_location_has_no_distance_and_no_words() -> None:
    hidden = listing(name="Refuge", locations=(at(1, latitude=None, longitude=None, confidential=True),))
    document = entry(hidden)
    told = {"latitude": SCUNTHORPE.lat, "longitude": SCUNTHORPE.lon, "name": "Lantern house"}
    document["listing"]["locations"][0] |= told  # as a fault elsewhere would let it through
    search = Search(lambda: NOW)
    search.take(document)
    search.settled()
    assert search.find(SearchAsked(place=SCUNTHORPE)).contents[0].metres is None
    assert search.find(SearchAsked(search="lantern")).total == 0


@pytest.mark.parametrize("asked", [SearchAsked(search="choir"), SearchAsked(place=SCUNTHORPE), SearchAsked()])
def test_what_is_stale_sinks_below_what_is_as_good(asked: SearchAsked) -> None:
    listings = [listing(name=f"Choir {name}", locations=(at(5.0 + number / 10),)) for number, name in enumerate("abc")]
    search = Search(lambda: NOW)
    for one, rank in zip(listings, (0.5, 1.0, 0.95), strict=True):
        search.take(entry(one, review={"state": "whatever", "rank": rank}))
    search.settled()
    assert names(search, asked, *listings)[-1] == "Choir a"


def test_a_session_fits_that_is_on_such_a_day_and_within_the_times() -> None:
    def meets(name: str, day: str, opens: str, closes: str | None) -> Listing:
        given = {"id": "00000000-0000-0000-0000-000000000002", "freq": "WEEKLY", "byday": day}
        return listing(
            name=name, schedules=(Schedule.model_validate(given | {"opens_at": opens, "closes_at": closes}),)
        )

    listings = [
        meets("Monday", "MO", "10:00", "11:00"),
        meets("Tuesday", "TU,TH", "10:00", "11:00"),
        meets("Early", "TU", "08:00", "09:00"),
        meets("Late", "TU", "21:00", "01:00"),
        meets("Open end", "TU", "10:00", None),
    ]
    tuesday = SearchAsked(days=(1,), start_time=time(9), end_time=time(23))
    assert found(tuesday, *listings) == ["Tuesday"]
    assert set(found(SearchAsked(days=(1,), start_time=time(9)), *listings)) == {"Tuesday", "Late", "Open end"}
    assert found(SearchAsked(days=(0, 6)), *listings) == ["Monday"]


def test_a_cursor_of_another_question_and_one_that_is_none_are_refused() -> None:
    search = searching(named("Choir one", "Choir two"))
    cursor = search.find(SearchAsked(search="choir", limit=1)).next
    with pytest.raises(CursorOfAnotherQuestion):
        search.find(SearchAsked(search="dance", cursor=cursor))
    of_places = SearchAsked(search="choir", of=Of.SERVICE_AT_LOCATIONS, cursor=cursor)
    with pytest.raises(CursorOfAnotherQuestion):
        search.find(of_places)
    for wrong in ("", "x", "eJyrVgIAAPkAfA", "é", "A" * 5_000, (cursor or "")[:-4]):
        with pytest.raises(CursorInvalid):
            search.find(SearchAsked(search="choir", cursor=wrong))


def test_a_change_that_cannot_be_read_leaves_what_was_known() -> None:
    mine = listing(name="Lantern choir", locations=(at(1),))
    search = searching([mine])
    broken = entry(mine.model_copy(update={"name": "Harbour choir"}), 2)
    broken["listing"]["locations"][0]["id"] = "no id"
    with pytest.raises(ValueError, match="UUID"):
        search.take(broken)
    assert names(search, SearchAsked(search="choir"), mine) == ["Lantern choir"]
    assert search.find(SearchAsked(search="harbour")).total == 0


def test_a_place_is_a_postcode_its_sector_or_a_point() -> None:
    assert place_of(None, None) is None
    whole = place_of("dn157aa", 500.0)
    assert whole is not None
    assert (whole.area, whole.metres) == ("DN15 7", 500.0)
    assert place_of("DN15 7", None) == Place(whole.lat, whole.lon, "DN15 7")
    assert place_of(None, None, 53.5, -0.6) == Place(53.5, -0.6)


@pytest.mark.parametrize("postcode", ["nowhere", "ZZ99 3VZ", "BT1 1AA", ""])
def test_a_postcode_without_a_place_is_refused_with_what_to_mend(postcode: str) -> None:
    with pytest.raises(PostcodeUnknown) as refused:
        place_of(postcode, None)
    assert refused.value.field == "postcode"
    assert refused.value.detail


def test_a_distance_from_nowhere_and_half_a_point_are_refused() -> None:
    with pytest.raises(PlaceMissing):
        place_of(None, 500.0)
    with pytest.raises(PlaceMissing):
        place_of(None, None, lat=53.5)

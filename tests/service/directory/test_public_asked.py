"""What may be asked of the public API, and what is found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from support.directory_records import body, listing
from support.directory_service import Directory
from support.public_asked import LISTED, PROFILES, Reader
from support.public_town import ADVICE, CHOIR, SINGING, TOWN, WALK, WALKERS, WALKING, an_id, placed, told
from towpath_contracts.listing import TaxonomyTerm
from towpath_directory.public.terms import named

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_a_service_is_like_decides_whether_it_is_listed(town: Directory) -> None:
    reader = Reader(town)
    walk, choir, advice = WALK.name, CHOIR.name, ADVICE.name

    async def found(**asked: object) -> set[str]:
        return set(await reader.names("/services", **asked))

    assert await found() == {walk, choir, advice}
    assert await found(search="lantern") == {choir}
    assert await found(search="canl walk") == {walk}
    assert await found(taxonomy_term_id=WALKING.id) == {walk}
    assert await found(taxonomy_term_id=f"{WALKING.id},{SINGING.id}") == {walk, choir}
    assert await found(taxonomy_id=TOWN.id) == {walk}
    assert await found(taxonomy_id=named("Songs of the River")) == {choir}
    assert await found(need="debt") == {advice}
    assert await found(need="debt,singing") == {advice, choir}
    assert await found(organization_id=WALKERS.id) == {walk, choir}
    assert await found(minimum_age=17) == {walk}
    assert await found(maximum_age=60) == {walk}
    assert await found(maximum_age=59) == set()
    assert await found(day="TU") == await found(day="Tuesday,WE") == {walk}
    assert await found(start_time="12:00") == {choir}
    assert await found(end_time="12:00") == {walk}
    assert await found(day="TU,FR", start_time="09:00", end_time="21:00") == {walk, choir}
    assert await found(postcode="L8 5TF", proximity=2000) == {walk, advice}
    assert await found(search="canal", day="FR") == set()


async def test_what_changed_since_a_moment_is_what_a_reader_asks_for_again(town: Directory) -> None:
    reader = Reader(town)
    stamps = {one["_id"]: one["stamp"] for one in town.database["listing"].find({}, {"stamp": 1})}
    last = max(stamps, key=stamps.__getitem__)
    newest = datetime.fromtimestamp(stamps[last] / 1_000_000, UTC)
    page = await reader.get("/services", modified_after=newest.isoformat())
    assert [one["id"] for one in page["contents"]] == [last]
    assert (await reader.get("/services", modified_after="2026-01-01"))["total_items"] == 3
    assert (await reader.get("/services", modified_after="9999-01-01T00:00:00"))["empty"]


async def test_services_at_locations_are_found_around_a_postcode_the_nearest_first(town: Directory) -> None:
    reader = Reader(town)
    near = await reader.get("/service_at_locations", postcode="L8 5TF", proximity="2000")
    assert [one["location"]["name"] for one in near["contents"]] == ["Lock house"]
    far = await reader.get("/service_at_locations", postcode="L8 5TF", proximity="300000")
    assert [one["location"]["name"] for one in far["contents"]] == ["Lock house", "Mill"]
    assert [one["service"]["name"] for one in far["contents"]] == [WALK.name, CHOIR.name]


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        ("/services", {"page": "0"}, "page"),
        ("/services", {"page": "first"}, "page"),
        ("/services", {"per_page": "501"}, "per_page"),
        ("/services", {"minimum_age": "old"}, "minimum_age"),
        ("/services", {"start_time": "noon"}, "start_time"),
        ("/services", {"day": "someday"}, "day"),
        ("/services", {"modified_after": "yesterday"}, "modified_after"),
        ("/services", {"need": "Debt!"}, "need"),
        ("/services", {"cursor": "made-up"}, "cursor"),
        ("/service_at_locations", {"postcode": "nowhere"}, "postcode"),
        ("/service_at_locations", {"proximity": "500"}, "postcode"),
        ("/organizations", {"cursor": "made-up"}, "cursor"),
        ("/taxonomy_terms", {"per_page": "-1"}, "per_page"),
        ("/services/not-an-id", {}, "id"),
    ],
)
async def test_a_wrong_parameter_is_named_with_what_to_mend(
    town: Directory, path: str, asked: dict[str, str], field: str
) -> None:
    status, _, fields = await Reader(town).refused(path, **asked)
    assert (status, [one.rpartition(".")[2] for one in fields]) == (422, [field])


async def test_parameters_that_nobody_knows_change_nothing(town: Directory) -> None:
    reader = Reader(town)
    assert await reader.get("/services", vocabulary="x", minimal="no") == await reader.get("/services")


@pytest.mark.parametrize("path", LISTED)
async def test_what_is_not_there_is_not_found(town: Directory, path: str) -> None:
    assert (await Reader(town).refused(f"/{path}/{an_id()}"))[:2] == (404, "/problems/nothing-by-that-id")


async def test_an_address_that_there_is_not_is_not_found_and_another_method_not_allowed(town: Directory) -> None:
    assert (await Reader(town).refused("/eligibilities"))[:2] == (404, "/problems/not-found")
    assert (await Reader(town).ask("/services", "POST")).status_code == 405


async def test_a_service_that_left_is_gone_from_every_list(town: Directory) -> None:
    reader = Reader(town)
    leaving = listing(
        name="Closing soon",
        locations=(placed("L8 5TF", 53.3, -2.9),),
        taxonomy_terms=(TaxonomyTerm(id=an_id(), name="Ended", taxonomy="Endings"),),
    )
    await town.ask("POST", "/v1/services", json=body(leaving))
    await told(town, 4)
    assert leaving.name in await reader.names("/services")
    await town.ask("DELETE", f"/v1/services/{leaving.id}")
    await told(town, 3)
    assert (await reader.refused(f"/services/{leaving.id}"))[:2] == (410, "/problems/service-gone")
    assert leaving.organization.id not in {one["id"] for one in (await reader.get("/organizations"))["contents"]}
    assert "Endings" not in await reader.names("/taxonomies")
    assert "Ended" not in await reader.names("/taxonomy_terms")
    places = await reader.get("/service_at_locations")
    assert leaving.id not in {one["service_id"] for one in places["contents"]}


async def test_an_organisation_of_several_services_is_one_with_the_fullest_record(town: Directory) -> None:
    reader = Reader(town)
    listed = [one for one in (await reader.get("/organizations"))["contents"] if one["id"] == WALKERS.id]
    assert [(one["description"], one["email"]) for one in listed] == [("We walk and we sing.", "hello@walkers.example")]
    alone = await reader.get(f"/organizations/{WALKERS.id}")
    assert {one["name"] for one in alone["services"]} == {WALK.name, CHOIR.name}
    assert "schedules" not in alone["services"][0]
    whole = await reader.get(f"/organizations/{WALKERS.id}", full_service=True)
    assert all(one["schedules"] for one in whole["services"])
    assert await reader.names("/organizations", search="cut walkers") == [WALKERS.name]
    assert await reader.names("/organizations", taxonomy_term_id=SINGING.id) == [WALKERS.name]
    assert await reader.names("/organizations", taxonomy_id=an_id()) == []


async def test_taxonomies_and_terms_lead_to_each_other(town: Directory) -> None:
    reader = Reader(town)
    assert set(await reader.names("/taxonomies")) == {"Town", "Songs of the River"}
    assert await reader.names("/taxonomy_terms", taxonomy_id=TOWN.id) == ["Walking"]
    singing = await reader.get(f"/taxonomy_terms/{SINGING.id}")
    songs = await reader.get(f"/taxonomies/{singing['taxonomy_id']}")
    assert (songs["name"], [one["id"] for one in songs["taxonomy_terms"]]) == ("Songs of the River", [SINGING.id])
    assert "taxonomy_terms" not in await Reader(town, "hsds-3.1").get(f"/taxonomies/{TOWN.id}")


async def test_full_lists_hold_what_an_address_of_its_own_does(town: Directory) -> None:
    for profile in PROFILES:
        reader = Reader(town, profile)
        for path in ("services", "service_at_locations"):
            page = await reader.get(f"/{path}", full=True)
            assert page["contents"] == [await reader.get(f"/{path}/{one['id']}") for one in page["contents"]]

"""The public API on real servers: as the standards have it, and as browsers and caches need it."""

from __future__ import annotations

import httpx
import pytest

from support.directory_service import Directory
from support.public_asked import LISTED, PROFILES, Reader, broken, faults
from support.public_town import ADVICE, WALK, WALKING, an_id
from towpath_standalone.platform.door import make_door

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("profile", PROFILES)
async def test_every_address_answers_as_its_profile_has_it(town: Directory, profile: str) -> None:
    reader = Reader(town, profile)
    assert faults(await reader.get("/"), "api", profile) == []
    for path, kind in LISTED.items():
        page = await reader.get(f"/{path}")
        assert page["contents"], path
        assert faults(page, f"{kind}_list", profile) == []
        assert broken(page, f"{kind}_list", profile) == []
        for one in page["contents"]:
            alone = await reader.get(f"/{path}/{one['id']}")
            assert alone["id"] == one["id"]
            assert faults(alone, kind, profile) == []
            assert broken(alone, kind, profile) == []


async def test_the_standard_that_it_is_and_its_description_are_where_they_are_said_to_be(town: Directory) -> None:
    for profile, version in (("oruk-3.0", "HSDS-UK-3.0"), ("hsds-3.1", "3.1")):
        reader = Reader(town, profile)
        about = await reader.get("/")
        assert about["version"] == version
        assert about["openapi_url"] == f"http://127.0.0.1:8080{httpx.URL(reader.root).path}/openapi.json"
        described = await reader.get("/openapi.json")
        assert set(described["paths"]) == {"/", "/openapi.json"} | {
            path for one in LISTED for path in (f"/{one}", f"/{one}/{{id}}")
        }
        assert described["servers"] == [{"url": httpx.URL(reader.root).path}]
        assert "postcode" in {one["name"] for one in described["paths"]["/service_at_locations"]["get"]["parameters"]}
        for addressed in (reader.root, f"{reader.root}/"):
            async with httpx.AsyncClient() as client:
                assert (await client.get(addressed)).json() == about


async def test_what_a_reader_has_already_is_not_sent_again(town: Directory) -> None:
    reader = Reader(town)
    for path in ("/", "/services", f"/services/{WALK.id}", "/organizations", f"/taxonomy_terms/{WALKING.id}"):
        first = await reader.ask(path)
        tag = first.headers["ETag"]
        again = await reader.ask(path, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, max-age=30"
        assert (await reader.ask(path, headers={"If-None-Match": '"other"'})).status_code == 200
    assert "Last-Modified" in (await reader.ask(f"/services/{WALK.id}")).headers


async def test_a_report_of_room_is_news_of_the_service(town: Directory) -> None:
    reader = Reader(town, "hsds-3.1")
    before = (await reader.ask(f"/services/{ADVICE.id}")).headers["ETag"]
    await town.ask("POST", f"/v1/services/{ADVICE.id}/capacity", json={"state": "capacity", "spaces": 7})
    answer = await reader.ask(f"/services/{ADVICE.id}", headers={"If-None-Match": before})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["capacities"][0]["available"], found["availability"]["state"]) == (7, "capacity")


async def test_a_head_says_what_a_get_would_without_it(town: Directory) -> None:
    reader = Reader(town)
    for path in ("/", "/services", f"/services/{WALK.id}", f"/services/{an_id()}"):
        got, head = await reader.ask(path), await reader.ask(path, "HEAD")
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


async def test_a_page_on_any_site_may_read_it_and_its_errors(town: Directory) -> None:
    reader = Reader(town)
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    ahead = await reader.ask(
        "/services", "OPTIONS", headers=asked | {"Access-Control-Request-Headers": "if-none-match"}
    )
    assert (ahead.status_code, ahead.headers["Access-Control-Allow-Origin"]) == (204, "*")
    assert "GET" in ahead.headers["Access-Control-Allow-Methods"]
    for path in ("/", "/services", "/services/nothing", "/nowhere"):
        answer = await reader.ask(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in (await reader.ask("/services")).headers["Access-Control-Expose-Headers"]
    private = await town.ask("GET", "/v1/services", headers={"Origin": "https://elsewhere.example"})
    assert "Access-Control-Allow-Origin" not in private.headers


async def test_who_takes_it_packed_gets_it_packed(town: Directory) -> None:
    reader = Reader(town)
    plain = await reader.ask("/services", headers={"Accept-Encoding": "identity"})
    packed = await reader.ask("/services", headers={"Accept-Encoding": "br;q=1, gzip;q=0.8"})
    assert "Content-Encoding" not in plain.headers
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert (packed.json(), packed.headers["ETag"]) == (plain.json(), plain.headers["ETag"])
    assert int(packed.headers["Content-Length"]) < int(plain.headers["Content-Length"])
    refused = await reader.ask("/services", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


async def test_it_is_the_same_through_the_front_door(town: Directory) -> None:
    door = make_door({"directory": town.url.removesuffix("/directory")})
    client = httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url="http://door.example")
    async with door.router.lifespan_context(door), client:
        for profile in PROFILES:
            reader = Reader(town, profile)
            root = httpx.URL(reader.root).path
            first = await client.get(f"{root}/services", params={"per_page": 1})
            assert first.json() == await reader.get("/services", per_page=1)
            assert first.headers["Access-Control-Allow-Origin"] == "*"
            following = await client.get(first.links["next"]["url"])
            assert following.json()["contents"] == (await reader.get("/services", per_page=1, page=2))["contents"]
            assert (await client.get(f"{root}/services/")).json() == await reader.get("/services")
            assert (await client.options(f"{root}/services")).status_code == 204
            head = await client.head(f"{root}/services")
            assert head.headers["ETag"] == (await reader.ask("/services")).headers["ETag"]

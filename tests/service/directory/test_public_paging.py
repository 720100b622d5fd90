"""Reading everything while it changes: whatever was there all the time is read once, and once only."""

from __future__ import annotations

import random
from collections import Counter

import httpx
import pytest
import pytest_asyncio

from support.directory_records import body, listing
from support.directory_service import Directory
from support.public_asked import Reader
from support.public_town import an_id, placed, told
from towpath_contracts.listing import Listing, Organization, TaxonomyTerm

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = 60
SEED = 20_261_122


def one(number: int) -> Listing:
    return listing(
        name=f"Lantern group {number}",
        organization=Organization(id=an_id(), name=f"Friends {number}"),
        locations=(placed("L8 5TF", 53.39, -2.97),),
        taxonomy_terms=(TaxonomyTerm(id=an_id(), name=f"Theme {number}", taxonomy=f"Themes {number}"),),
    )


class Busy:
    """A directory in which services come, change and go while somebody reads."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.there: list[Listing] = []
        self._chance = random.Random(SEED)
        self._numbers = iter(range(10_000))

    async def come(self, count: int) -> None:
        for number, _ in zip(self._numbers, range(count), strict=False):
            self.there.append(one(number))
            await self.directory.ask("POST", "/v1/services", json=body(self.there[-1]))
        await told(self.directory, len(self.there))

    async def go(self, count: int) -> list[Listing]:
        gone = [self.there.pop(self._chance.randrange(len(self.there))) for _ in range(count)]
        for leaving in gone:
            await self.directory.ask("DELETE", f"/v1/services/{leaving.id}")
        await told(self.directory, len(self.there))
        return gone

    async def change(self, count: int) -> None:
        for number in self._chance.sample(range(len(self.there)), count):
            changed = self.there[number].model_copy(update={"description": f"Changed {self._chance.random()}"})
            self.there[number] = changed
            await self.directory.ask("PUT", f"/v1/services/{changed.id}", json=body(changed))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def busy(directory: Directory) -> Busy:
    found = Busy(directory)
    await found.come(COUNT)
    return found


@pytest.mark.parametrize("path", ["services", "service_at_locations", "organizations", "taxonomy_terms", "taxonomies"])
async def test_a_reader_along_the_links_misses_nothing_and_sees_nothing_twice(busy: Busy, path: str) -> None:
    reader = Reader(busy.directory)
    throughout = {found["id"] for found in (await reader.get(f"/{path}", per_page=500))["contents"]}
    seen: Counter[str] = Counter()
    async for page in reader.pages(f"/{path}", per_page=7):
        seen.update(found["id"] for found in page["contents"])
        assert page["last_page"] is (page["page_number"] == page["total_pages"])
        if sum(seen.values()) <= 40:  # then it may end
            await busy.come(2)
            await busy.change(2)
            gone = await busy.go(2)
            left = {leaving.id for leaving in gone} | {leaving.organization.id for leaving in gone}
            throughout -= left | await not_there(reader, path, throughout)
    assert {found for found in throughout if seen[found] != 1} == set()
    assert max(seen.values()) == 1


async def not_there(reader: Reader, path: str, ids: set[str]) -> set[str]:
    """What of some is no longer listed."""
    listed = {found["id"] for found in (await reader.get(f"/{path}", per_page=500))["contents"]}
    return ids - listed


async def test_what_is_found_by_words_and_place_is_read_once_while_others_come_and_go(busy: Busy) -> None:
    for asked in ({"search": "lantern"}, {"postcode": "L8 5TF", "proximity": "5000"}):
        reader = Reader(busy.directory)
        unchanged = {found["id"] for found in (await reader.get("/services", per_page=500, **asked))["contents"]}
        assert len(unchanged) == len(busy.there)
        seen: Counter[str] = Counter()
        async for page in reader.pages("/services", per_page=9, **asked):
            seen.update(found["id"] for found in page["contents"])
            if sum(seen.values()) <= 40:
                unchanged -= {leaving.id for leaving in await busy.go(3)}
                await busy.come(3)
        assert {found for found in unchanged if seen[found] != 1} == set()
        assert max(seen.values()) == 1


async def test_numbered_pages_add_up_while_nothing_changes(busy: Busy) -> None:
    reader = Reader(busy.directory)
    first = await reader.get("/services", per_page=7)
    pages = [await reader.get("/services", per_page=7, page=number) for number in range(1, first["total_pages"] + 1)]
    assert [page["page_number"] for page in pages] == list(range(1, len(pages) + 1))
    assert [page["first_page"] for page in pages] == [number == 0 for number in range(len(pages))]
    assert [page["last_page"] for page in pages] == [number == len(pages) - 1 for number in range(len(pages))]
    ids = [found["id"] for page in pages for found in page["contents"]]
    assert (len(ids), ids) == (first["total_items"], sorted(ids))
    beyond = await reader.get("/services", per_page=7, page=len(pages) + 1)
    assert (beyond["empty"], beyond["size"], beyond["contents"], beyond["last_page"]) == (True, 0, [], True)


async def test_a_cursor_goes_on_after_any_page_and_belongs_to_its_question(busy: Busy) -> None:
    reader = Reader(busy.directory)
    second = await reader.ask("/services", params={"per_page": 7, "page": 2})
    async with httpx.AsyncClient() as client:
        third = await client.get(str(second.url.join(second.links["next"]["url"])))
    assert third.json() == await reader.get("/services", per_page=7, page=3)
    cursor = dict(httpx.URL(second.links["next"]["url"]).params)["cursor"]
    assert (await reader.refused("/services", cursor=cursor, need="debt"))[1] == "/problems/cursor-of-another-question"

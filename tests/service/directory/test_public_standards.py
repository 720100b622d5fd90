"""What publishers send, real feeds and the standards' own examples, read back as both standards have it."""

from __future__ import annotations

import json
from collections import Counter

import pytest
import pytest_asyncio

from support.directory_records import LINCOLNSHIRE, PANTRIES, hsds_3, oruk_1
from support.directory_service import Directory, until
from support.public_asked import LISTED, PROFILES, STANDARDS, Reader, broken, faults

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow, pytest.mark.timeout(300)]

OF_EACH = 25
"""Documents of each kind that are looked at alone; the lists are looked at whole."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(directory: Directory) -> Directory:
    """A directory with everything in it that lies here: at the least, records of our own."""
    await directory.bring([oruk_1(), hsds_3()], "willowbank")
    for nth, file in enumerate((LINCOLNSHIRE, PANTRIES)):
        if file.exists():
            await directory.bring(file.read_bytes(), f"feed-{nth}")
    for nth, folder in enumerate(STANDARDS.values()):
        example = folder / "examples" / "service_full.json"
        if example.exists():
            await directory.bring([json.loads(example.read_text())], f"example-{nth}")
    reader = Reader(directory)
    published = (await directory.ask("GET", "/v1/counts")).json()["published"]

    async def told() -> bool:
        answer = await reader.ask("/services", params={"per_page": 1})
        return answer.status_code == 200 and bool(answer.json()["total_items"] == published)

    await until("everything told", told)
    return directory


@pytest.mark.parametrize("path", LISTED)
@pytest.mark.parametrize("profile", PROFILES)
async def test_every_page_and_what_is_on_it_is_as_the_standard_has_it(
    filled: Directory, profile: str, path: str
) -> None:
    reader, kind = Reader(filled, profile), LISTED[path]
    wrong: Counter[str] = Counter()
    ids: list[str] = []
    async for page in reader.pages(f"/{path}", per_page=500):
        wrong.update(faults(page, f"{kind}_list", profile))
        wrong.update(broken(page, f"{kind}_list", profile))
        ids += [one["id"] for one in page["contents"]]
    assert len(ids) == len(set(ids)) == (await reader.get(f"/{path}", per_page=1))["total_items"] > 0
    for one in ids[:: max(1, len(ids) // OF_EACH)]:
        alone = await reader.get(f"/{path}/{one}")
        wrong.update(faults(alone, kind, profile))
        wrong.update(broken(alone, kind, profile))
    assert wrong == Counter()

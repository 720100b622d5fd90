"""What the directory says of its API holds: whatever is asked, it answers as described, and never breaks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from support.directory_records import body, hsds_3, listing, oruk_1
from support.directory_service import Directory, until
from support.public_asked import LISTED, PROFILES, Reader
from towpath_directory.app import build
from towpath_directory.settings import DirectorySettings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DOCUMENT = build(DirectorySettings()).openapi()
OPERATIONS = sorted(
    ((method, path) for path, told in DOCUMENT["paths"].items() for method in told),
    key=lambda one: (one[0] != "get", one[0] == "delete", one[1]),  # what is asked first, what is taken away last
)
EXAMPLES = 12

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lived_in(directory: Directory) -> Directory:
    """A directory that has listings, imports, capacity and drafts in it."""
    for one in (listing(name="Lantern choir", needs=("singing",)), listing(name="Lantern choirs", needs=("singing",))):
        await directory.ask("POST", "/v1/services", json=body(one))
        await directory.ask("POST", f"/v1/services/{one.id}/capacity", json={"state": "capacity", "spaces": 4})
    await directory.bring([oruk_1(), hsds_3()], "willowbank")
    reader = Reader(directory)

    async def told() -> bool:
        answer = await reader.ask("/services")
        return answer.status_code == 200 and answer.json()["total_items"] == 4

    await until("all told", told)
    return directory


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def known(lived_in: Directory) -> dict[str, list[str]]:
    """The ids of what is there, by the last fixed word of the path before them."""
    found: dict[str, list[str]] = {}
    for profile in PROFILES:
        for path in LISTED:
            page = await Reader(lived_in, profile).get(f"/{path}")
            found.setdefault(path, []).extend(one["id"] for one in page["contents"])
    return found


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
async def test_every_answer_is_one_that_the_description_names(
    lived_in: Directory, known: dict[str, list[str]], method: str, path: str
) -> None:
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method.upper()]
    origin = lived_in.url.removesuffix("/directory")

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), real=st.booleans(), which=st.integers(0, 100))
    def ask(case: Any, real: bool, which: int) -> None:
        if real:
            case.path_parameters.update(_known_ids(path, known, which))
        if any(name.lower() == "idempotency-key" for name in case.headers or {}):
            case.headers["idempotency-key"] = str(uuid.uuid4())
        answer = case.call(base_url=origin)
        case.validate_response(answer, checks=CHECKS)

    ask()
    assert lived_in.running


def _known_ids(path: str, known: dict[str, list[str]], which: int) -> Iterator[tuple[str, str]]:
    words = path.split("/")
    for before, word in pairwise(words):
        if word.startswith("{") and (ids := known.get(before)):
            yield word.strip("{}"), ids[which % len(ids)]

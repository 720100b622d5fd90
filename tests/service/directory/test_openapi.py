"""What the directory says of its API holds: whatever is asked, it answers as described, and never breaks."""

from __future__ import annotations

import uuid
from itertools import pairwise
from typing import Any

import httpx
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
from support.public_asked import Reader
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
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
OPERATIONS = sorted(
    ((method, path) for path, told in DOCUMENT["paths"].items() for method in told),
    key=lambda one: (one[0] != "get", one[0] == "delete", one[1]),  # what is asked first, what is taken away last
)
EXAMPLES = 12

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lived_in(directory: Directory) -> Directory:
    """A directory with a little of everything in it."""
    alike = [listing(name=f"Lantern {choir}", needs=("singing",)) for choir in ("choir", "choirs")]
    for one in alike:
        await directory.ask("POST", "/v1/services", json=body(one))
        await directory.ask("POST", f"/v1/services/{one.id}/capacity", json={"state": "capacity", "spaces": 4})
    await directory.bring([oruk_1(), hsds_3()], "willowbank")
    for path, said in (
        ("/v1/sources", {"id": "willows", "publisher": "willows", "url": "https://feeds.example/", "every": "P1D"}),
        ("/v1/suggestions", {"kind": "new", "words": "There is a choir."}),
        ("/v1/suggestions", {"kind": "knowledge", "source": "link-worker", "service": alike[0].id, "words": "Tea."}),
        (f"/v1/services/{alike[0].id}/claims", {"organisation": "lanterns", "evidence": {"kind": "other"}}),
    ):
        answer = await directory.ask("POST", path, json=said)
        assert answer.status_code == 201, (path, answer.text)
    reader = Reader(directory)

    async def told() -> bool:
        answer = await reader.ask("/services")
        return answer.status_code == 200 and bool(answer.json()["total_items"] == 4)

    await until("all told", told)
    return directory


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def known(lived_in: Directory) -> Known:
    """What the lists of the API name, so that not every id that is asked for is one that nobody has."""
    found = Known()
    async with httpx.AsyncClient(timeout=30, base_url=lived_in.url.removesuffix("/directory")) as client:
        for _ in range(2):  # what a list names has lists of its own
            for method, path in OPERATIONS:
                if method == "get" and (filled := found.filled(path, 0)) is not None:
                    answer = await client.get(filled)
                    if answer.headers.get("Content-Type", "").startswith("application/json"):
                        found.learn(path, answer.json())
    return found


class Known:
    """Values by where they were seen: ids by the list that they are in, all others by their name."""

    def __init__(self) -> None:
        self._seen: dict[str, list[str]] = {}

    def learn(self, path: str, part: Any) -> None:
        match part:
            case dict():
                for name, value in part.items():
                    if isinstance(value, str):
                        place = path.rstrip("/").rpartition("/")[2] if name == "id" else f"{{{name}}}"
                        seen = self._seen.setdefault(place, [])
                        if value not in seen:
                            seen.append(value)
                    self.learn(path, value)
            case list():
                for one in part:
                    self.learn(path, one)

    def parameters(self, path: str, which: int) -> dict[str, str]:
        """Return values for those parameters of a path for which some are known."""
        found = {}
        for before, word in pairwise(path.split("/")):
            if word.startswith("{") and (values := self._seen.get(before) or self._seen.get(word)):
                found[word.strip("{}")] = values[which % len(values)]
        return found

    def filled(self, path: str, which: int) -> str | None:
        """Return a path with its parameters in place, None where some are not known."""
        given = self.parameters(path, which)
        return path.format_map(given) if path.count("{") == len(given) else None


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
async def test_every_answer_is_one_that_the_description_names(
    lived_in: Directory, known: Known, method: str, path: str
) -> None:
    operation = SCHEMA[path][method.upper()]
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
            case.path_parameters.update(known.parameters(path, which))
        if any(name.lower() == "idempotency-key" for name in case.headers or {}):
            case.headers["idempotency-key"] = str(uuid.uuid4())
        answer = case.call(base_url=origin)
        case.validate_response(answer, checks=CHECKS)

    ask()
    assert lived_in.running

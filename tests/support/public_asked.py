"""What a reader of the public API asks, and whether what it gets is as the standards have it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

from support.directory_records import SHARED
from support.directory_service import Directory
from towpath_directory.public.profiles import profile
from towpath_directory.validator import Outcome, judge

PROFILES = ("oruk-3.0", "hsds-3.1")
STANDARDS = {
    "oruk-3.0": SHARED / "standards" / "oruk-3.0-uk-profile",
    "hsds-3.1": SHARED / "standards" / "hsds-3.1.x",
}
LISTED = {
    "services": "service",
    "service_at_locations": "service_at_location",
    "organizations": "organization",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}
"""The lists of the API, and what is in each."""


class Reader:
    """Somebody who reads a directory's public API in one profile."""

    def __init__(self, directory: Directory, profile_name: str = "oruk-3.0") -> None:
        self.profile = profile_name
        self.root = f"{directory.url}/{profile(profile_name).path}"

    async def ask(self, path: str, method: str = "GET", **request: Any) -> httpx.Response:
        """Ask for a path under the root."""
        async with httpx.AsyncClient(timeout=30) as client:
            return await client.request(method, f"{self.root}{path}", **request)

    async def get(self, path: str, **asked: Any) -> dict[str, Any]:
        """Return a document that is there."""
        answer = await self.ask(path, params=asked)
        assert answer.status_code == 200, (path, answer.text)
        return dict(answer.json())

    async def names(self, path: str, **asked: Any) -> list[str]:
        """Return the names in a list."""
        return [one["name"] for one in (await self.get(path, per_page=500, **asked))["contents"]]

    async def refused(self, path: str, **asked: Any) -> tuple[int, str, list[str]]:
        """Return the status, the type of the problem, and the fields at fault."""
        answer = await self.ask(path, params=asked)
        assert answer.headers["Content-Type"] == "application/problem+json", answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        problem = answer.json()
        return answer.status_code, problem["type"], [fault["field"] for fault in problem.get("errors", ())]

    async def pages(self, path: str, **asked: Any) -> AsyncIterator[dict[str, Any]]:
        """Yield a list page by page, along the links."""
        answer = await self.ask(path, params=asked)
        while True:
            assert answer.status_code == 200, answer.text
            yield answer.json()
            following = answer.links.get("next")
            if following is None:
                return
            async with httpx.AsyncClient(timeout=30) as client:
                answer = await client.get(str(answer.url.join(following["url"])))


def faults(document: dict[str, Any], kind: str, profile_name: str) -> list[str]:
    """Return what our own judge finds in a document, beyond notes."""
    verdict = judge(document, kind, profile_name)
    return [] if verdict.outcome is Outcome.PASS else [f"{one.path} {one.code}" for one in verdict.findings]


@cache
def compiled(profile_name: str, kind: str) -> Validator | None:
    """Return the compiled schema of a standard with its formats checked, None where the standards are not here."""
    folder = STANDARDS[profile_name] / "schema"
    name = {"taxonomy_list": "taxonomy", "taxonomy_term_list": "taxonomy_term"}.get(kind, kind)
    file = folder / ("" if name.startswith("taxonomy") else "compiled") / f"{name}.json"
    if not file.exists():
        return None
    return Draft202012Validator(_whole(file), format_checker=FormatChecker())


def _whole(file: Path) -> Any:
    """Return a schema with those of its folder that it refers to: the standards keep the small ones apart."""

    def put_in(part: Any, seen: tuple[str, ...]) -> Any:
        match part:
            case {"$ref": str(name)} if name.endswith(".json"):
                return True if name in seen else put_in(json.loads((file.parent / name).read_text()), (*seen, name))
            case dict():
                return {name: put_in(value, seen) for name, value in part.items()}
            case list():
                return [put_in(value, seen) for value in part]
            case _:
                return part

    return put_in(json.loads(file.read_text()), (file.name,))


def broken(document: dict[str, Any], kind: str, profile_name: str) -> list[str]:
    """Return where a document is not as the standard's own schema has it; of a list, where an entry is not."""
    schema = compiled(profile_name, kind)
    if schema is None:
        return []
    entries = document["contents"] if kind.endswith("_list") else [document]
    return [f"{list(fault.absolute_path)} {fault.validator}" for one in entries for fault in schema.iter_errors(one)]

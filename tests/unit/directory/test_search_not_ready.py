"""Until a process has read all listings it says so, and when to come again."""

from __future__ import annotations

import httpx
import pytest

from towpath_directory.app import build
from towpath_directory.settings import DirectorySettings


@pytest.mark.parametrize("path", ["/directory/v1/services?search=choir", "/directory/oruk/3.0/services"])
async def test_a_search_that_has_not_read_everything_says_when_to_come_again(path: str) -> None:
    app = build(DirectorySettings())  # whose parts were never started
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://directory") as client:
        answer = await client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0

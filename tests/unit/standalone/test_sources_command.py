"""``towpath sources``: what is sent to the directory, and what is said of a run."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import httpx
import pytest
from rich.console import Console

from towpath_standalone.client import Client
from towpath_standalone.commands import sources
from towpath_standalone.commands.sources import rhythm
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

RUN = {
    "number": 4,
    "ending": "imported",
    "records": 12,
    "counts": {"taken": 11, "refused": 1},
    "gone": 1,
    "missing": 1,
    "withdrawn": 0,
    "problem": None,
    "import": "0190c0de-0000-7000-8000-000000000001",
}


class Directory(httpx.AsyncBaseTransport):
    """Has one feed, whose run ends once it was asked for."""

    def __init__(self, **changes: Any) -> None:
        self.ran = RUN | changes
        self.sent: list[Any] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.sent.append(json.loads(await request.aread()))
            return httpx.Response(202, json={"id": "north", "version": 2})
        if request.url.path.endswith("/runs"):
            return httpx.Response(200, json={"contents": [self.ran if self.sent else RUN | {"number": 3}]})
        feed = {"id": "north", "publisher": "willowbank", "state": "waiting", "ending": "imported", "failures": 0}
        return httpx.Response(200, json={"contents": [feed | {"next_run": "2026-03-03T09:30:00Z"}], "next": None})


async def told(directory: Directory, what: str, *arguments: Any) -> str:
    said = StringIO()
    voice = Voice(Console(file=said, width=200))
    async with Client("http://door.example", transport=directory) as client:
        await getattr(sources, what)(client, *arguments, voice)
    return said.getvalue()


@pytest.mark.parametrize(("given", "sent"), [("P1D", "P1D"), ("12", 12.0), ("0.5", 0.5)])
def test_a_rhythm_is_a_duration_or_hours(given: str, sent: str | float) -> None:
    assert rhythm(given) == sent


async def test_the_list_says_how_each_feed_stands_and_when_it_is_fetched_next() -> None:
    said = await told(Directory(), "_list")
    assert "north" in said
    assert "2026-03-03 09:30 UTC" in said


async def test_a_run_is_waited_for_and_told() -> None:
    directory = Directory()
    said = await told(directory, "_run", "north", True)
    assert directory.sent == [{"whole": True}]
    assert "12 records: 11 taken, 1 refused" in said
    assert "1 gone, 1 missing, 0 withdrawn" in said
    assert f"{RUN['import']}/report" in said


async def test_a_run_that_failed_is_named_with_its_problem() -> None:
    with pytest.raises(CannotGoOn, match="feed-unreachable"):
        await told(Directory(ending="failed", problem="feed-unreachable"), "_run", "north", False)

"""Registered feeds of a directory in a test: publish one, have it run, turn the clock, and read what became of it."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

from support.directory_records import hsds_3
from support.directory_service import Directory, until
from support.feeds_served import FeedServer, Reply
from towpath_runtime.clock import turn

DAY = 86_400.0


def record(number: int, *, of: str = "walks", **more: Any) -> dict[str, Any]:
    """A service of a feed, the same for the same number."""
    own = {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{of}/{number}")), "name": f"Group {number} of {of}"}
    return hsds_3(**own | more)


class Feed:
    """One registered feed of a directory, and its server. ``clock`` is the file by which the directory's is turned."""

    def __init__(self, directory: Directory, feeds: FeedServer, clock: Path, name: str = "north") -> None:
        self.directory = directory
        self.feeds = feeds
        self.name = name
        self._clock = clock

    def publish(self, records: list[Any], *, status: int = 200, **headers: str) -> None:
        """Let the server answer with these records."""
        self.feeds[f"/{self.name}"] = Reply(json.dumps(records).encode(), headers, status)

    async def register(self, publisher: str = "willowbank", **more: Any) -> dict[str, Any]:
        """Register it, and wait for its first run."""
        body = {"id": self.name, "publisher": publisher, "url": f"{self.feeds.url}/{self.name}", "every": "P1D"} | more
        answer = await self.directory.ask("POST", "/v1/sources", json=body)
        assert answer.status_code == 201, answer.text
        return await self.ran(1)

    async def again(self) -> dict[str, Any]:
        """Turn the clock until it is due, and wait for the run."""
        count = (await self.runs())[0]["number"]
        offset = float(self._clock.read_text()) if self._clock.exists() else 0.0
        turn(self._clock, offset + 3 * DAY)
        return await self.ran(count + 1)

    async def ran(self, number: int) -> dict[str, Any]:
        """Wait until the run with a number has ended."""
        found: dict[str, Any] = {}

        async def over() -> bool:
            nonlocal found
            runs = await self.runs()
            found = runs[0] if runs else {}
            return found.get("number") == number and found.get("ending") is not None

        await until(f"run {number} of {self.name} ended", over)
        return found

    async def runs(self) -> list[dict[str, Any]]:
        """Its runs, the newest first."""
        answer = await self.directory.ask("GET", f"/v1/sources/{self.name}/runs")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["contents"])

    async def shown(self) -> dict[str, Any]:
        """It, as the directory shows it."""
        return dict((await self.directory.ask("GET", f"/v1/sources/{self.name}")).json())

    async def dropped(self, *, withdrawn: bool = False) -> list[str]:
        """The ids of the listings that it no longer has."""
        query = {"withdrawn": str(withdrawn).lower()}
        answer = await self.directory.ask("GET", f"/v1/sources/{self.name}/dropped", params=query)
        return [row["listing"] for row in answer.json()["contents"]]

    def listed(self, publisher: str = "willowbank") -> set[str]:
        """The ids of a publisher's listings that are in the directory."""
        found = self.directory.database["listing"].find({"listing.publisher": publisher}, {"_id": 1})
        return {row["_id"] for row in found}

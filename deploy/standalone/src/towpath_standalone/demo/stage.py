"""What every walker of a demo shares, and how it waits for the platform."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from towpath_standalone.client import Client, Document, Refused
from towpath_standalone.demo.calendar import Calendar
from towpath_standalone.demo.tally import Tally
from towpath_standalone.demo.watcher import Watcher
from towpath_standalone.region import Region

WITHIN = 180.0
"""Seconds for the platform to do what follows by itself, a restart of any service included."""
LOOK_AGAIN = 1.5
ON_ITS_WAY = {"referral-not-followed", "timer-not-found", "connection-not-found"}
"""Refusals of follow-up that pass: the event that makes it know has not reached it yet."""


class Stuck(Exception):
    """The platform did not come to where it should have; the message says what was waited for."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The region, the platform's client, the clock, the news and the counts. ``run`` makes this run's keys its own."""

    run: str
    region: Region
    client: Client
    calendar: Calendar
    watcher: Watcher
    tally: Tally

    async def when(
        self, path: str, referral: str, holds: Callable[[Document], bool], what: str, missing: bool = False
    ) -> Document:
        """Return the document at ``path`` once something holds of it; ``missing`` allows it not to be there at first.

        Raises Stuck after a while.
        """
        deadline = time.monotonic() + WITHIN
        while time.monotonic() < deadline:
            news = self.watcher.news_of(referral)
            try:
                document = await self.client.get(path)
                if holds(document):
                    return document
            except Refused as refused:
                if not (missing and refused.status == 404):
                    raise
            await self.watcher.newer(referral, news, LOOK_AGAIN)
        raise Stuck(what)

    async def post_soon(self, path: str, referral: str, key: str, body: Document) -> Document:
        """Post what a service may not know of yet, until it does; raises Stuck or Refused."""
        deadline = time.monotonic() + WITHIN
        while True:
            news = self.watcher.news_of(referral)
            try:
                return await self.client.post(path, key, body)
            except Refused as refused:
                if refused.code not in ON_ITS_WAY:
                    raise
                if time.monotonic() > deadline:
                    raise Stuck(f"the news of {refused.code}") from None
            await self.watcher.newer(referral, news, LOOK_AGAIN)

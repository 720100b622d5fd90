"""Receiving a feed: from the request itself, or from the address that it gives."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import ValidationError

from towpath_directory.feeds.split import NotJson, Pages, members
from towpath_directory.imports.areas import covered
from towpath_directory.imports.fetch import Fetcher
from towpath_directory.imports.intake import Intake, Wanted
from towpath_directory.imports.refusals import FeedTooLarge, PublisherMissing
from towpath_directory.imports.spool import Spool
from towpath_directory.imports.views import FeedAddress
from towpath_runtime.errors import Refused

LARGEST_ADDRESS = 8192
MOST_PAGES = 5000


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request says beside its body."""

    id: str
    publisher: str | None
    covers: str | None


class Reception:
    """Keeps what comes: feeds of at most ``most`` bytes, on their way in ``folder``, the system's own by default."""

    def __init__(self, intake: Intake, fetcher: Fetcher, most: int, folder: Path | None) -> None:
        self._intake = intake
        self._fetcher = fetcher
        self._most = most
        self._folder = folder

    async def receive(self, asking: Asking, body: AsyncIterator[bytes]) -> None:
        """Keep the feed of a request. Raises what `imports.refusals` names, and Away; then nothing of it is kept."""
        with Spool(self._most, self._folder) as spool:
            async for chunk in body:
                await spool.write(chunk)
            await spool.flush()
            address = _address(spool)
            wanted = _wanted(asking, address, spool.fingerprint)
            attempt = await self._intake.begin(wanted)
            if attempt is None:
                return
            try:
                if address is None:
                    await self._intake.keep(wanted.id, attempt, spool, Pages())
                else:
                    await self._fetched(wanted.id, attempt, address.url)
            except Refused:
                await self._intake.drop(wanted.id, attempt)
                raise

    async def _fetched(self, import_id: str, attempt: str, url: str) -> None:
        with Spool(self._most, self._folder) as feed:
            await self._fetcher.page(url, 1, feed.write)
            await feed.flush()
            for number in range(2, await asyncio.to_thread(_pages, feed) + 1):
                await feed.write(b"\n")
                await self._fetcher.page(url, number, feed.write)
                await self._intake.touch(import_id, attempt)
            await self._intake.keep(import_id, attempt, feed, Pages())


def _wanted(asking: Asking, address: FeedAddress | None, fingerprint: str) -> Wanted:
    publisher = asking.publisher or (address.publisher if address else None)
    if publisher is None:
        raise PublisherMissing("name the publisher of the feed: ?publisher=code", field="publisher")
    areas = covered(asking.covers or (address.covers if address else None) or "")
    given = f"{fingerprint} {publisher} {','.join(area.code for area in areas)}"
    origin = "request" if address is None else httpx.URL(address.url).host
    return Wanted(asking.id, publisher, given, origin, areas)


def _address(spool: Spool) -> FeedAddress | None:
    """Read the body as the address of a feed, if that is what it is; a service has a ``url`` too, and much else."""
    if spool.size > LARGEST_ADDRESS:
        return None
    try:
        found = json.loads(b"".join(spool.chunks()))
        return FeedAddress.model_validate(found) if isinstance(found, dict) and "url" in found else None
    except (ValueError, RecursionError, ValidationError):
        return None


def _pages(feed: Spool) -> int:
    pages = Pages()
    try:
        deque(members(feed.chunks(), pages), maxlen=0)
    except NotJson:
        return 1
    if pages.of > MOST_PAGES:
        raise FeedTooLarge(f"the feed has more than {MOST_PAGES} pages", field="url")
    return pages.of

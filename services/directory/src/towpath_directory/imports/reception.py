"""Receiving a feed: from the request itself, or from the address that it gives."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import ValidationError

from towpath_directory.feeds.split import Pages
from towpath_directory.imports.areas import covered
from towpath_directory.imports.fetch import Fetcher
from towpath_directory.imports.intake import Beside, Intake, Wanted
from towpath_directory.imports.memory import Forgetful
from towpath_directory.imports.refusals import PublisherMissing
from towpath_directory.imports.spool import Spool
from towpath_directory.imports.views import FeedAddress
from towpath_directory.imports.walk import Walk
from towpath_runtime.errors import Refused

LARGEST_ADDRESS = 8192


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request says beside its body."""

    id: str
    publisher: str | None
    covers: str | None
    keep_publishers: bool = False
    dry_run: bool = False


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
        async def touch() -> None:
            await self._intake.touch(import_id, attempt)

        with Spool(self._most, self._folder) as feed:
            walked = await Walk(self._fetcher, Forgetful(), touch).through(url, feed)
            await self._intake.keep(import_id, attempt, feed, Pages(), Beside(doubts=tuple(sorted(walked.doubts))))


def _wanted(asking: Asking, address: FeedAddress | None, fingerprint: str) -> Wanted:
    publisher = asking.publisher or (address.publisher if address else None)
    if publisher is None:
        raise PublisherMissing("name the publisher of the feed: ?publisher=code", field="publisher")
    areas = covered(asking.covers or (address.covers if address else None) or "")
    ways = [name for name in ("keep_publishers", "dry_run") if getattr(asking, name)]
    given = " ".join((fingerprint, publisher, ",".join(area.code for area in areas), *ways))
    origin = "request" if address is None else httpx.URL(address.url).host
    return Wanted(
        asking.id,
        publisher,
        given,
        origin,
        areas,
        keep_publishers=asking.keep_publishers,
        dry_run=asking.dry_run,
    )


def _address(spool: Spool) -> FeedAddress | None:
    """Read the body as the address of a feed, if that is what it is; a service has a ``url`` too, and much else."""
    if spool.size > LARGEST_ADDRESS:
        return None
    try:
        found = json.loads(b"".join(spool.chunks()))
        return FeedAddress.model_validate(found) if isinstance(found, dict) and "url" in found else None
    except (ValueError, RecursionError, ValidationError):
        return None

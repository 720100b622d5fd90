"""Feeds on their way into a platform's directory, and what became of every record."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from towpath_runtime.ids import new_id
from towpath_standalone.client import Client, Document, Refused
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.region import feed_of, make_region

PATH = "/directory/v1/imports"
REGION = "region"
LOOK_EVERY = 0.2
PAGE = 1000
FETCH_WITHIN = 140.0
"""Seconds to wait for the directory to fetch a feed from its address, whose own limit is two minutes a page."""


def read_feed(feed: str, seed: int) -> bytes:
    """Return the body of an import: a file's content, an address, or the generated region; raises CannotGoOn."""
    if feed == REGION and not Path(feed).exists():
        return json.dumps(feed_of(make_region(seed))).encode()
    if "://" in feed:
        if not feed.startswith(("http://", "https://")):
            raise CannotGoOn("the address of a feed begins with http:// or https://")
        return json.dumps({"url": feed}).encode()
    try:
        return Path(feed).read_bytes()
    except OSError as error:
        raise CannotGoOn(f"{feed}: {(error.strerror or 'it cannot be read').lower()}") from None


async def begin(client: Client, body: bytes, **whose: str) -> str:
    """Hand a feed in and return the id of its import; raises CannotGoOn with what to mend.

    ``whose`` says of which publisher it is, and may say which postcode sectors it ``covers``.
    """
    try:
        accepted = await client.post_bytes(PATH, f"import-{new_id()}", body, **whose)
    except Refused as refused:
        raise CannotGoOn(f"{WHY.get(refused.code, refused.code)}: {refused.detail or refused.code}") from None
    return str(accepted["id"])


WHY = {
    "feed-not-json": "the feed is not JSON",
    "feed-shape-unknown": "the feed holds no services",
    "feed-unreachable": "the feed cannot be fetched",
    "feed-address-not-allowed": "the feed cannot be fetched",
    "feed-too-slow": "the feed cannot be fetched",
    "feed-too-large": "the feed is too large",
}


async def finished(client: Client, import_id: str, seen: Callable[[Document], None]) -> Document:
    """Return the report once every record has an outcome; ``seen`` gets how far it is."""
    while True:
        report = await client.get(f"{PATH}/{import_id}")
        seen(report)
        if report["state"] == "done":
            return report
        if report["state"] == "abandoned":
            raise CannotGoOn("the directory was cut off while it received the feed: import it again")
        await asyncio.sleep(LOOK_EVERY)


async def lines(client: Client, import_id: str) -> AsyncIterator[Document]:
    """Yield what became of each record, in the order of the feed."""
    cursor = 0
    while True:
        page = await client.get(f"{PATH}/{import_id}/records", cursor=cursor, limit=PAGE)
        for line in page["lines"]:
            yield line
        if page.get("next") is None:
            return
        cursor = int(page["next"])

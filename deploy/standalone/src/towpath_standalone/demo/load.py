"""Loading a region: its services through the importer, its partners, and what they say about their capacity."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Iterable

from towpath_standalone import feeds
from towpath_standalone.client import Client, Refused
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.region import Partner, Region, feed_of
from towpath_standalone.voice import Voice

AT_ONCE = 8
MATCHING_KNOWS_WITHIN = 60.0
EVERY = 5
"""Every fifth service reports its capacity; one in fifty is full."""
REPORTS = ({"state": "capacity", "spaces": 8, "wait_days": 0}, {"state": "waitlist", "wait_days": 21})
FULL = {"state": "no-capacity", "spaces": 0}


async def load_region(client: Client, region: Region, run: str, voice: Voice) -> None:
    """Load it and return when matching knows every listing; raises CannotGoOn."""
    began = time.monotonic()
    import_id = await feeds.begin(client, json.dumps(feed_of(region)).encode(), publisher=feeds.REGION)
    report = await feeds.finished(client, import_id, lambda _: None)
    counts = {name: count for name, count in report["counts"].items() if count}
    if "refused" in counts:
        raise CannotGoOn(
            f"{counts['refused']} services of the region were refused: see `towpath import region --lines`"
        )
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    voice.done("directory", f"{report['records']} services of {len(region.partners)} organisations: {said}")
    on_kafka = [partner for partner in region.partners if partner.place is not None]
    await _all(_registered(client, partner) for partner in on_kafka)
    voice.done("partners", f"{len(on_kafka)} on Kafka, {len(region.partners) - len(on_kafka)} asked by a link worker")
    reports = [_reported(client, region, run, nth) for nth in range(0, len(region.services), EVERY)]
    await _all(reports)
    voice.done("capacity", f"reported by {len(reports)} services")
    await _matching_knows(client)
    voice.done("matching", f"knows every listing  ({time.monotonic() - began:.1f} s)")


async def _registered(client: Client, partner: Partner) -> None:
    await client.put(f"/referral/v1/partners/{partner.id}", {"key": None})


async def _reported(client: Client, region: Region, run: str, nth: int) -> None:
    service = region.services[nth]["id"]
    body = FULL if nth % (EVERY * 10) == 0 else REPORTS[nth // EVERY % len(REPORTS)]
    try:
        await client.post(f"/directory/v1/services/{service}/capacity", f"{run}/capacity/{nth}", body)
    except Refused as refused:
        raise CannotGoOn(f"the directory refused a report of capacity: {refused.detail or refused.code}") from None


async def _matching_knows(client: Client) -> None:
    deadline = time.monotonic() + MATCHING_KNOWS_WITHIN
    while time.monotonic() < deadline:
        listed = (await client.get("/directory/v1/counts"))["published"]
        if (await client.get("/matching/v1/index"))["listings"] == listed:
            return
        await asyncio.sleep(0.1)
    raise CannotGoOn("matching does not come to know the directory: see `towpath status`")


async def _all(acts: Iterable[Awaitable[None]]) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(act: Awaitable[None]) -> None:
        async with places:
            await act

    await asyncio.gather(*(one(act) for act in acts))

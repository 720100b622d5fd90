"""From received to options, through all four services, at fifty referrals a second.

The requests go to the referral service itself: the front door is for one machine, and has a cost of its own.
"""

import asyncio
import json
import tempfile
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from towpath_contracts.event import Stream
from towpath_contracts.topics import Topics
from towpath_contracts.wire import decode
from towpath_standalone import feeds
from towpath_standalone.client import Client
from towpath_standalone.platform.child_platform import child_platform
from towpath_standalone.region import Person, Region, feed_of, make_region
from towpath_standalone.voice import Voice

RATE = 50
SECONDS = 40
THREADS = 64
"""Referrals under way at once, far more than come in the time that one takes."""
WARM_UP = 100
"""Referrals at the start that do not count: the services have just been started."""


def run(bootstrap: list[str], mongo: str) -> dict[str, Any]:
    """Measure."""
    return asyncio.run(measure(bootstrap, mongo))


async def measure(bootstrap: list[str], mongo: str) -> dict[str, Any]:
    """Return the delays in seconds, by the times of the events, and how many referrals were sent and answered.

    Referrals come on the beat, whether or not earlier ones are done. A link worker accepts and assesses each as soon as
    the answer to the request before is there.
    """
    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    servers = ["--kafka", ",".join(bootstrap), "--mongo", mongo]
    names = ["--topic-prefix", f"{prefix}.", "--database-prefix", f"{prefix.replace('-', '_')}_"]
    region = make_region(seed=1, people=200)
    with tempfile.TemporaryDirectory(prefix="towpath-bench-") as folder:
        async with child_platform(Path(folder), [*servers, *names], Voice()) as where, Client(where.door) as client:
            await _directory(client, region)
            await asyncio.to_thread(Referrers(where.services["referral"], region).send)
            await _answered(client)
    times = await _times(bootstrap, Topics(f"{prefix}."))
    received = [(at["options_received"] - at["received"]).total_seconds() for at in times if "options_received" in at]
    assessed = [
        (at["options_received"] - at["needs_assessed"]).total_seconds() for at in times if "options_received" in at
    ]
    return {
        "referrals_per_second": RATE,
        "seconds": SECONDS,
        "received": len(times) + WARM_UP,
        "without_options": len(times) - len(received),
        "received_to_options": _quantiles(received),
        "assessed_to_options": _quantiles(assessed),
    }


async def _directory(client: Client, region: Region) -> None:
    body = json.dumps(feed_of(region)).encode()
    await feeds.finished(client, await feeds.begin(client, body, publisher=feeds.REGION), lambda _: None)
    while (await client.get("/matching/v1/index"))["listings"] < len(region.services):
        await asyncio.sleep(0.2)


class Referrers:
    """The load: the standard library's blocking client, for one that costs more would measure itself on two cores."""

    def __init__(self, port: int, region: Region) -> None:
        self._port = port
        self._people = region.people
        self._mine = threading.local()

    def send(self) -> None:
        """Refer on the beat for the time agreed, and return when all are assessed; raises what went wrong in any."""
        began = time.monotonic()
        with ThreadPoolExecutor(THREADS) as threads:
            sent = []
            for number in range(RATE * SECONDS):
                time.sleep(max(0.0, began + number / RATE - time.monotonic()))
                sent.append(threads.submit(self._refer, self._people[number % len(self._people)], number))
            for one in sent:
                one.result()

    def _refer(self, person: Person, number: int) -> None:
        referral = {
            "person": {
                "given_name": person.given_name,
                "family_name": person.family_name,
                "date_of_birth": person.date_of_birth.isoformat(),
                "postcode": person.postcode,
            },
            "referrer": {"organisation": "bench", "kind": "gp", "channel": "api"},
            "urgency": "routine",
            "team": "bench",
        }
        case = str(self._post("", f"{number}-received", referral)["id"])
        worker = {"link_worker": str(uuid.uuid4()), "team": "bench"}
        self._post(f"/{case}/acceptance", f"{number}-accepted", worker)
        needs = {"needs": [{"code": code, "priority": 1} for code in person.needs]}
        self._post(f"/{case}/assessments", f"{number}-assessed", needs)

    def _post(self, path: str, key: str, body: Mapping[str, Any]) -> dict[str, Any]:
        connection = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        connection.request("POST", f"/referral/v1/referrals{path}", json.dumps(body), headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise RuntimeError(f"{answer.status} to {path or 'a referral'}")
        return dict(json.loads(content))


async def _answered(client: Client) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (await client.get("/referral/v1/counts"))["options"]["awaited"]:
        await asyncio.sleep(0.5)


async def _times(bootstrap: list[str], topics: Topics) -> list[dict[str, datetime]]:
    """Return, for each referral in the order of arrival and without the first, when each event first happened."""
    topic = topics.of(Stream.REFERRAL)
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    await consumer.start()
    partitions = [TopicPartition(topic, number) for number in range(topics.topic(Stream.REFERRAL).partitions)]
    consumer.assign(partitions)
    ends = await consumer.end_offsets(partitions)
    times: dict[str, dict[str, datetime]] = {}
    while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
        for polled in (await consumer.getmany(timeout_ms=500)).values():
            for record in polled:
                envelope = decode(record.topic, record.key, record.value, record.headers, topics)
                assert envelope.event is not None
                times.setdefault(envelope.subject, {}).setdefault(envelope.event.name, envelope.time)
    await consumer.stop()
    return sorted(times.values(), key=lambda at: at["received"])[WARM_UP:]


def _quantiles(delays: Sequence[float]) -> dict[str, float]:
    ordered = sorted(delays)
    return {name: round(ordered[int(len(ordered) * part)], 4) for name, part in (("p50", 0.5), ("p95", 0.95))}

"""A matcher by a stranger: aiokafka, the standard library and the JSON Schemas of the contracts, nothing else.

``python matcher.py --kafka HOST:PORT --prefix towpath.`` prints ``ready`` once it has read the directory and serves.
With ``--shadow NAME`` it runs beside another one, in a group of its own, and answers on the topic of that shadow.
"""

import argparse
import asyncio
import json
import math
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.structs import OffsetAndMetadata, TopicPartition

SCHEMAS = Path(__file__).parents[3] / "contracts" / "schemas"
SOURCE = "/org/stranger/matching"
POLICY = "stranger-nearest-first"
DEFAULT_KM = 15.0
BEST = 5

Document = dict[str, Any]


def required_by(event: str) -> list[str]:
    """The fields that a schema demands, by the newest revision of it."""
    newest = max((SCHEMAS / "referral" / event).glob("v1.*.json"), key=lambda file: int(file.stem.split(".")[1]))
    found: list[str] = json.loads(newest.read_text(encoding="utf-8"))["required"]
    return found


REQUESTS = {f"org.towpath.referral.{name}.v1": required_by(name) for name in ("needs_assessed", "rematch_requested")}


def read(record: Any) -> tuple[dict[str, str], Any]:
    """Return the attributes of a CloudEvent and its JSON, in either mode. Raises ValueError, KeyError, TypeError."""
    headers = {name: value for name, value in record.headers if value is not None}
    if headers.get("content-type", b"").startswith(b"application/cloudevents+json"):
        whole = json.loads(record.value)
        return {name: str(value) for name, value in whole.items() if name != "data"}, whole["data"]
    attributes = {name[3:]: value.decode() for name, value in headers.items() if name.startswith("ce_")}
    return attributes, json.loads(record.value)


def kilometres(one: Document, other: Document) -> float:
    """The distance of two points on the sphere."""
    lat, lon = math.radians(one["lat"]), math.radians(one["lon"])
    north, east = math.radians(other["latitude"]), math.radians(other["longitude"])
    half = math.sin((north - lat) / 2) ** 2 + math.cos(lat) * math.cos(north) * math.sin((east - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


class Matcher:
    """Keeps the listings in memory and answers the requests, each with an id that follows from its own."""

    def __init__(self, kafka: str, prefix: str, shadow: str | None = None) -> None:
        self.kafka, self.prefix, self.group = kafka, prefix, f"{prefix}stranger.matching"
        self.answers = f"{prefix}matching"
        if shadow is not None:
            self.answers = self.group = f"{prefix}shadow.{shadow}.matching"
        self.listings: dict[str, Document] = {}
        self.reports: dict[str, Document] = {}
        self.ready = asyncio.Event()
        self.producer: AIOKafkaProducer | None = None

    async def run(self) -> None:
        """Read the directory, then answer, until cancelled."""
        tables = AIOKafkaConsumer(
            f"{self.prefix}directory",
            f"{self.prefix}capacity",
            bootstrap_servers=self.kafka,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=50,
        )
        requests = AIOKafkaConsumer(
            f"{self.prefix}referral",
            bootstrap_servers=self.kafka,
            group_id=self.group,
            group_instance_id=f"{self.group}-1",
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            fetch_max_wait_ms=50,
        )
        self.producer = AIOKafkaProducer(bootstrap_servers=self.kafka, acks="all", enable_idempotence=True)
        keeping = None
        try:
            await self.producer.start()
            await tables.start()
            await self.catch_up(tables)
            keeping = asyncio.create_task(self.go_on_keeping(tables))
            await requests.start()
            await self.serve(requests)
        finally:
            if keeping is not None:
                keeping.cancel()
                await asyncio.gather(keeping, return_exceptions=True)
            for client in (requests, tables, self.producer):
                await client.stop()

    async def catch_up(self, tables: AIOKafkaConsumer) -> None:
        """Keep what stands on the topics now: nothing is answered before."""
        ends = await tables.end_offsets(tables.assignment())
        while any([await tables.position(place) < end for place, end in ends.items()]):
            self.keep(await tables.getmany(timeout_ms=100))

    async def go_on_keeping(self, tables: AIOKafkaConsumer) -> None:
        """Keep the listings as they change."""
        while True:
            self.keep(await tables.getmany(timeout_ms=200))

    def keep(self, polled: dict[TopicPartition, list[Any]]) -> None:
        """Keep the newest of every service; what cannot be read changes nothing."""
        for records in polled.values():
            for record in records:
                try:
                    self.keep_one(record)
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    print(f"set aside {record.topic} {record.offset}: {type(error).__name__}", file=sys.stderr)

    def keep_one(self, record: Any) -> None:
        """Keep one listing or report, or drop what its key names."""
        table = self.listings if record.topic.endswith("directory") else self.reports
        if record.value is None:
            table.pop(record.key.decode(), None)
            return
        attributes, said = read(record)
        match attributes["type"]:
            case "org.towpath.directory.service_published.v1":
                self.listings[said["listing"]["id"]] = said["listing"]
            case "org.towpath.capacity.capacity_reported.v1":
                self.reports[said["service"]] = said

    async def serve(self, requests: AIOKafkaConsumer) -> None:
        """Answer what is asked. An offset is committed when the answers before it stand on the topic."""
        self.ready.set()
        while True:
            for place, records in (await requests.getmany(timeout_ms=200)).items():
                await self.answer(records)
                await requests.commit({place: OffsetAndMetadata(records[-1].offset + 1, "")})

    async def answer(self, records: list[Any]) -> None:
        """Send the answers to some records of one partition, in their order, and wait for every acknowledgement."""
        assert self.producer is not None
        sent = []
        for record in records:
            try:
                answer = self.answer_to(record)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                print(f"set aside {record.topic} {record.offset}: {type(error).__name__}", file=sys.stderr)
                continue
            if answer is not None:
                key, value, headers = answer
                sent.append(await self.producer.send(self.answers, value, key, headers=headers))
        await asyncio.gather(*sent)

    def answer_to(self, record: Any) -> tuple[bytes, bytes, list[tuple[str, bytes]]] | None:
        """Return key, value and headers of the answer to a record; None where it asks for nothing."""
        types = [value for name, value in record.headers if name == "ce_type"]
        if types and types[0].decode() not in REQUESTS:
            return None
        attributes, asked = read(record)
        required = REQUESTS.get(attributes["type"])
        if required is None:
            return None
        if missing := [name for name in required if name not in asked]:
            raise ValueError(f"without {len(missing)} fields")
        if record.key.decode() != str(UUID(attributes["subject"])):
            raise ValueError("the key is not the subject")
        kind, said = self.match(asked)
        return record.key, json.dumps(said).encode(), self.headers(attributes, kind)

    def headers(self, cause: dict[str, str], kind: str) -> list[tuple[str, bytes]]:
        """The envelope of an answer: it follows from its cause, so that it is the same however often it is made."""
        type_ = f"org.towpath.matching.{kind}.v1"
        attributes = {
            "specversion": "1.0",
            "id": str(uuid5(UUID(cause["id"]), f"{type_}/0")),
            "type": type_,
            "source": SOURCE,
            "subject": cause["subject"],
            "partitionkey": cause["subject"],
            "time": datetime.now(UTC).isoformat(),
            "dataschema": f"urn:towpath:matching:{kind}:v1",
            "causationid": cause["id"],
        }
        attributes |= {name: cause[name] for name in ("correlationid", "traceparent") if name in cause}
        return [("content-type", b"application/json")] + [
            (f"ce_{name}", value.encode()) for name, value in attributes.items()
        ]

    def match(self, asked: Document) -> tuple[str, Document]:
        """Return the kind of the answer and its JSON: what fits, the nearest first."""
        needs = [need["code"] for need in sorted(asked["needs"], key=lambda need: need["priority"])]
        excluded: dict[str, int] = {}
        fitting = []
        for service, listing in sorted(self.listings.items()):
            obstacle, km = self.in_the_way(service, listing, asked, needs)
            if obstacle is None:
                fitting.append((km, service, listing))
            else:
                excluded[obstacle] = excluded.get(obstacle, 0) + 1
        said: Document = {
            "assessment": asked["assessment"],
            "considered": len(self.listings),
            "excluded": excluded,
            "policy": POLICY,
        }
        if not fitting:
            return "no_match_found", said | {"needs_unmet": needs, "area": self.area(asked)}
        options = [
            self.option(rank, *found, needs)
            for rank, found in enumerate(sorted(fitting, key=lambda f: f[:2])[:BEST], 1)
        ]
        met = {need for option in options for need in option["needs"]}
        return "options_proposed", said | {"options": options, "needs_unmet": [n for n in needs if n not in met]}

    def area(self, asked: Document) -> Document:
        """The area of a request, without what nobody agreed on."""
        return {name: asked["area"][name] for name in ("code", "lat", "lon") if name in asked["area"]}

    def option(self, rank: int, km: float, service: str, listing: Document, needs: list[str]) -> Document:
        """One option, with a score that falls with the distance and the words for it."""
        met = [need for need in needs if need in listing.get("needs", ())]
        near = round(1 / (1 + km), 4)
        reasons = [
            {"factor": "need", "effect": 1.0, "words": f"offers {len(met)} of {len(needs)} things that were asked for"},
            {"factor": "distance", "effect": near, "words": f"{km:.1f} km away"},
        ]
        organisation = listing["organization"]["id"]
        found = {"service": service, "organisation": organisation, "rank": rank, "score": near, "needs": met}
        return found | {"reasons": reasons, "km": round(km, 2)}

    def in_the_way(
        self, service: str, listing: Document, asked: Document, needs: list[str]
    ) -> tuple[str | None, float]:
        """Return what stands in the way of a service, None where nothing does, and how far it is."""
        wish, age = asked.get("preferences", {}), asked["circumstances"]["age"]
        km = self.distance(listing, asked["area"])
        wanted, offered = set(wish.get("modes", ())), set(listing.get("modes", ()))
        report = self.reports.get(service, {}).get("state")
        checks = {
            "not-active": listing.get("status", "active") == "active",
            "need": bool(set(needs) & set(listing.get("needs", ()))),
            "area": km <= min(wish.get("max_km", DEFAULT_KM), listing.get("reach_km", DEFAULT_KM)),
            "age": listing.get("minimum_age", 0) <= age <= listing.get("maximum_age", 130),
            "mode": not wanted or not offered or bool(wanted & offered),
            "cost": not wish.get("free_only") or listing.get("free") is True,
            "no-capacity": report not in ("no-capacity", "closed"),
            "excluded": service not in asked.get("excluded_services", ()),
        }
        return next((obstacle for obstacle, passed in checks.items() if not passed), None), km

    def distance(self, listing: Document, area: Document) -> float:
        """Kilometres to the nearest place of a listing, infinite where nobody knows."""
        places = [place for place in listing.get("locations", ()) if place.get("latitude") is not None]
        known = area.get("lat") is not None
        return min((kilometres(area, place) for place in places), default=math.inf) if known else math.inf


async def serve(kafka: str, prefix: str, shadow: str | None) -> None:
    """Run, and say when it is ready."""
    matcher = Matcher(kafka, prefix, shadow=shadow)
    running = asyncio.create_task(matcher.run())
    ready = asyncio.create_task(matcher.ready.wait())
    await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
    if ready.done():
        print("ready", flush=True)
    await running


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kafka", required=True)
    options.add_argument("--prefix", default="towpath.")
    options.add_argument("--shadow")
    given = options.parse_args()
    asyncio.run(serve(given.kafka, given.prefix, given.shadow))

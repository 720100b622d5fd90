"""A directory by a stranger: aiokafka, the standard library and the JSON Schemas of the contracts, nothing else.

``python directory.py --kafka HOST:PORT --prefix towpath. --folder DIR`` prints ``ready``, then reads commands as JSON,
one a line, and answers each with a line. ``{"ask": "publish", "listing": {…}}`` publishes a listing; ``change``,
``withdraw`` and ``report`` name the ``service``. What it knows stands in files of the folder, one for each service.
"""

import argparse
import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4, uuid5

from aiokafka import AIOKafkaProducer

SCHEMAS = Path(__file__).parents[3] / "contracts" / "schemas"
SOURCE = "/org/stranger/directory"
STREAMS = {"service_published": "directory", "service_withdrawn": "directory", "capacity_reported": "capacity"}

Document = dict[str, Any]


class Refused(Exception):
    """A command cannot be followed; the text says why, without what it held."""


def schema_of(stream: str, event: str) -> Document:
    """The schema of an event, its newest revision."""
    newest = max((SCHEMAS / stream / event).glob("v1.*.json"), key=lambda file: int(file.stem.split(".")[1]))
    found: Document = json.loads(newest.read_text(encoding="utf-8"))
    return found


LISTING = schema_of("directory", "service_published")


def only_what_is_agreed(value: Any, schema: Document) -> Any:
    """Return a value without the fields that its schema does not have, at any depth."""
    schema = LISTING["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for choice in schema.get("anyOf", ()):
        if choice.get("type") != "null":
            return only_what_is_agreed(value, choice)
    if isinstance(value, dict):
        known = schema.get("properties", {})
        if missing := [name for name in schema.get("required", ()) if name not in value]:
            raise Refused(f"without {', '.join(missing)}")
        return {name: only_what_is_agreed(part, known[name]) for name, part in value.items() if name in known}
    if isinstance(value, list):
        return [only_what_is_agreed(part, schema.get("items", {})) for part in value]
    return value


class Directory:
    """Keeps each service in a file: its versions, its listing, and what is still to be sent."""

    def __init__(self, kafka: str, prefix: str, folder: Path) -> None:
        self.kafka, self.prefix, self.folder = kafka, prefix, folder
        self.producer: AIOKafkaProducer | None = None
        self.ready = asyncio.Event()

    async def start(self) -> None:
        """Connect, and send what a crash kept from being sent: it has the same ids as before."""
        self.producer = AIOKafkaProducer(bootstrap_servers=self.kafka, acks="all", enable_idempotence=True)
        await self.producer.start()
        for file in sorted(self.folder.glob("*.json")):
            await self.send_what_waits(json.loads(file.read_text(encoding="utf-8")))
        self.ready.set()

    async def stop(self) -> None:
        """Leave."""
        if self.producer is not None:
            await self.producer.stop()

    async def follow(self, command: Document) -> Document:
        """Do what a command says and return the answer. Raises Refused."""
        match command:
            case {"ask": "publish", "listing": dict(listing)}:
                return await self.publish(listing)
            case {"ask": "change", "listing": dict(listing), "service": str(service)}:
                return await self.publish(listing | {"id": service})
            case {"ask": "withdraw", "service": str(service)}:
                return await self.withdraw(service)
            case {"ask": "report", "service": str(service), "state": str(state)}:
                return await self.report(service, state, command.get("spaces"))
        raise Refused("no such command")

    async def publish(self, told: Document) -> Document:
        """Publish a listing unless it stands as it is."""
        listing = only_what_is_agreed(told, LISTING["$defs"]["Listing"])
        service = str(UUID(listing["id"]))
        known = self.known(service)
        if known["listing"] != listing:
            known["listing"] = listing
            await self.tell(known, "service_published", {"listing": listing})
        return {"service": service}

    async def withdraw(self, service: str) -> Document:
        """Take a listing off the topic."""
        known = self.known(service)
        if known["listing"] is not None:
            known["listing"] = None
            await self.tell(known, "service_withdrawn", None)
        return {"service": service}

    async def report(self, service: str, state: str, spaces: int | None) -> Document:
        """Say how much room there is."""
        known = self.known(service)
        if known["listing"] is None:
            raise Refused("no such service")
        said = {"service": service, "state": state, "as_of": now()}
        await self.tell(known, "capacity_reported", said if spaces is None else said | {"spaces": spaces})
        return {"service": service}

    def known(self, service: str) -> Document:
        """What is known of a service."""
        file = self.folder / f"{service}.json"
        if not file.exists():
            return {"service": service, "listing": None, "versions": {}, "waiting": []}
        found: Document = json.loads(file.read_text(encoding="utf-8"))
        return found

    async def tell(self, known: Document, event: str, said: Document | None) -> None:
        """Note the next event of a service in its file, then send it: a crash in between loses nothing."""
        stream = STREAMS[event]
        known["versions"][stream] = version = known["versions"].get(stream, 0) + 1
        type_ = f"org.towpath.{stream}.{event}.v1"
        attributes = {
            "specversion": "1.0",
            "id": str(uuid5(UUID(known["service"]), f"{type_}/{version}")),
            "type": type_,
            "source": SOURCE,
            "subject": known["service"],
            "partitionkey": known["service"],
            "time": now(),
            "dataschema": f"urn:towpath:{stream}:{event}:v1",
            "sequence": f"{version:010}",
            "causationid": str(uuid4()),
        }
        known["waiting"].append({"stream": stream, "attributes": attributes, "said": said})
        self.note(known)
        await self.send_what_waits(known)

    async def send_what_waits(self, known: Document) -> None:
        """Send what stands in the file of a service, in its order, and take it off when it is acknowledged."""
        assert self.producer is not None
        if not known["waiting"]:
            return
        key, sent = known["service"].encode(), []
        for one in known["waiting"]:
            headers = [(f"ce_{name}", value.encode()) for name, value in one["attributes"].items()]
            value = None if one["said"] is None else json.dumps(one["said"]).encode()
            if value is not None:
                headers.append(("content-type", b"application/json"))
            sent.append(await self.producer.send(f"{self.prefix}{one['stream']}", value, key, headers=headers))
        await asyncio.gather(*sent)
        known["waiting"] = []
        self.note(known)

    def note(self, known: Document) -> None:
        """Write the file of a service, whole or not at all."""
        file = self.folder / f"{known['service']}.json"
        fresh = file.with_suffix(".new")
        fresh.write_text(json.dumps(known), encoding="utf-8")
        fresh.replace(file)


def now() -> str:
    """The present moment."""
    return datetime.now(UTC).isoformat()


async def serve(kafka: str, prefix: str, folder: Path) -> None:
    """Follow commands, one after another, until there are no more."""
    directory = Directory(kafka, prefix, folder)
    await directory.start()
    print("ready", flush=True)
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                answer = await directory.follow(json.loads(line))
            except (Refused, ValueError, KeyError, TypeError) as error:
                answer = {"refused": str(error) if isinstance(error, Refused) else type(error).__name__}
            print(json.dumps(answer), flush=True)
    finally:
        await directory.stop()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kafka", required=True)
    options.add_argument("--prefix", default="towpath.")
    options.add_argument("--folder", type=Path, required=True)
    given = options.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(given.kafka, given.prefix, given.folder))

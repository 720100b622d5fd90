"""The stranger's directory with one defect each: what the kit has to catch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer

from conformance.foreign.directory import Directory, Document


class Running(Directory):
    """A directory as a task: it works until it is cancelled."""

    async def run(self) -> None:
        """Start, and wait."""
        try:
            await self.start()
            await asyncio.Event().wait()
        finally:
            await self.stop()

    async def follow(self, command: Document) -> Document:
        """Do what a command says, while it runs. Raises ConnectionError where it does not."""
        if not self.ready.is_set() or self.producer is None:
            raise ConnectionError
        return await super().follow(command)

    async def stop(self) -> None:
        """Leave, and take no more commands."""
        self.ready.clear()
        await super().stop()


class Sending(Running):
    """Sends something else than it noted."""

    change: Callable[[Document], object]

    async def send_what_waits(self, known: Document) -> None:
        for one in known["waiting"]:
            type(self).change(one)
        await super().send_what_waits(known)


class Keyless(Running):
    """Sends a record under a key of its own."""

    async def send_what_waits(self, known: Document) -> None:
        await super().send_what_waits(known | {"service": str(uuid4())})
        known["waiting"] = []
        self.note(known)


class Partial(Running):
    """Sends what has changed alone."""

    sent: dict[str, Document]

    async def tell(self, known: Document, event: str, said: Document | None) -> None:
        self.sent = getattr(self, "sent", {})
        if said is not None and "listing" in said:
            before = self.sent.get(known["service"], {})
            always = {"id", "name", "organization", "publisher"}
            listing = said["listing"]
            self.sent[known["service"]] = listing
            said = {
                "listing": {name: part for name, part in listing.items() if name in always or part != before.get(name)}
            }
        await super().tell(known, event, said)


class Merging(Running):
    """Keeps what an earlier version of a listing said."""

    async def publish(self, told: Document) -> Document:
        before = self.known(told["id"])["listing"] or {}
        return await super().publish(before | told)


class Lingering(Running):
    """Says of a listing that is withdrawn that it is defunct."""

    async def withdraw(self, service: str) -> Document:
        known = self.known(service)
        if known["listing"] is not None:
            await self.publish(known["listing"] | {"status": "defunct"})
        return {"service": service}


def _with_an_id_of_its_own(known: Document) -> None:
    for one in known["waiting"]:
        one["attributes"]["id"] = str(uuid4())


class Restarting(Running):
    """Forgets a service when it is withdrawn, its versions with it."""

    async def send_what_waits(self, known: Document) -> None:
        _with_an_id_of_its_own(known)
        await super().send_what_waits(known)

    async def withdraw(self, service: str) -> Document:
        answer = await super().withdraw(service)
        (self.folder / f"{service}.json").unlink()
        return answer


class Repeating(Running):
    """Sends a listing whether it has changed or not."""

    async def publish(self, told: Document) -> Document:
        service = str(told["id"])
        self.note(self.known(service) | {"listing": None})
        return await super().publish(told)


class WithdrawingTwice(Running):
    """Sends a tombstone as often as it is asked for one."""

    async def withdraw(self, service: str) -> Document:
        known = self.known(service)
        await self.tell(known | {"listing": None}, "service_withdrawn", None)
        return {"service": service}


class Dull(Running):
    """Hears nothing of room."""

    async def report(self, service: str, state: str, spaces: int | None) -> Document:
        return {"service": service}


class Slow(Running):
    """Answers at once and sends later, one after another, and notes nothing of it before."""

    pause = 0.2

    def __init__(self, kafka: str, prefix: str, folder: Path) -> None:
        super().__init__(kafka, prefix, folder)
        self.turn = asyncio.Lock()
        self.later: set[asyncio.Task[None]] = set()

    async def publish(self, told: Document) -> Document:
        self.later.add(asyncio.get_running_loop().create_task(self.after_a_while(told)))
        return {"service": told["id"]}

    async def after_a_while(self, told: Document) -> None:
        """Publish, unless it was stopped meanwhile."""
        async with self.turn:
            await asyncio.sleep(self.pause)
            if self.ready.is_set():
                await super().publish(told)

    async def stop(self) -> None:
        for task in self.later:
            task.cancel()
        await asyncio.gather(*self.later, return_exceptions=True)
        await super().stop()


class Hopeful(Slow):
    """Does so a little faster: what it has promised is lost in a crash alone."""

    pause = 0.05


class Tumbling(Running):
    """Sends changes in pairs, the second first."""

    async def send_what_waits(self, known: Document) -> None:
        if len(known["waiting"]) == 2:
            known["waiting"].reverse()
        elif known["versions"]["directory"] % 2 == 0:
            return
        await super().send_what_waits(known)


class Narrow(Running):
    """Drops the needs that it does not know."""

    async def publish(self, told: Document) -> Document:
        return await super().publish(told | {"needs": [need for need in told["needs"] if need == "singing"]})


class Gossiping(Running):
    """Passes on whatever stands in a listing."""

    async def tell(self, known: Document, event: str, said: Document | None) -> None:
        told = getattr(self, "told", None)
        await super().tell(known, event, said if said is None or told is None else {"listing": told})

    async def publish(self, told: Document) -> Document:
        self.told = told
        try:
            return await super().publish(told)
        finally:
            self.told = None

    told: Document | None = None


class Sensitive(Running):
    """Listens to others as well, and takes no more commands once it has read what it cannot read."""

    async def start(self) -> None:
        await super().start()
        self.ear = AIOKafkaConsumer(
            f"{self.prefix}referral", bootstrap_servers=self.kafka, auto_offset_reset="earliest"
        )
        await self.ear.start()

    async def follow(self, command: Document) -> Document:
        ends = await self.ear.end_offsets(self.ear.assignment())
        while any([await self.ear.position(place) < end for place, end in ends.items()]):
            for records in (await self.ear.getmany(timeout_ms=200)).values():
                for record in records:
                    self.hear(record)
        return await super().follow(command)

    def hear(self, record: Any) -> None:
        """Read a record. What it raises ends it."""
        try:
            json.loads(record.value)["connection"]
        except (ValueError, KeyError, TypeError):
            self.ready.clear()

    async def stop(self) -> None:
        await super().stop()
        await self.ear.stop()


class Strict(Sensitive):
    """Listens to others as well, and takes no more commands once somebody said what it does not know."""

    def hear(self, record: Any) -> None:
        if b"words_of_tomorrow" in record.value:
            self.ready.clear()


class Overruling(Running):
    """Says again how much room it thinks a service has, whenever the listing changes."""

    async def publish(self, told: Document) -> Document:
        answer = await super().publish(told)
        await self.report(answer["service"], "capacity", 12)
        return answer


class NewIds(Running):
    """Finds what waits after a crash, and sends it under new ids."""

    async def start(self) -> None:
        await super().start()
        for file in sorted(self.folder.glob("*.json")):
            known = json.loads(file.read_text(encoding="utf-8"))
            if known["listing"] is not None:
                await self.tell(known, "service_published", {"listing": known["listing"]})


class Forgetting(Running):
    """Keeps nothing across a crash."""

    def __init__(self, kafka: str, prefix: str, folder: Path) -> None:
        super().__init__(kafka, prefix, folder)
        for file in folder.glob("*.json"):
            file.unlink()

    async def send_what_waits(self, known: Document) -> None:
        _with_an_id_of_its_own(known)
        await super().send_what_waits(known)

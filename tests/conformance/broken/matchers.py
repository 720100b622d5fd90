"""The stranger's matcher with one defect each: what the kit has to catch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import OffsetAndMetadata

from conformance.foreign.matcher import Document, Matcher, read

Headers = list[tuple[str, bytes]]


class Ignoring(Matcher):
    """Takes one obstacle for none."""

    obstacle = ""

    def in_the_way(
        self, service: str, listing: Document, asked: Document, needs: list[str]
    ) -> tuple[str | None, float]:
        obstacle, km = super().in_the_way(service, listing, asked, needs)
        return (None if obstacle == self.obstacle else obstacle), km


class Saying(Matcher):
    """Says something else than it found."""

    change: Callable[[Document, Document], object]

    def match(self, asked: Document) -> tuple[str, Document]:
        kind, said = super().match(asked)
        type(self).change(said, asked)
        return kind, said


class Heading(Matcher):
    """Puts something else into the envelope."""

    change: Callable[[dict[str, bytes]], object]

    def headers(self, cause: dict[str, str], kind: str) -> Headers:
        found = dict(super().headers(cause, kind))
        type(self).change(found)
        return list(found.items())


class Strict(Matcher):
    """Sets aside what it need not."""

    refuses: Callable[[Any], bool]

    def answer_to(self, record: Any) -> tuple[bytes, bytes, Headers] | None:
        if type(self).refuses(record):
            raise ValueError("strict")
        return super().answer_to(record)


class StrictOnListings(Matcher):
    """Sets aside listings that it need not."""

    refuses: Callable[[Any], bool]

    def keep_one(self, record: Any) -> None:
        if type(self).refuses(record):
            raise ValueError("strict")
        super().keep_one(record)


class Silent(Matcher):
    """Says nothing where nothing fits."""

    def match(self, asked: Document) -> tuple[str, Document]:
        kind, said = super().match(asked)
        if kind == "no_match_found":
            raise ValueError("nothing to say")
        return kind, said


class Slow(Matcher):
    """Takes its time over each."""

    async def answer(self, records: list[Any]) -> None:
        for record in records:
            await asyncio.sleep(0.1)
            await super().answer([record])


class Forgetful(Matcher):
    """Keeps the first record of each listing for good, or what was withdrawn."""

    def keep_one(self, record: Any) -> None:
        if record.key.decode() not in self.listings or record.topic.endswith("capacity"):
            super().keep_one(record)


class Hoarding(Matcher):
    """Never takes a listing out."""

    def keep_one(self, record: Any) -> None:
        if record.value is not None:
            super().keep_one(record)


class Doubling(Matcher):
    """Keeps a listing once more each time that it is delivered."""

    def keep_one(self, record: Any) -> None:
        known = dict(self.listings)
        super().keep_one(record)
        if record.value is not None and (service := record.key.decode()) in known:
            self.listings[f"{service} again"] = self.listings[service]

    def option(self, rank: int, km: float, service: str, listing: Document, needs: list[str]) -> Document:
        return super().option(rank, km, service.split()[0], listing, needs)


class Backwards(Matcher):
    """Answers the last request first."""

    async def serve(self, requests: AIOKafkaConsumer) -> None:
        self.ready.set()
        while True:
            await asyncio.sleep(0.3)
            for place, records in (await requests.getmany(timeout_ms=200)).items():
                await self.answer(records[::-1])
                await requests.commit({place: OffsetAndMetadata(records[-1].offset + 1, "")})


class Eager(Matcher):
    """Answers whatever comes along the referral stream."""

    def answer_to(self, record: Any) -> tuple[bytes, bytes, Headers] | None:
        attributes, _ = read(record)
        told = {
            "assessment": str(uuid4()),
            "considered": 0,
            "policy": "eager",
            "needs_unmet": [],
            "area": {"code": "L8 5"},
        }
        return record.key, json.dumps(told).encode(), self.headers(attributes, "no_match_found")


class Copying(Matcher):
    """Answers with all that it was asked."""

    def answer_to(self, record: Any) -> tuple[bytes, bytes, Headers] | None:
        answer = super().answer_to(record)
        if answer is None:
            return None
        key, value, headers = answer
        return key, json.dumps(read(record)[1] | json.loads(value)).encode(), headers


class Choking(Matcher):
    """Stops for good at a request that it cannot read."""

    async def answer(self, records: list[Any]) -> None:
        for record in records:
            try:
                self.answer_to(record)
            except (ValueError, KeyError, TypeError, AttributeError):
                await asyncio.Event().wait()
            await super().answer([record])


class ChokingOnListings(Matcher):
    """Stops for good at a listing that it cannot read."""

    choked = False

    def keep(self, polled: dict[Any, list[Any]]) -> None:
        for records in polled.values():
            for record in records:
                try:
                    if not self.choked:
                        self.keep_one(record)
                except (ValueError, KeyError, TypeError, AttributeError):
                    self.choked = True


class Absent(Matcher):
    """Begins with what is asked after its start."""

    async def serve(self, requests: AIOKafkaConsumer) -> None:
        while not requests.assignment():
            await requests.getmany(timeout_ms=20)
        await requests.seek_to_end()
        await super().serve(requests)


class Hasty(Matcher):
    """Answers before it has read the directory."""

    async def catch_up(self, tables: AIOKafkaConsumer) -> None:
        return None

    async def go_on_keeping(self, tables: AIOKafkaConsumer) -> None:
        await asyncio.sleep(1)
        await super().go_on_keeping(tables)


class Careless(Matcher):
    """Commits what it has not answered yet."""

    async def serve(self, requests: AIOKafkaConsumer) -> None:
        self.ready.set()
        while True:
            for place, records in (await requests.getmany(timeout_ms=200)).items():
                await requests.commit({place: OffsetAndMetadata(records[-1].offset + 1, "")})
                for record in records:
                    await asyncio.sleep(0.02)
                    await self.answer([record])

"""The listings that the kit has a directory publish, so that they can be taken back."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from towpath_contracts.conformance.case import Broken, NotAsked
from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.events.directory import ServicePublished

Told = Mapping[str, Any]
OWN = frozenset({"id", "publisher"})
"""What a directory may put in place of what it was told: ids of its own, and by what name it knows who said so."""

AGAIN = 0.2
"""Seconds until a publisher asks again."""


class Shelf:
    """Listings on a directory. What is asked of it goes through the stimulus."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._standing: set[str] = set()

    async def publish(self, told: Told) -> str:
        """Have a listing published and return its id."""
        service = self._kit.said(await self._kit.ask("publish", listing=told), "service")
        self._standing.add(service)
        return service

    async def publish_all(self, listings: Sequence[Told]) -> set[str]:
        """Have listings published, several at a time."""
        return set(await asyncio.gather(*(self.publish(told) for told in listings)))

    async def publish_perhaps(self, told: Told) -> str | None:
        """Have a listing published that may be refused; None where it was, or where the directory is not there."""
        try:
            return await self.publish(told)
        except NotAsked:
            raise
        except Exception:  # a stimulus is a stranger's: it says no in a way of its own
            return None

    async def publish_in_the_end(self, told: Told, within: float) -> str:
        """Have a listing published by a directory that has just started, as a publisher would: again until it is."""
        end = time.monotonic() + within
        while True:
            try:
                return await self.publish(told)
            except Broken as error:
                if time.monotonic() > end:
                    raise Broken(f"listing {told['id']}, asked for again for {within:g} s: {error}") from None
            await asyncio.sleep(AGAIN)

    async def change(self, service: str, told: Told) -> None:
        """Have a listing changed to what is told."""
        await self._kit.ask("change", service=service, listing={**told, "id": service})

    async def withdraw(self, service: str) -> None:
        """Have a listing taken back."""
        await self._kit.ask("withdraw", service=service)
        self._standing.discard(service)

    async def withdraw_perhaps(self, service: str) -> None:
        """Have a listing taken back that may be gone; the directory may refuse."""
        with contextlib.suppress(Exception):
            await self.withdraw(service)

    async def report(self, service: str, state: str, spaces: int) -> None:
        """Have it said how much room a service has."""
        await self._kit.ask("report", service=service, state=state, spaces=spaces)

    async def clear(self) -> None:
        """Take back what still stands, as far as the directory is there to do it."""
        await asyncio.gather(*(self.withdraw_perhaps(service) for service in sorted(self._standing)))


@asynccontextmanager
async def shelf_of(kit: Kit) -> AsyncIterator[Shelf]:
    """Return a shelf that is cleared at the end, however the case went."""
    shelf = Shelf(kit)
    try:
        yield shelf
    finally:
        await shelf.clear()


async def published(
    kit: Kit, service: str, *, events: int = 1, name: str | None = None, within: float | None = None
) -> list[Heard]:
    """Wait until a service was published in so many events, or under a name, and return the records. Raises Broken."""

    def look() -> list[Heard] | None:
        found = kit.heard(ServicePublished, subject=service)
        names = {record.event.listing.name for record in found if isinstance(record.event, ServicePublished)}
        return found if (name in names if name else len(ids_of(kit, service)) >= events) else None

    try:
        return await kit.bus.until("", look, within)
    except Broken:
        seconds, count = kit.target.within if within is None else within, len(ids_of(kit, service))
        words = f"service {service}: {events} events of service_published were to come, and {count} came"
        raise Broken(f"{words} within {seconds:g} s") from None


def ids_of(kit: Kit, service: str) -> list[str]:
    """Return the ids of the events that published a service, in their order, each once."""
    found = kit.heard(ServicePublished, subject=service)
    return list(dict.fromkeys(record.envelope.id for record in found if record.envelope is not None))


def differences(record: Heard, told: Told) -> list[str]:
    """Return the fields of a listing that a record does not say as they were told; what it says beyond may stand."""
    return sorted(set(_differing(record.document().get("listing"), told, "")))


def _differing(said: Any, told: Any, path: str) -> Iterator[str]:
    match said, told:
        case dict(), Mapping():
            for name, value in told.items():
                if name not in OWN:
                    yield from _differing(said.get(name), value, f"{path}.{name}" if path else name)
        case list(), list() if len(said) == len(told):
            for one, other in zip(said, told, strict=True):
                yield from _differing(one, other, path)
        case _ if said != told:
            yield path

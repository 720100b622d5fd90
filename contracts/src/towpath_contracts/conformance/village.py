"""The kit's own listings and the people who look for them, in a place where few others have any."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from towpath_contracts.areas import area_of
from towpath_contracts.conformance.case import Broken, expect
from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.kit import KIT, Kit
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn
from towpath_contracts.events.matching import MatchAnswer, Option, OptionsProposed
from towpath_contracts.events.referral import MatchRequest, NeedsAssessed
from towpath_contracts.listing import Listing
from towpath_contracts.wire import Record

HOME = area_of("ZE2 9")
"""Where the people of the kit live: the far north of Britain."""
FAR_AWAY = area_of("TR21 0")
"""1,200 km from there, the far south-west."""
NEED = "singing"
OFTEN = 0.1
"""Seconds between two requests while the kit waits for a listing to be known."""


def listing(**changes: Any) -> dict[str, Any]:
    """Return a listing in its JSON form: a choir at home for everybody who wants to sing, with changes."""
    told: dict[str, Any] = {
        "id": str(uuid4()),
        "name": "Singing by the quay",
        "status": "active",
        "organization": {"id": str(uuid4()), "name": "Conformance choir"},
        "publisher": KIT,
        "locations": [{"id": str(uuid4()), "latitude": HOME.lat, "longitude": HOME.lon}],
        "schedules": [{"id": str(uuid4()), "freq": "WEEKLY", "byday": "TU", "opens_at": "10:00:00"}],
        "languages": ["en"],
        "free": True,
        "needs": [NEED],
        "modes": ["in-person"],
        "reach_km": 20.0,
    }
    return told | changes


def far_from(home: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the places of a listing, moved far away."""
    return [place | {"latitude": FAR_AWAY.lat, "longitude": FAR_AWAY.lon} for place in home["locations"]]


def request(kind: type[MatchRequest] = NeedsAssessed, **changes: Any) -> MatchRequest:
    """Return what somebody of 40 who wants to sing within 5 km of home asks for, with changes."""
    told: dict[str, Any] = {
        "assessment": str(uuid4()),
        "needs": [{"code": NEED, "priority": 1}],
        "circumstances": {"age": 40},
        "area": HOME.model_dump(exclude_none=True),
        "preferences": {"modes": ["in-person"], "max_km": 5.0},
        "languages": ["en"],
    }
    return kind.model_validate(told | changes)


def asked(kit: Kit, event: Event | None = None, referral: str | None = None) -> Envelope:
    """Wrap a request as intake would send it."""
    referral = referral or str(uuid4())
    return kit.wrap(event or request(), referral, service="referral", correlation=referral)


async def answer_to(kit: Kit, what: str, asking: Envelope, within: float | None = None) -> MatchAnswer:
    """Wait for the answer to a request that was sent, and return it. Raises Broken where there is none."""
    (found, *_) = await kit.answer(what, MatchAnswer, cause=asking.id, within=within)
    assert isinstance(found.event, MatchAnswer)
    return found.event


def answers_to(kit: Kit, asking: Envelope) -> Sequence[Heard]:
    """Return every answer to a request that was heard so far."""
    return kit.heard(MatchAnswer, cause=asking.id)


def options_in(answer: MatchAnswer) -> Sequence[Option]:
    """Return the options of an answer, none where nothing fits."""
    return answer.options if isinstance(answer, OptionsProposed) else ()


class Village:
    """The kit's own part of the directory and capacity topics."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self.keys: set[str] = set()

    async def publish(self, **changes: Any) -> str:
        """Publish a listing as a directory would, and return its id."""
        found = Listing.model_validate(listing(**changes))
        await self._kit.tell(self.published(found))
        return found.id

    def published(self, found: Listing) -> Envelope:
        """Wrap a listing, to be taken back at the end."""
        self.keys.add(found.id)
        return self._kit.wrap(ServicePublished(listing=found), found.id, service="directory")

    async def withdraw(self, service: str) -> None:
        """Take a listing back."""
        await self._kit.tell(self._kit.wrap(ServiceWithdrawn(), service, service="directory"))

    async def report(self, service: str, state: str, **figures: Any) -> None:
        """Say how much room a service has, as a partner would."""
        self.keys.add(service)
        said = CapacityReported(service=service, state=state, as_of=datetime.now(UTC), **figures)
        await self._kit.tell(self._kit.wrap(said, service, service="partner"))

    async def ask(self, event: MatchRequest | None = None) -> Sequence[str]:
        """Ask for options for somebody new, and return the services proposed."""
        asking = asked(self._kit, event)
        await self._kit.tell(asking)
        answer = await answer_to(self._kit, "an answer to a request for options", asking)
        return [option.service for option in options_in(answer)]

    async def proposed(self, service: str, words: str, event: MatchRequest | None = None) -> None:
        """Ask again and again until a service is among the options. Raises Broken after the stated time."""
        await self._until(True, service, words, event)

    async def not_proposed(self, service: str, words: str, event: MatchRequest | None = None) -> None:
        """Ask again and again until a service is no more among the options. Raises Broken after the stated time."""
        await self._until(False, service, words, event)

    async def _until(self, wanted: bool, service: str, words: str, event: MatchRequest | None) -> None:
        """Topics have no order between them: a listing may be known a moment later than a request is read."""
        within = self._kit.target.within
        end = time.monotonic() + within
        while (service in await self.ask(event)) is not wanted:
            if time.monotonic() > end:
                raise Broken(f"{words}: service {service}, within {within:g} s")
            await asyncio.sleep(OFTEN)

    async def clear(self) -> None:
        """Leave nothing behind: a tombstone for every key, on both topics."""
        topics = [self._kit.topics.of(stream) for stream in (Stream.DIRECTORY, Stream.CAPACITY)]
        await self._kit.send(*(Record(topic, key.encode(), None, []) for topic in topics for key in self.keys))


@asynccontextmanager
async def village_of(kit: Kit) -> AsyncIterator[Village]:
    """Return a village that is cleared at the end, however the case went."""
    village = Village(kit)
    try:
        yield village
    finally:
        await village.clear()


async def fits_only(kit: Kit, words: str, fits: MatchRequest, hinders: MatchRequest, **changes: Any) -> None:
    """Publish a listing that fits one request, and expect that it is not proposed to another, for the reason given.

    It is asked for with the first until it is proposed: so it is known, and that it is missing then has one reason.
    """
    async with village_of(kit) as village:
        service = await village.publish(**changes)
        await village.proposed(service, "not proposed where it fits", fits)
        expect(service not in await village.ask(hinders), f"service {service} was proposed {words}")

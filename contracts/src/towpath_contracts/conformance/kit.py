"""What a case is given: the bus, the target, and words to speak to it with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from towpath_contracts.conformance.case import Broken, NotAsked
from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.target import Target
from towpath_contracts.envelope import Envelope, source_of
from towpath_contracts.event import Event, Stream
from towpath_contracts.roles import ROLES
from towpath_contracts.topics import Topics
from towpath_contracts.wire import Record, encode

if TYPE_CHECKING:
    from towpath_contracts.conformance.bus import Bus

KIT = "conformance-kit"
"""The organisation of everything that the kit sends, so that it can be told from what is real."""
STIMULUS_SECONDS = 60.0
CANARY = "Canary-Zebedee"
"""A word that stands only where a name of a person may stand. It must come out nowhere."""


class Kit:
    """One run against one target."""

    def __init__(self, target: Target, bus: Bus) -> None:
        self.target = target
        self.bus = bus
        self.caused: dict[str, Envelope] = {}
        self._sequences: dict[tuple[Stream, str], int] = {}

    @property
    def topics(self) -> Topics:
        """The names of the topics."""
        return self.bus.topics

    def wrap(
        self,
        event: Event,
        aggregate: str,
        *,
        service: str,
        organisation: str = KIT,
        time: datetime | None = None,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> Envelope:
        """Return an event as the role of ``service`` would send it next: sequences count on per aggregate."""
        subject = event.key(aggregate)
        count = self._sequences[event.stream, subject] = self._sequences.get((event.stream, subject), 0) + 1
        envelope = Envelope.of(
            event,
            event_id=str(uuid4()),
            source=source_of(organisation, service),
            aggregate=aggregate,
            time=time or datetime.now(UTC),
            sequence=count,
            causationid=causation or str(uuid4()),
            correlationid=correlation,
            traceparent=f"00-{uuid4().hex}-{uuid4().hex[:16]}-01",
        )
        self.caused[envelope.id] = envelope
        return envelope

    async def tell(self, *envelopes: Envelope) -> None:
        """Send envelopes, in order, and return when they are acknowledged."""
        await self.bus.tell(*envelopes)

    async def send(self, *records: Record) -> None:
        """Send records as they are, in order: for what no envelope can say."""
        await self.bus.send(*records)

    def record(self, envelope: Envelope) -> Record:
        """Return the record of an envelope, to be changed before it is sent."""
        return encode(envelope, self.topics)

    def heard(self, *kinds: type[Event], subject: str | None = None, cause: str | None = None) -> list[Heard]:
        """Return the events of these kinds that the target sent, of one subject or cause where that is asked.

        What the kit itself sent is left out; what stands twice on the topic is there twice.
        """
        return [
            record
            for record in self.bus.heard()
            if record.envelope is not None
            and self.is_of_the_target(record)
            and isinstance(record.envelope.event, kinds or (Event,))
            and (subject is None or record.envelope.subject == subject)
            and (cause is None or record.envelope.causationid == cause)
        ]

    def sent_by_the_target(self) -> list[Heard]:
        """Return what stands on the streams that the role writes and is not the kit's, readable or not."""
        written = {kind.stream for kind in ROLES[self.target.role].writes}
        return [record for record in self.bus.heard(*written) if self.is_of_the_target(record)]

    def is_of_the_target(self, record: Heard) -> bool:
        """Whether the target sent a record: not the kit, and under the target's source where that was said."""
        if self.bus.sent(record):
            return False
        source = record.header("ce_source") if record.envelope is None else record.envelope.source
        if self.target.source is not None and source:
            return source == self.target.source
        return not (source or "").startswith(source_of(KIT, ""))

    async def answer(
        self, what: str, *kinds: type[Event], subject: str | None = None, cause: str | None = None, count: int = 1,
        within: float | None = None,
    ) -> list[Heard]:  # fmt: skip
        """Wait until the target sent so many events of these kinds, and return all of them. Raises Broken."""

        def look() -> list[Heard] | None:
            found = self.heard(*kinds, subject=subject, cause=cause)
            return found if len(found) >= count else None

        return await self.bus.until(what, look, within)

    async def ask(self, what: str, **details: Any) -> Mapping[str, Any]:
        """Have the target do what cannot be asked for through Kafka.

        Raises NotAsked without a stimulus, Broken where it fails: the kind of its error is told, not its words.
        """
        if self.target.stimulus is None:
            raise NotAsked("it needs --stimulus")
        try:
            async with asyncio.timeout(STIMULUS_SECONDS):
                return await self.target.stimulus(what, details)
        except (Broken, NotAsked):
            raise
        except Exception as error:
            raise Broken(f"the stimulus failed at {what}: {type(error).__name__}") from error

    async def stop(self) -> None:
        """End the target as a crash would. Raises NotAsked without a control."""
        if self.target.stop is None or self.target.start is None:
            raise NotAsked("it needs --stop and --start")
        await self.target.stop()

    @property
    def after_a_start(self) -> float:
        """Seconds until what waited is answered: a group waits for a member that died until its session ends."""
        return 4 * self.target.within

    async def start(self) -> None:
        """Start the target again."""
        if self.target.start is None:
            raise NotAsked("it needs --stop and --start")
        await self.target.start()

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Keep the target stopped for as long as this lasts; it is started again however that ends."""
        await self.stop()
        try:
            yield
        finally:
            await self.start()

    def said(self, details: Mapping[str, Any], name: str) -> str:
        """Return what the stimulus answered under a name. Raises Broken where it did not."""
        value = details.get(name)
        if not isinstance(value, str):
            raise Broken(f"the stimulus answered without {name}")
        return value

"""One message to a role and the effect that it has to have, so that what holds for any message is proven once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from towpath_contracts.conformance.heard import Heard
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_contracts.roles import Role
from towpath_contracts.wire import Record

MANY = 40
"""Messages of a case that sends many; a third of it where each one needs a referral of its own."""


@dataclass(frozen=True)
class Trial:
    """A message, and the one event about ``subject`` that has to follow. ``nudge`` is what somebody has to do first."""

    kit: Kit
    message: Envelope
    effect: type[Event]
    subject: str
    nudge: Callable[[], Awaitable[None]] | None = None

    async def send(self, *records: Record) -> None:
        """Send the message, or these records in its place."""
        await self.kit.send(*(records or (self.record,)))

    @property
    def record(self) -> Record:
        """The message as a record."""
        return self.kit.record(self.message)

    async def answered(self, what: str) -> list[Heard]:
        """Wait for the effect, and return all that there is of it. Raises Broken."""
        if self.nudge is not None and not self.ids():
            await self.nudge()
        return await self.kit.answer(what, self.effect, subject=self.subject)

    def ids(self) -> set[str]:
        """Return the ids under which the effect was sent: one, however often it stands there."""
        return {one.envelope.id for one in self.kit.heard(self.effect, subject=self.subject) if one.envelope}

    def followed(self) -> set[str]:
        """Return the ids of all that the target sent because of the message."""
        sent = (one.envelope for one in self.kit.sent_by_the_target() if one.envelope is not None)
        return {envelope.id for envelope in sent if envelope.causationid == self.message.id}


def sent_about(kit: Kit, subject: str) -> list[Heard]:
    """Return what the target sent about a subject on the streams of its role: others may speak of it on theirs."""
    sent = kit.sent_by_the_target()
    return [one for one in sent if one.envelope is not None and one.envelope.subject == subject]


Begin = Callable[[Kit, Trial | None], Awaitable[Trial]]
"""Prepares a message that was not sent yet; where another is named, one that comes to the same partition."""

TRIALS: dict[Role, Begin] = {}
"""How a trial of each role is begun."""

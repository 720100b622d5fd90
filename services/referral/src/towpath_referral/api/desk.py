"""What the routes stand on, and the one way from a request to the rules."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path

from towpath_contracts.values import UUID_FORM
from towpath_referral.commands import Command
from towpath_referral.decide.refusals import ReferralNotFound
from towpath_referral.partners import Partners
from towpath_referral.people.store import People
from towpath_referral.store import CASE, Cases, Kept
from towpath_runtime.http import Asked
from towpath_runtime.message import Done, Write
from towpath_runtime.service import Runtime

ReferralId = Annotated[str, Path(pattern=UUID_FORM)]
ConnectionId = Annotated[str, Path(pattern=UUID_FORM)]

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {"application/problem+json": {}}}
    for status, description in {
        400: "The Idempotency-Key is missing, or the body is not JSON",
        404: "There is no such thing, as far as you may know",
        409: "The case does not allow it as it stands; the problem says what to do first",
        413: "The body is too large",
        422: "A field needs mending, or the Idempotency-Key came with another body before",
        503: "A part of the platform does not answer: send the same request with the same key again",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where requests come in."""

    rt: Runtime
    cases: Cases
    people: People
    partners: Partners

    async def case(self, referral: str) -> Kept:
        """Return a case. Raises ReferralNotFound."""
        kept = await self.cases.get(referral)
        if kept is None:
            raise ReferralNotFound
        return kept

    async def tell(
        self,
        asked: Asked,
        referral: str,
        command: Command,
        *,
        words: str | None = None,
        kind: str = "",
        writes: tuple[Write, ...] = (),
    ) -> Done:
        """Let the rules decide; sealed words go along and are kept if the command is not refused."""
        if words is not None:
            person = (await self.case(referral)).case.person
            writes += (await self.people.words(person, kind, words, asked.id, self.rt.clock.now()),)
        return await self.rt.submit(asked.message(CASE, referral, command, correlation=referral, writes=writes))

"""A run of the kit: every case of a role, one after another, each with its verdict."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from towpath_contracts.conformance import roles
from towpath_contracts.conformance.case import CASES, Broken, Case, Needs, NotAsked
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.conformance.target import Target
from towpath_contracts.roles import Role

CASE_SECONDS = 100.0
"""Seconds after which a case that does not end by itself is broken; a run has more to do."""


class Verdict(StrEnum):
    """How a case went."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Outcome:
    """One case and how it went; ``words`` say why, where it was not kept. ``seconds`` it took."""

    case: Case
    verdict: Verdict
    words: str
    seconds: float


@dataclass
class Report:
    """Everything of one run."""

    target: Target
    began: datetime
    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, verdict: Verdict) -> int:
        """Return how many cases went so."""
        return sum(outcome.verdict is verdict for outcome in self.outcomes)

    @property
    def kept(self) -> bool:
        """Whether no promise was broken, and at least one was kept."""
        return not self.count(Verdict.BROKEN) and self.count(Verdict.KEPT) > 0


def cases_of(role: Role, only: Iterable[str] = ()) -> Sequence[Case]:
    """Return the cases of a role in their order, audits last; those alone that are named, where any is."""
    roles.load()
    wanted = set(only)
    return sorted((case for case in CASES[role] if not wanted or case.name in wanted), key=lambda case: case.audit)


async def prove(
    target: Target,
    *,
    only: Iterable[str] = (),
    create_topics: bool = False,
    before: Callable[[Case], None] = lambda case: None,
    after: Callable[[Outcome], None] = lambda outcome: None,
) -> Report:
    """Run the cases and return the report. Raises TopicsMissing, or what the Kafka client raises while it connects."""
    from towpath_contracts.conformance.bus import Bus  # the cases can be looked at without a Kafka client

    bus, report = Bus(target), Report(target, datetime.now(UTC))
    await bus.start(create=create_topics)
    kit = Kit(target, bus)
    try:
        for case in cases_of(target.role, only):
            before(case)
            outcome = await _outcome(case, kit)
            report.outcomes.append(outcome)
            after(outcome)
    finally:
        await bus.stop()
    return report


async def _outcome(case: Case, kit: Kit) -> Outcome:
    began = time.monotonic()
    verdict, words = Verdict.KEPT, ""
    try:
        if lacking := _lacking(case, kit.target):
            raise NotAsked(lacking)
        async with asyncio.timeout(CASE_SECONDS):
            await case.run(kit)
    except NotAsked as error:
        verdict, words = Verdict.NOT_ASKED, str(error)
    except Broken as error:
        verdict, words = Verdict.BROKEN, str(error)
    except TimeoutError:
        verdict, words = Verdict.BROKEN, f"no end within {CASE_SECONDS:g} s"
    return Outcome(case, verdict, words, time.monotonic() - began)


def _lacking(case: Case, target: Target) -> str:
    if Needs.STIMULUS in case.needs and target.stimulus is None:
        return "it needs --stimulus"
    if Needs.CONTROL in case.needs and (target.stop is None or target.start is None):
        return "it needs --stop and --start"
    return ""

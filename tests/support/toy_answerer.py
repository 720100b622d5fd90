"""A service that keeps nothing, to try the runtime with: it answers each `Recorded` with two events.

Run as ``python -m support.toy_answerer`` it is a process that tests can kill.
"""

from collections.abc import Sequence

from fastapi import FastAPI

from support.toy import BREAKING, CANARY, NAME, REFUSED
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event, Stream
from towpath_contracts.events.followup import Recorded
from towpath_contracts.events.referral import AttentionNeeded, Resumed
from towpath_runtime.errors import Poison, Refused
from towpath_runtime.service import Runtime
from towpath_runtime.serving import serve
from towpath_runtime.settings import RuntimeSettings

MENDED: set[str] = set()
"""Ids of events that were wrong and can be answered by now."""


def answer(asked: Sequence[Envelope]) -> list[Sequence[Event] | Refused | Poison]:
    """Answer a batch."""
    return [_answer(one) for one in asked]


def _answer(one: Envelope) -> Sequence[Event] | Refused | Poison:
    assert isinstance(one.event, Recorded)
    outcome = one.event.outcome
    if outcome in REFUSED and one.id not in MENDED:
        return Poison("not-answerable", ("outcome",))
    if outcome in BREAKING and one.id not in MENDED:
        raise ZeroDivisionError(CANARY)
    if outcome == "no-answer":
        return []
    return [AttentionNeeded(reason="follow-up-missed"), Resumed()]


def build(settings: RuntimeSettings) -> tuple[Runtime, FastAPI]:
    """Put the service together."""
    runtime = Runtime(NAME, settings)
    runtime.answer(Stream.FOLLOWUP, events=[Recorded], answer=answer)
    return runtime, runtime.app()


if __name__ == "__main__":
    serve(lambda settings: build(settings)[1], RuntimeSettings)

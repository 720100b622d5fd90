"""People for whom nothing was found, when somebody begins to offer it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from support.referral_outside import Outside, until
from support.referral_service import Service
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.events.gap import GapAnswered
from towpath_contracts.events.referral import RematchRequested
from towpath_contracts.values import Area
from towpath_referral.gaps import GAP_ANSWERS


def an_answered_gap(need: str = "walking", area: str = "L8 5") -> Envelope:
    event = GapAnswered(need=need, area=Area(code=area), service=str(uuid4()))
    return Envelope.of(
        event,
        event_id=str(uuid4()),
        source="/org/towpath/directory",
        aggregate=f"{need}/{area}",
        time=datetime.now(UTC),
    )


async def waiting(outside: Outside, **person: Any) -> str:
    referral = await outside.assessed(**person)
    await outside.answer_requests(referral, nothing=True)
    await outside.becomes(referral, "no match", lambda case: "no-match" in case["attention"])
    return referral


async def seen_to(outside: Outside, *answers: Envelope) -> None:
    wanted = {"_id": {"$in": [answer.id for answer in answers]}, "offered": True}

    async def so() -> bool:
        return outside.database[GAP_ANSWERS].count_documents(wanted) == len(answers)

    await until("everybody who waited was seen to", so)


async def rematches(outside: Outside, referral: str) -> list[str]:
    said = await outside.published(referral, Stream.REFERRAL)
    return [envelope.event.reason for envelope in said if isinstance(envelope.event, RematchRequested)]


async def test_everybody_who_waits_for_it_there_is_asked_for_again_once_and_nobody_else(outside: Outside) -> None:
    first, second = await waiting(outside), await waiting(outside)
    elsewhere = await waiting(outside, postcode="B1 1AA")
    served = await outside.matched()
    answered = an_answered_gap()

    await outside.send(answered, answered, an_answered_gap("debt"))
    await seen_to(outside, answered)
    for referral in (first, second):
        await outside.heard(RematchRequested, referral)
    await outside.send(answered)
    later = an_answered_gap()
    await outside.send(later)
    await seen_to(outside, later)

    assert await rematches(outside, first) == await rematches(outside, second) == ["gap-answered"]
    assert await rematches(outside, elsewhere) == await rematches(outside, served) == []


async def test_a_kill_between_the_news_and_the_asking_asks_once(outside: Outside, service: Service) -> None:
    referral = await waiting(outside, postcode="L8 5TF")
    answered = an_answered_gap()
    (service.faults / "referral.after-commit").touch()

    await outside.send(answered)
    assert service.wait_until_gone() != 0
    service.launch()
    service.wait_until_ready()
    await seen_to(outside, answered)

    await outside.heard(RematchRequested, referral)
    assert await rematches(outside, referral) == ["gap-answered"]

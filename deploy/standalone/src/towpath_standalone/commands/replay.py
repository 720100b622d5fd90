"""``towpath replay``: have services publish again what they published."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer

from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.platform.replay import WITH_OUTBOX, published
from towpath_standalone.platform.replay import replay as replay_service
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

Service = Annotated[
    list[str] | None, typer.Option("--service", help=f"Which service ({', '.join(WITH_OUTBOX)}); may be repeated.")
]
Since = Annotated[str | None, typer.Option("--since", help="From this moment on (ISO 8601); otherwise everything.")]


def replay(service: Service = None, since: Since = None, home: Home = DEFAULT) -> None:
    """Publish again what services have published; whoever has seen it shrugs."""
    for name in service or ():
        if name not in WITH_OUTBOX:
            raise CannotGoOn(f"there is no outbox called {name!r}: choose from {', '.join(WITH_OUTBOX)}")
    moment = None if since is None else _moment(since)
    door = running_on(home).door
    asyncio.run(_replay(door, service or list(WITH_OUTBOX), moment, Voice()))


async def _replay(door: str, services: list[str], since: str | None, voice: Voice) -> None:
    for name in services:
        events = await replay_service(door, name, since)
        voice.note(name, f"publishes {events} events again")
        await published(door, name)
        voice.done(name, "all are out")


def _moment(given: str) -> str:
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise CannotGoOn("--since is no moment: write it as 2026-03-01 or 2026-03-01T09:00:00Z") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()

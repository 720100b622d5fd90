"""``towpath status``: what runs, what waits, what failed."""

from __future__ import annotations

import asyncio
from typing import Any

import typer
from rich.table import Table

from towpath_standalone.client import Client, Document, Refused
from towpath_standalone.commands.metrics import Metrics, metrics_of
from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.platform.folder import Whereabouts
from towpath_standalone.reconcile.counts import SERVICES, STORED
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

_PATIENCE = 3.0
CONSUMING = ("referral", "matching", "followup")
"""The services that read a group of their own."""


def status(home: Home = DEFAULT) -> None:
    """Say how every service is: ready, behind by how much, what its outbox and its dead letters hold."""
    where = running_on(home)
    if not asyncio.run(_status(where, Voice())):
        raise typer.Exit(1)


async def _status(where: Whereabouts, voice: Voice) -> bool:
    async with Client(where.door, patience=_PATIENCE) as client:
        rows = await asyncio.gather(*(_row(client, service) for service in SERVICES if service in where.services))
        timers = await _timers(client)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("service", "state", "behind", "outbox", "published", "dead letters"):
        table.add_column(column, justify="left" if column in ("service", "state") else "right")
    for row in rows:
        table.add_row(*(str(cell) for cell in row[1:]))
    voice.title(f"Towpath at {where.door}/")
    voice.console.print(table)
    if timers is not None:
        voice.plain()
        voice.note("timers", timers)
    if where.births:
        voice.note("broker", f"came back empty {where.births} times and was filled again")
    return all(row[0] for row in rows)


async def _row(client: Client, service: str) -> tuple[bool, str, str, str, str, str, str]:
    ready, state = await _state(client, service)
    measured = await metrics_of(client.door, service)
    outbox = await _asked(client, f"/{service}/v1/outbox") if service in STORED else {}
    return (
        ready,
        service,
        state,
        _behind(measured) if service in CONSUMING else "–",
        _count(outbox, "pending") if service in STORED else "–",
        _count(outbox, "published") if service in STORED else "–",
        await _letters(client, service),
    )


async def _state(client: Client, service: str) -> tuple[bool, str]:
    try:
        await client.get(f"/{service}/health/ready")
    except Refused:
        return False, "not ready"
    except CannotGoOn:
        return False, "away or not ready"
    return True, "ready"


async def _asked(client: Client, path: str, **query: str | int) -> Document:
    try:
        return await client.get(path, **query)
    except (Refused, CannotGoOn):
        return {}


async def _letters(client: Client, service: str) -> str:
    page = await _asked(client, f"/{service}/v1/dead-letters", limit=1000)
    return str(len(page["letters"])) + ("+" if page.get("next") else "") if "letters" in page else "?"


async def _timers(client: Client) -> str | None:
    counts = await _asked(client, "/followup/v1/counts")
    if "timers" not in counts:
        return None
    by_status: dict[str, int] = {}
    for row in counts["timers"]:
        by_status[row["status"]] = by_status.get(row["status"], 0) + int(row["count"])
    return ", ".join(f"{count} {name}" for name, count in sorted(by_status.items())) or "none"


def _count(document: dict[str, Any], name: str) -> str:
    return str(document.get(name, "?"))


def _behind(measured: Metrics) -> str:
    behind, seconds = measured.sum("towpath_consumer_behind"), measured.most("towpath_consumer_lag_seconds")
    if behind is None:
        return "0" if measured.values else "?"
    return "0" if not behind else f"{behind:.0f} ({seconds or 0:.1f} s)"

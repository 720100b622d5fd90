"""``towpath deadletters``: what could not be handled, and what becomes of it."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from towpath_runtime.ids import new_id
from towpath_standalone.client import Client, Document, Refused
from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.reconcile.counts import SERVICES
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

_PATIENCE = 15.0
Letter = Annotated[str, typer.Argument(help="The id of a dead letter, as the list has it.")]
OnlyService = Annotated[str | None, typer.Option("--service", help="Only those of this service.")]
Content = Annotated[bool, typer.Option("--content", help="Show the content too. It may be personal.")]

app = typer.Typer(help="List, show, retry or discard what could not be handled.", pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def letters(context: typer.Context, home: Home = DEFAULT) -> None:
    """List what waits for an operator, where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_(None, home)


@app.command("list")
def list_(service: OnlyService = None, home: Home = DEFAULT) -> None:
    """List what waits for an operator."""
    services = SERVICES if service is None else (_known(service),)
    asyncio.run(_with_client(home, lambda client: _list(client, services, Voice())))


@app.command()
def show(letter: Letter, content: Content = False, home: Home = DEFAULT) -> None:
    """Show one dead letter."""
    asyncio.run(_with_client(home, lambda client: _show(client, letter, content, Voice())))


@app.command()
def retry(letter: Letter, home: Home = DEFAULT) -> None:
    """Handle a dead letter again, and then all that wait behind it."""
    asyncio.run(_with_client(home, lambda client: _resolve(client, letter, "retry", Voice())))


@app.command()
def discard(letter: Letter, home: Home = DEFAULT) -> None:
    """Let a dead letter go for good, and handle what waits behind it."""
    asyncio.run(_with_client(home, lambda client: _resolve(client, letter, "discard", Voice())))


async def _with_client(home: Path, ask: Callable[[Client], Awaitable[None]]) -> None:
    async with Client(running_on(home).door, patience=_PATIENCE) as client:
        await ask(client)


async def _list(client: Client, services: tuple[str, ...], voice: Voice) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("service", "id", "state", "reason", "at fault", "topic", "since"):
        table.add_column(column, overflow="fold")
    for service in services:
        page = await client.get(f"/{service}/v1/dead-letters", limit=1000)
        for letter in page["letters"]:
            place = f"{letter['topic']} {letter['partition']}/{letter['offset']}"
            since = str(letter["at"])[:19]
            fields = ", ".join(letter["fields"])
            table.add_row(service, letter["id"], letter["status"], letter["reason"], fields, place, since)
    if not table.row_count:
        voice.done("dead letters", "none: everything was handled")
        return
    voice.console.print(table)
    voice.plain()
    voice.note("next", "towpath deadletters show ID; when the cause is mended: retry ID; to let it go: discard ID")


async def _found(client: Client, letter: str, content: bool = False) -> tuple[str, Document]:
    for service in SERVICES:
        try:
            query = {"content": "true"} if content else {}
            return service, await client.get(f"/{service}/v1/dead-letters/{letter}", **query)
        except Refused as refused:
            if refused.status != 404:
                raise CannotGoOn(f"{service} refused: {refused.detail or refused.code}") from None
    raise CannotGoOn("no service has a dead letter by that id: see `towpath deadletters`")


async def _show(client: Client, letter: str, content: bool, voice: Voice) -> None:
    service, found = await _found(client, letter, content)
    voice.title(f"Dead letter of {service}")
    for name in ("id", "status", "reason", "fields", "topic", "partition", "offset", "key", "tries", "at"):
        shown = ", ".join(found[name]) if isinstance(found[name], list) else found[name]
        voice.plain(f"  {name:<10} {shown}")
    if content:
        for header, value in found["headers"]:
            voice.plain(f"  {header:<20} {_text(value)}")
        voice.plain(_text(found["value"]))


async def _resolve(client: Client, letter: str, what: str, voice: Voice) -> None:
    service, _ = await _found(client, letter)
    try:
        answer = await client.post(f"/{service}/v1/dead-letters/{letter}/{what}", f"{what}-{new_id()}")
    except Refused as refused:
        raise CannotGoOn(f"{service} refused to {what} it: {refused.detail or refused.code}") from None
    done = "handled" if what == "retry" else "discarded"
    voice.done(service, f"{done}; {answer['handled']} took effect, those that waited behind it included")


def _known(service: str) -> str:
    if service not in SERVICES:
        raise CannotGoOn(f"there is no service called {service!r}: choose from {', '.join(SERVICES)}")
    return service


def _text(encoded: str | None) -> str:
    try:
        return "" if encoded is None else base64.b64decode(encoded, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return "?"

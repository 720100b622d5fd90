"""``towpath sources``: feeds that the directory fetches by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from towpath_runtime.ids import new_id
from towpath_standalone.client import Client, Document, Refused
from towpath_standalone.commands.feed import publisher_of
from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

PATH = "/directory/v1/sources"
LOOK_EVERY = 0.3
_PATIENCE = 15.0

Name = Annotated[str, typer.Argument(help="The id of the feed, a code such as north-lincolnshire.")]
Url = Annotated[str, typer.Argument(help="Its address (http…).")]
Publisher = Annotated[
    str | None, typer.Option("--publisher", help="Whose feed it is, as a code; by default the host of the address.")
]
Every = Annotated[str, typer.Option("--every", help="How often it is fetched: a duration (PT6H, P1D) or hours.")]
Covers = Annotated[str, typer.Option("--covers", help="Postcode districts or sectors that it is for (DN15,DN21 4).")]
Whole = Annotated[bool, typer.Option("--whole", help="Fetch all of it, whatever it says has not changed.")]

app = typer.Typer(help="List, add or run feeds that are fetched on a schedule.", pretty_exceptions_enable=False)


@app.callback(invoke_without_command=True)
def feeds(context: typer.Context, home: Home = DEFAULT) -> None:
    """List the registered feeds, where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_(home)


@app.command("list")
def list_(home: Home = DEFAULT) -> None:
    """List the registered feeds, how they stand and when they are fetched next."""
    _ask(home, lambda client: _list(client, Voice()))


@app.command()
def add(
    name: Name,
    url: Url,
    publisher: Publisher = None,
    every: Every = "P1D",
    covers: Covers = "",
    home: Home = DEFAULT,
) -> None:
    """Register a feed; it is fetched at once, and again every so often."""
    body = {"id": name, "url": url, "publisher": publisher or publisher_of(url), "every": rhythm(every)}
    _ask(home, lambda client: _add(client, body | {"covers": covers}, Voice()))


@app.command()
def run(name: Name, whole: Whole = False, home: Home = DEFAULT) -> None:
    """Fetch a feed now, wait for it, and say what became of it."""
    _ask(home, lambda client: _run(client, name, whole, Voice()))


def rhythm(every: str) -> str | float:
    """Return a duration as it is, and a number as one of hours."""
    try:
        return float(every)
    except ValueError:
        return every


def _ask(home: Path, ask: Callable[[Client], Awaitable[None]]) -> None:
    async def asked() -> None:
        async with Client(running_on(home).door, patience=_PATIENCE) as client:
            try:
                await ask(client)
            except Refused as refused:
                raise CannotGoOn(f"{refused.code}: {refused.detail}") from None

    asyncio.run(asked())


async def _list(client: Client, voice: Voice) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("feed", "publisher", "state", "last run", "next run", "failures"):
        table.add_column(column, overflow="fold")
    cursor: dict[str, str] = {}
    while True:
        page = await client.get(PATH, limit=200, **cursor)
        for feed in page["contents"]:
            table.add_row(*_row(feed))
        if page["next"] is None:
            break
        cursor = {"cursor": str(page["next"])}
    if table.row_count:
        voice.console.print(table)
    else:
        voice.plain("no feed is registered: towpath sources add NAME ADDRESS")


def _row(feed: Document) -> tuple[str, ...]:
    following = feed["next_run"]
    at = "-" if following is None else f"{datetime.fromisoformat(following):%Y-%m-%d %H:%M} UTC"
    return feed["id"], feed["publisher"], feed["state"], feed["ending"] or "-", at, str(feed["failures"])


async def _add(client: Client, body: Document, voice: Voice) -> None:
    await client.post(PATH, f"source-{new_id()}", body)
    voice.done("registered", f"{body['id']}: it is being fetched; see `towpath sources`")


async def _run(client: Client, name: str, whole: bool, voice: Voice) -> None:
    runs = (await client.get(f"{PATH}/{name}/runs", limit=1))["contents"]
    before = runs[0]["number"] if runs else 0
    await client.post(f"{PATH}/{name}/run", f"run-{new_id()}", {"whole": whole})
    while True:
        runs = (await client.get(f"{PATH}/{name}/runs", limit=1))["contents"]
        if runs and runs[0]["number"] > before and runs[0]["ending"] is not None:
            break
        await asyncio.sleep(LOOK_EVERY)
    _report(name, runs[0], voice)


def _report(name: str, ran: Document, voice: Voice) -> None:
    ending = ran["ending"]
    if ending == "failed":
        raise CannotGoOn(f"{name} could not be fetched: {ran['problem']}")
    counts = ", ".join(f"{count} {outcome}" for outcome, count in ran["counts"].items())
    say = voice.done if ending in ("imported", "not-modified") else voice.warn
    say(ending, f"{ran['records']} records{f': {counts}' if counts else ''}")
    if ran["missing"] or ran["withdrawn"] or ran["gone"]:
        voice.note("dropped", f"{ran['gone']} gone, {ran['missing']} missing, {ran['withdrawn']} withdrawn")
    if ran["import"]:
        voice.note("report", f"/directory/v1/imports/{ran['import']}/report")

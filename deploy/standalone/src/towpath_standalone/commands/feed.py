"""``towpath import``: take a feed of services into the directory, and say what became of every record."""

from __future__ import annotations

import asyncio
import re
from pathlib import PurePath
from typing import Annotated
from urllib.parse import urlsplit

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from towpath_standalone import feeds
from towpath_standalone.client import Client, Document
from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.voice import Voice

Feed = Annotated[
    str, typer.Argument(metavar="FEED", help="A file, an address (http…), or `region` for the generated one.")
]
Publisher = Annotated[
    str | None, typer.Option("--publisher", help="Whose feed it is, as a code; by default from the name of the feed.")
]
Covers = Annotated[
    str | None,
    typer.Option(
        "--covers",
        help="Postcode districts or sectors that the feed is for (DN15,DN21 4): where a service is that says no place.",
    ),
]
Lines = Annotated[bool, typer.Option("--lines", help="Say of every record what became of it.")]
KeepPublishers = Annotated[
    bool, typer.Option("--keep-publishers", help="Let each record stay its own publisher's, as an export names it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would become of each record, and publish nothing.")]
Seed = Annotated[int, typer.Option("--seed", help="The seed of the generated region.")]
OUTCOMES = {
    "taken": "taken as they are",
    "mended": "taken and mended",
    "unchanged": "the same as before",
    "duplicate": "said twice in the feed",
    "refused": "refused",
}


def import_(
    feed: Feed,
    publisher: Publisher = None,
    covers: Covers = None,
    lines: Lines = False,
    keep_publishers: KeepPublishers = False,
    dry_run: DryRun = False,
    seed: Seed = 1,
    home: Home = DEFAULT,
) -> None:
    """Import a feed (Open Referral UK 1 or 3, HSDS 3) and report what was taken, mended and refused."""
    door = running_on(home).door
    whose = {"publisher": publisher or publisher_of(feed)} | ({"covers": covers} if covers else {})
    whose |= {"keep_publishers": "true"} if keep_publishers else {}
    whose |= {"dry_run": "true"} if dry_run else {}
    asyncio.run(_import(door, feeds.read_feed(feed, seed), whose, lines, Voice()))


def publisher_of(feed: str) -> str:
    """Return a code for whose feed it is: the host of an address, the name of a file without its ending."""
    named = urlsplit(feed).hostname if "://" in feed else PurePath(feed).name.partition(".")[0]
    return re.sub(r"[^a-z0-9]+", "-", (named or "").lower()).strip("-")[:64] or "feed"


async def _import(door: str, body: bytes, whose: dict[str, str], each: bool, voice: Voice) -> None:
    async with Client(door, timeout=feeds.FETCH_WITHIN) as client:
        import_id = await feeds.begin(client, body, **whose)
        report = await _watched(client, import_id, voice)
        if each:
            async for line in feeds.lines(client, import_id):
                _say_line(line, voice)
    _report(report, voice)


async def _watched(client: Client, import_id: str, voice: Voice) -> Document:
    columns = (TextColumn("importing"), BarColumn(40), MofNCompleteColumn())
    with Progress(*columns, console=voice.console, disable=not voice.console.is_terminal, transient=True) as bars:
        bar = bars.add_task("", total=None)

        def seen(report: Document) -> None:
            bars.update(bar, total=report["records"], completed=report["records"] - report["pending"])

        return await feeds.finished(client, import_id, seen)


def _report(report: Document, voice: Voice) -> None:
    counts = report["counts"]
    what = "Dry run" if report.get("dry_run") else "Import"
    voice.title(f"{what} of {report['publisher']}: {report['records']} records in {report['documents']} documents")
    table = Table(box=None, pad_edge=False, show_header=False)
    for outcome, words in OUTCOMES.items():
        table.add_row(f"  {words}", str(counts.get(outcome, 0)))
    voice.console.print(table)
    total = sum(counts.values())
    if total == report["records"]:
        voice.done("adds up", f"{' + '.join(str(counts.get(name, 0)) for name in OUTCOMES)} = {total}")
    else:
        voice.bad("lost", f"{report['records'] - total} records have no outcome")
    if report["reasons"]:
        _reasons(report["reasons"], voice)


def _reasons(reasons: list[Document], voice: Voice) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("records", justify="right")
    for column in ("", "why", "where", "what it means"):
        table.add_column(column, overflow="fold")
    for reason in reasons:
        table.add_row(str(reason["count"]), reason["outcome"], reason["code"], reason["field"], reason["words"])
    voice.title("Why")
    voice.console.print(table)


def _say_line(line: Document, voice: Voice) -> None:
    why = "; ".join(f"{reason['code']} ({reason['field']})" for reason in line["reasons"])
    voice.plain(f"{line['position']:>6}  {line['outcome'] or 'pending':<10} {line['given'] or '-':<38} {why}".rstrip())

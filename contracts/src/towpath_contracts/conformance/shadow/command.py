"""``towpath-conformance shadow``: holds the answers of a shadow against the real ones."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from towpath_contracts.conformance import options
from towpath_contracts.conformance.refusal import BROKEN, refuse, refusing
from towpath_contracts.conformance.shadow.comparison import Comparison
from towpath_contracts.conformance.shadow.listen import Shadowing, listen
from towpath_contracts.conformance.shadow.report import summary, verdict_of, write
from towpath_contracts.conformance.target import Security


@options.signing_in
def shadow(
    name: Annotated[str, typer.Option("--shadow", metavar="NAME", help="what the shadow is called in its topics")],
    role: options.RoleName = None,
    kafka: options.Kafka = "127.0.0.1:9092",
    prefix: options.Prefix = "towpath.",
    organisation: options.Organisation = None,
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="ce_source of the real one, where others hold its role")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="TIME", help="leave out what was asked before, such as 2026-03-01T09:00Z")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option("--for", metavar="SECONDS", help="go on listening for so long", min=0)
    ] = None,
    until_caught_up: Annotated[
        bool,
        typer.Option(
            "--until-caught-up",
            help="go on until both have answered all that was asked, for a minute or for --for at most",
        ),
    ] = False,
    report: options.Report = None,
    agree: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="exit with 1 where a smaller share agrees, 0 to 1", min=0, max=1),
    ] = None,
    create_topics: Annotated[
        bool, typer.Option("--create-topics", help="create the shadow's that are missing")
    ] = False,
    *,
    signs_in: Security,
) -> None:
    """Compare a shadow with the real one, answer by answer. Without --for it reads what stands there and ends.

    The shadow reads the real topics in a group of its own and answers on topics under "shadow.NAME.". Nothing is sent.
    Exits with 0, with 1 where less agrees than --agree says, with 2 where nothing could be read.
    """
    shadowing = Shadowing(
        role=options.role_of(role, organisation),
        shadow=name,
        kafka=options.servers_of(kafka),
        prefix=prefix,
        organisation=organisation,
        source=source,
        since=None if since is None else _moment(since),
        seconds=seconds,
        until_caught_up=until_caught_up,
        security=signs_in,
    )
    with refusing(kafka):
        found = asyncio.run(_shown(shadowing, create_topics))
        written: list[Path] = [] if report is None else write(shadowing, found, report)
    for file in written:
        print(f"  {file}")
    if agree is not None and (found.agreement is None or found.agreement < agree):
        print(f"Less than {agree:g} agrees.")
        raise typer.Exit(BROKEN)


async def _shown(shadowing: Shadowing, create_topics: bool) -> Comparison:
    console = Console(soft_wrap=True, highlight=False)
    with console.status("listening") as status:

        def tick(comparison: Comparison) -> None:
            owed = len(comparison.only_real)
            status.update(f"answered by both: {len(comparison.both)}, by the real one alone: {owed}")

        found = await listen(shadowing, create_topics=create_topics, tick=tick)
    for line in summary(found):
        console.print(line, markup=False)
    console.print(verdict_of(found), style="bold", markup=False)
    return found


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        refuse(f"--since {text}: say a time as in 2026-03-01T09:00Z")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

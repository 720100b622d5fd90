"""``towpath reconcile``: what the topics hold against what the services hold."""

from __future__ import annotations

import asyncio
import time

import typer
from rich.table import Table
from rich.text import Text

from towpath_standalone.client import Client
from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.platform.folder import Whereabouts
from towpath_standalone.reconcile import Ledger, Line, counts_of, read_ledger
from towpath_standalone.reconcile import reconcile as lines_of
from towpath_standalone.voice import Voice

SETTLE_WITHIN = 30.0
LOOK_AGAIN = 0.5


def reconcile(home: Home = DEFAULT) -> None:
    """Count what the topics hold and what the services hold, and hold one against the other."""
    where = running_on(home)
    _, lines = asyncio.run(balanced(where))
    show_lines(lines, Voice())
    if not all(line.balanced for line in lines):
        raise typer.Exit(1)


async def balanced(where: Whereabouts, within: float = SETTLE_WITHIN) -> tuple[Ledger, list[Line]]:
    """Reconcile; where a line does not balance, look again for a while, since something may be on its way.

    Raises CannotGoOn where a service or Kafka does not answer.
    """
    deadline = time.monotonic() + within
    async with Client(where.door, patience=within) as client:
        while True:
            ledger = await read_ledger(where.kafka, where.topic_prefix)
            lines = lines_of(ledger, await counts_of(client))
            if all(line.balanced for line in lines) or time.monotonic() > deadline:
                return ledger, lines
            await asyncio.sleep(LOOK_AGAIN)


def show_lines(lines: list[Line], voice: Voice) -> None:
    """Show every line, and how many balance."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column()
    table.add_column(overflow="fold")
    for line in lines:
        mark = Text("✓", "green") if line.balanced else Text("✗", "bold red")
        table.add_row(mark, line.what, Text(str(line), "" if line.balanced else "bold red"))
    voice.title("Reconciliation")
    voice.console.print(table)
    off = [line for line in lines if not line.balanced]
    if off:
        voice.bad("unbalanced", f"{len(off)} of {len(lines)} lines do not balance")
    else:
        voice.done("balanced", f"all {len(lines)} lines")

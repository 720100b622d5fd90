"""The ``towpath`` command."""

from __future__ import annotations

import asyncio
import logging
import sys

import typer

from towpath_standalone.commands import deadletters, sources
from towpath_standalone.commands.demo import demo
from towpath_standalone.commands.export import export
from towpath_standalone.commands.feed import import_
from towpath_standalone.commands.reconcile import reconcile
from towpath_standalone.commands.region import region
from towpath_standalone.commands.replay import replay
from towpath_standalone.commands.status import status
from towpath_standalone.commands.topics import topics
from towpath_standalone.commands.up import up
from towpath_standalone.commands.validate import validate
from towpath_standalone.refusal import CannotGoOn

app = typer.Typer(
    name="towpath",
    help="The whole of Towpath on one machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(demo)
app.command("import")(import_)
app.command()(export)
app.command()(status)
app.command()(reconcile)
app.command()(replay)
app.add_typer(deadletters.app, name="deadletters")
app.add_typer(sources.app, name="sources")
app.command()(topics)
app.command()(region)
app.command()(validate)


def main() -> None:
    """Run the command; what it cannot do is said in one line, with a non-zero exit code."""
    # A Kafka client tells of every attempt to reach a broker that is away; what matters of it is said by us.
    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    logging.getLogger("aiokafka").propagate = False
    try:
        app()
    except CannotGoOn as refusal:
        print(f"towpath: {refusal}", file=sys.stderr)
        sys.exit(refusal.code)
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("towpath: interrupted", file=sys.stderr)
        sys.exit(130)

"""``towpath-conformance``: puts an implementation of a role to the proof, from outside, through Kafka alone."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from towpath_contracts.conformance import options
from towpath_contracts.conformance.case import Case
from towpath_contracts.conformance.refusal import BROKEN, UNUSABLE, refuse, refusing
from towpath_contracts.conformance.report import MARKS, verdict_of, write
from towpath_contracts.conformance.run import Outcome, Report, Verdict, cases_of, prove
from towpath_contracts.conformance.setting_up import topics
from towpath_contracts.conformance.shadow.command import shadow
from towpath_contracts.conformance.target import Security, Target, control_by, stimulus_by
from towpath_contracts.topics import Topics

STYLES = {Verdict.KEPT: "green", Verdict.BROKEN: "bold red", Verdict.NOT_ASKED: "dim"}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command("shadow")(shadow)
app.command("topics")(topics)


@app.callback(invoke_without_command=True)
@options.signing_in
def conformance(
    context: typer.Context,
    role: options.RoleName = None,
    kafka: options.Kafka = "127.0.0.1:9092",
    prefix: options.Prefix = "towpath.",
    organisation: options.Organisation = None,
    source: Annotated[
        str | None, typer.Option(metavar="SOURCE", help="the target's ce_source, where others hold its role")
    ] = None,
    within: Annotated[float, typer.Option(metavar="SECONDS", help="in which it promises to reply", min=0.1)] = 10.0,
    stimulus: Annotated[
        str | None,
        typer.Option(metavar="COMMAND", help="has it do what Kafka cannot ask for; JSON in, JSON out"),
    ] = None,
    stop: Annotated[str | None, typer.Option(metavar="COMMAND", help="ends it as a crash would")] = None,
    start: Annotated[str | None, typer.Option(metavar="COMMAND", help="starts it again")] = None,
    report: options.Report = None,
    only: Annotated[list[str] | None, typer.Option(metavar="CASE", help="this case alone; may be given again")] = None,
    create_topics: Annotated[bool, typer.Option("--create-topics", help="create those that are missing")] = False,
    *,
    signs_in: Security,
) -> None:
    """Prove a role: play everybody else on the topics, and see whether it keeps its promises.

    Exits with 0 where every promise was kept, 1 where one was broken, 2 where none could be asked.
    """
    if context.invoked_subcommand is not None:
        return
    target = Target(
        role=options.role_of(role, organisation),
        kafka=options.servers_of(kafka),
        prefix=prefix,
        organisation=organisation,
        source=source,
        within=within,
        security=signs_in,
        stimulus=None if stimulus is None else stimulus_by(stimulus),
        stop=None if stop is None else control_by(stop),
        start=None if start is None else control_by(start),
    )
    if unknown := sorted(set(only or ()) - {case.name for case in cases_of(target.role)}):
        refuse(f"no such case of {target.role.value}: {', '.join(unknown)}")
    with refusing(kafka):
        Topics(prefix)
        found = asyncio.run(_shown(target, only or [], create_topics))
        written: list[Path] = [] if report is None else write(found, report)
    for file in written:
        print(f"  {file}")
    raise typer.Exit(0 if found.kept else BROKEN)


async def _shown(target: Target, only: list[str], create_topics: bool) -> Report:
    console = Console(soft_wrap=True, highlight=False)
    cases = cases_of(target.role, only)
    columns = (TextColumn("{task.description}"), BarColumn(20), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("connecting", total=len(cases))

        def before(case: Case) -> None:
            progress.update(task, description=case.sentence[:60])

        def after(outcome: Outcome) -> None:
            progress.advance(task)
            line = f"{MARKS[outcome.verdict]} {outcome.case.sentence}"
            console.print(line, style=STYLES[outcome.verdict], markup=False)
            if outcome.words:
                console.print(f"    {outcome.words}", markup=False)

        found = await prove(target, only=only, create_topics=create_topics, before=before, after=after)
    console.print(verdict_of(found), style="bold", markup=False)
    return found


def main() -> None:
    """Run the command. What was asked in a wrong way is answered in one line."""
    # A Kafka client tells of every attempt; what matters of it is said by us.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        sys.exit(app(standalone_mode=False))
    except (KeyboardInterrupt, typer.Abort):
        print("towpath-conformance: interrupted", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        # Typer's own errors of usage: where their class lives differs between its versions, how they speak does not
        words = getattr(error, "format_message", None)
        if words is None:
            raise
        print(f"towpath-conformance: {words()} (--help says what there is)", file=sys.stderr)
        sys.exit(UNUSABLE)

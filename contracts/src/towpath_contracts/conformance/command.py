"""``towpath-conformance``: puts an implementation of a role to the proof, from outside, through Kafka alone."""

from __future__ import annotations

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from aiokafka.errors import KafkaError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from towpath_contracts.conformance.case import Case
from towpath_contracts.conformance.report import MARKS, verdict_of, write
from towpath_contracts.conformance.run import Outcome, Report, Verdict, cases_of, prove
from towpath_contracts.conformance.target import Security, Target, control_by, stimulus_by
from towpath_contracts.conformance.topics import TopicsMissing
from towpath_contracts.roles import Role
from towpath_contracts.topics import NoSuchTopic, Topics

BROKEN, UNUSABLE = 1, 2
STYLES = {Verdict.KEPT: "green", Verdict.BROKEN: "bold red", Verdict.NOT_ASKED: "dim"}

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

Kafka = Annotated[str, typer.Option("--kafka", help="bootstrap servers, HOST:PORT, more of them with commas")]
Prefix = Annotated[str, typer.Option(help="what the names of the topics begin with")]


@app.callback(invoke_without_command=True)
def conformance(
    context: typer.Context,
    role: Annotated[Role | None, typer.Option(help="the role to prove")] = None,
    kafka: Kafka = "127.0.0.1:9092",
    prefix: Prefix = "towpath.",
    organisation: Annotated[str | None, typer.Option(help="the partner's organisation (role partner)")] = None,
    source: Annotated[str | None, typer.Option(help="the target's ce_source, where others hold its role")] = None,
    within: Annotated[float, typer.Option(help="seconds within which it promises to reply", min=0.1)] = 10.0,
    stimulus: Annotated[
        str | None, typer.Option(help="a command that has it do what Kafka cannot ask for; JSON in, JSON out")
    ] = None,
    stop: Annotated[str | None, typer.Option(help="a command that ends it as a crash would")] = None,
    start: Annotated[str | None, typer.Option(help="a command that starts it again")] = None,
    report: Annotated[Path | None, typer.Option(help="a folder for report.md, report.json and junit.xml")] = None,
    only: Annotated[list[str] | None, typer.Option(help="this case alone; may be given again")] = None,
    create_topics: Annotated[bool, typer.Option(help="create the topics that are missing")] = False,
    security: Annotated[str, typer.Option(help="PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL")] = "PLAINTEXT",
    mechanism: Annotated[str | None, typer.Option(help="of SASL: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512")] = None,
    username: Annotated[str | None, typer.Option(help="of SASL")] = None,
    password_file: Annotated[Path | None, typer.Option(help="of SASL: a file with nothing else in it")] = None,
    ca: Annotated[Path | None, typer.Option(help="of TLS: the authorities to trust, PEM")] = None,
    certificate: Annotated[Path | None, typer.Option(help="of TLS: the kit's own certificate, PEM")] = None,
    key: Annotated[Path | None, typer.Option(help="of TLS: the key of the certificate, PEM")] = None,
) -> None:
    """Prove a role. Exits with 0 where every promise was kept, 1 where one was broken, 2 where none could be asked."""
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    if context.invoked_subcommand is not None:
        return
    if role is None:
        refuse(f"say which role: --role {'|'.join(role.value for role in Role)}")
    if role is Role.PARTNER and organisation is None:
        refuse("a partner has topics of its own: say whose with --organisation")
    signs_in = Security(security, mechanism, username, password_file, ca, certificate, key)
    target = Target(
        role=role,
        kafka=tuple(kafka.split(",")),
        prefix=prefix,
        organisation=organisation,
        source=source,
        within=within,
        security=signs_in,
        stimulus=None if stimulus is None else stimulus_by(stimulus),
        stop=None if stop is None else control_by(stop),
        start=None if start is None else control_by(start),
    )
    if unknown := sorted(set(only or ()) - {case.name for case in cases_of(role)}):
        refuse(f"no such case of {role.value}: {', '.join(unknown)}")
    try:
        Topics(prefix)
        signs_in.settings()
        found = asyncio.run(_shown(target, only or [], create_topics))
        written = [] if report is None else write(found, report)
    except (NoSuchTopic, TopicsMissing) as error:
        refuse(str(error))
    except KafkaError as error:
        refuse(f"no Kafka at {kafka} that can be used ({type(error).__name__}): is it running, is --security right?")
    except OSError as error:
        refuse(f"{error.filename or report}: {error.strerror or 'cannot be used'}")
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


def refuse(words: str) -> NoReturn:
    """Say in one line what to mend, and end with code 2."""
    print(f"towpath-conformance: {words}", file=sys.stderr)
    raise typer.Exit(UNUSABLE)


def main() -> None:
    """Run the command."""
    app()

"""``towpath validate``: judge an API, the answers of one, or a feed, as the standards have them."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from towpath_directory.validator import PROFILES, FeedVerdict, Outcome, Report, Severity, UnknownKind, UnknownProfile
from towpath_directory.validator.folder import NothingToJudge, judge_path
from towpath_directory.validator.live import Bounds, judge_url
from towpath_directory.validator.report import Row, as_json, rows
from towpath_directory.validator.web import Web
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

NOT_JUDGED = 2
"""The exit code where there was nothing to judge; 1 says that what was judged fails."""

ROWS = 40
"""So many findings of a kind are shown; --json has all."""

_COLOURS = {"pass": "green", "warn": "yellow", "fail": "red", "note": "cyan"}
_WORDS = {
    Outcome.PASS: "passes",
    Outcome.WARN: "passes with warnings",
    Outcome.FAIL: "fails",
}

_TITLES = {Severity.FAIL: "To mend", Severity.WARN: "To look at", Severity.NOTE: "To note"}

Where = Annotated[
    str, typer.Argument(metavar="API-FOLDER-OR-FILE", help="The address of an API (http…), a folder, or a file.")
]
ByProfile = Annotated[str, typer.Option("--profile", help=f"What to judge by: {' or '.join(PROFILES)}.")]
AsKind = Annotated[
    str, typer.Option("--as", metavar="KIND", help="What a file is, such as service_list, where its fields do not say.")
]
Pages = Annotated[int, typer.Option("--pages", min=1, help="The most pages of a list that a live API is asked for.")]
Documents = Annotated[
    int, typer.Option("--documents", min=0, help="The most documents that it is asked for by their ids, for each list.")
]
Strict = Annotated[bool, typer.Option("--strict", help="Let warnings fail as well (exit code 1).")]
AsJson = Annotated[bool, typer.Option("--json", help="Say everything as JSON, for programs.")]


def validate(
    where: Where,
    profile: ByProfile = PROFILES[0],
    kind: AsKind = "",
    pages: Pages = 5,
    documents: Documents = 3,
    strict: Strict = False,
    as_document: AsJson = False,
) -> None:
    """Judge an Open Referral UK 3.0 or HSDS 3.1 API, a folder of its answers, or a feed: pass, warn or fail.

    The exit code is 0 for a pass, also with warnings, 1 for a fail, and 2 where there is nothing to judge.
    """
    voice = Voice()
    try:
        report = _judged(where, profile, kind, Bounds(pages, documents), voice)
    except (NothingToJudge, UnknownKind, UnknownProfile) as error:
        raise CannotGoOn(str(error), NOT_JUDGED) from None
    except OSError as error:
        raise CannotGoOn(f"{where}: {(error.strerror or 'it cannot be read').lower()}", NOT_JUDGED) from None
    if as_document:
        print(json.dumps(as_json(report), indent=2))
    else:
        _say(where, report, voice)
    if report.outcome is Outcome.FAIL or (strict and report.outcome is Outcome.WARN):
        raise typer.Exit(1)


def _judged(where: str, profile: str, kind: str, bounds: Bounds, voice: Voice) -> Report:
    if "://" not in where:
        return judge_path(Path(where), profile, kind)
    if not where.startswith(("http://", "https://")):
        raise CannotGoOn("the address of an API begins with http:// or https://", NOT_JUDGED)
    with voice.console.status("asking", spinner="dots") as status:
        web = Web(allow_private=True)  # whoever types the address reaches that network anyway
        return asyncio.run(judge_url(where, web.ask, profile, bounds, lambda url: status.update(Text(f"asking {url}"))))


def _say(where: str, report: Report, voice: Voice) -> None:
    _documents(report, voice)
    found = rows(report)
    for severity, title in _TITLES.items():
        _findings(title, [row for row in found if row.finding.severity is severity], voice)
    counts = Counter(row.finding.severity for row in found)
    told = ", ".join(f"{counts[severity]} {title.lower()}" for severity, title in _TITLES.items() if counts[severity])
    voice.plain()
    say = {Outcome.PASS: voice.done, Outcome.WARN: voice.warn, Outcome.FAIL: voice.bad}[report.outcome]
    say(report.outcome, f"{where} {_WORDS[report.outcome]} by {report.profile}{f': {told}' if told else ''}")


def _documents(report: Report, voice: Voice) -> None:
    voice.title("What was judged")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("", "as", "", "where"):
        table.add_column(column, overflow="fold")
    for one in report.judged:
        verdict = one.verdict
        table.add_row(_coloured(verdict.outcome), verdict.kind or "-", "", Text(one.source))
        if isinstance(verdict, FeedVerdict):
            for (kind, outcome), count in sorted(verdict.entries.items()):
                table.add_row(_coloured(outcome), kind or "unknown", str(count), "")
    voice.console.print(table)


def _findings(title: str, found: Sequence[Row], voice: Voice) -> None:
    """Say each finding in two lines: how often and where, then what is wrong and what to mend."""
    if not found:
        return
    voice.title(title)
    for row in found[:ROWS]:
        finding = row.finding
        place = f"{finding.endpoint} {finding.path}".strip()
        entry = f"entry {finding.first} of " if finding.first else ""
        source = f"  ({'first ' if row.count > 1 else ''}in {entry}{row.source})" if row.source else ""
        voice.console.print(Text.assemble(f"{row.count:>6} × ", (place, _COLOURS[finding.severity]), source))
        voice.plain(f"         {finding.wrong}: {finding.mend}")
    if len(found) > ROWS:
        voice.note("more", f"{len(found) - ROWS} findings are not shown: --json has all")


def _coloured(word: str) -> Text:
    return Text(word, style=_COLOURS[word])

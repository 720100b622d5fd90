"""A report for people and for programs: findings that are alike told once, the worst and most frequent first."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from towpath_directory.validator.feed import FeedVerdict
from towpath_directory.validator.finding import Finding, Severity
from towpath_directory.validator.whole import Judged, Report

_PLACE = re.compile(r"\[\d+\]")
_RANKS = (Severity.FAIL, Severity.WARN, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Row:
    """A finding with how often it was found, and the first source that has it."""

    finding: Finding
    count: int
    source: str


def rows(report: Report) -> list[Row]:
    """Return the findings of a report, those alike at different entries as one."""
    found: dict[tuple[str, ...], Row] = {}
    for source, finding in _all(report):
        key = (finding.severity, finding.code, finding.endpoint, _PLACE.sub("[*]", finding.path), finding.wrong)
        known = found.get(key)
        count = finding.count + (known.count if known else 0)
        found[key] = Row(known.finding, count, known.source) if known else Row(finding, count, source)
    return sorted(found.values(), key=lambda row: (_RANKS.index(row.finding.severity), -row.count, row.finding.path))


def _all(report: Report) -> Iterable[tuple[str, Finding]]:
    yield from (("", finding) for finding in report.findings)
    for judged in report.judged:
        yield from ((judged.source, finding) for finding in judged.verdict.findings)


def as_json(report: Report) -> dict[str, Any]:
    """Return all of a report as it is sent to programs."""
    return {
        "outcome": report.outcome,
        "profile": report.profile,
        "findings": [asdict(finding) for finding in report.findings],
        "documents": [_document(one) for one in report.judged],
    }


def _document(judged: Judged) -> dict[str, Any]:
    verdict = judged.verdict
    told: dict[str, Any] = {
        "source": judged.source,
        "kind": verdict.kind,
        "outcome": verdict.outcome,
        "findings": [asdict(finding) for finding in verdict.findings],
    }
    if isinstance(verdict, FeedVerdict):
        told["pages"] = verdict.pages
        told["entries"] = [
            {"kind": kind, "outcome": outcome, "count": count}
            for (kind, outcome), count in sorted(verdict.entries.items())
        ]
    return told

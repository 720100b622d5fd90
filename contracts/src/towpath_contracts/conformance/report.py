"""The report of a run: for people (Markdown), for build servers (JUnit XML) and for programs (JSON)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from towpath_contracts.conformance.run import Outcome, Report, Verdict

MARKS = {Verdict.KEPT: "✓", Verdict.BROKEN: "✗", Verdict.NOT_ASKED: "–"}
READABLE, MACHINE, BUILD = "report.md", "report.json", "junit.xml"


def write(report: Report, folder: Path) -> list[Path]:
    """Write the three forms into a folder and return their files. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    forms = {READABLE: readable(report), MACHINE: json.dumps(document(report), indent=2) + "\n", BUILD: junit(report)}
    for name, text in forms.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in forms]


def readable(report: Report) -> str:
    """Return the report as Markdown: the broken promises first, then all by promise."""
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    target = report.target
    yield f"# Conformance of {target.source or 'an implementation'} to the role {target.role.value}"
    yield ""
    yield f"{verdict_of(report)} {report.began:%Y-%m-%d %H:%M} UTC, replies stated within {target.within:g} s."
    broken = [outcome for outcome in report.outcomes if outcome.verdict is Verdict.BROKEN]
    if broken:
        yield from ("", "## Broken")
        for outcome in broken:
            yield from ("", f"### {outcome.case.sentence}", "", f"**{outcome.words}**", "", outcome.case.why)
    yield from ("", "## All cases", "", "| promise | case | | seconds |", "|---|---|---|---|")
    for outcome in report.outcomes:
        words = f" {_in_a_cell(outcome.words)}" if outcome.words else ""
        sentence = outcome.case.sentence
        yield f"| {outcome.case.promise.value} | {sentence} | {MARKS[outcome.verdict]}{words} | {outcome.seconds:.1f} |"


def _in_a_cell(words: str) -> str:
    """Return words that end no cell of a Markdown table, and begin no line."""
    return " ".join(words.replace("|", "\\|").split())


def _in_xml(words: str) -> str:
    """Return words without what XML 1.0 cannot hold: a build server would refuse the whole file."""
    return "".join(one if one in "\t\n" or (ord(one) >= 0x20 and one not in "\ufffe\uffff") else "�" for one in words)


def verdict_of(report: Report) -> str:
    """Return the whole run in one sentence."""
    kept, broken, passed_over = (report.count(verdict) for verdict in Verdict)
    more = f", {passed_over} not asked" if passed_over else ""
    if report.kept:
        return f"Conforms: {kept} of {kept} cases kept{more}."
    return f"Does not conform: {broken} of {broken + kept} cases broken{more}."


def document(report: Report) -> dict[str, Any]:
    """Return the report as data."""
    return {
        "role": report.target.role.value,
        "source": report.target.source,
        "began": report.began.isoformat(),
        "within_seconds": report.target.within,
        "conforms": report.kept,
        "counts": {verdict.value: report.count(verdict) for verdict in Verdict},
        "cases": [_entry(outcome) for outcome in report.outcomes],
    }


def _entry(outcome: Outcome) -> dict[str, Any]:
    return {
        "name": outcome.case.name,
        "sentence": outcome.case.sentence,
        "promise": outcome.case.promise.value,
        "verdict": outcome.verdict.value,
        "words": outcome.words,
        "seconds": round(outcome.seconds, 3),
    }


def junit(report: Report) -> str:
    """Return the report in the form that build servers read (JUnit XML)."""
    suite = ET.Element(
        "testsuite",
        name=f"towpath-conformance.{report.target.role.value}",
        timestamp=report.began.isoformat(),
        tests=str(len(report.outcomes)),
        failures=str(report.count(Verdict.BROKEN)),
        skipped=str(report.count(Verdict.NOT_ASKED)),
        time=f"{sum(outcome.seconds for outcome in report.outcomes):.3f}",
    )
    for outcome in report.outcomes:
        classname = f"{report.target.role.value}.{outcome.case.promise.value}"
        entry = ET.SubElement(
            suite, "testcase", name=outcome.case.sentence, classname=classname, time=f"{outcome.seconds:.3f}"
        )
        if outcome.verdict is Verdict.BROKEN:
            ET.SubElement(entry, "failure", message=_in_xml(outcome.words)).text = outcome.case.why
        elif outcome.verdict is Verdict.NOT_ASKED:
            ET.SubElement(entry, "skipped", message=_in_xml(outcome.words))
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"

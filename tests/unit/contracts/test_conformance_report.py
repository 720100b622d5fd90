"""The report of a run of the kit: the same story for people, for programs and for build servers."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath_contracts.conformance import Outcome, Report, Role, Target, Verdict, cases_of
from towpath_contracts.conformance.report import document, junit, readable, verdict_of, write

CASES = cases_of(Role.MATCHING)


def report(*verdicts: Verdict, words: str = "one event too many") -> Report:
    outcomes = [
        Outcome(case, verdict, "" if verdict is Verdict.KEPT else words, 0.25)
        for case, verdict in zip(CASES, verdicts, strict=False)
    ]
    target = Target(Role.MATCHING, ("127.0.0.1:9092",))
    return Report(target, datetime(2026, 3, 3, 12, tzinfo=UTC), outcomes)


MIXED = report(Verdict.KEPT, Verdict.BROKEN, Verdict.NOT_ASKED, Verdict.KEPT)


def test_junit_is_read_by_a_parser_and_its_counts_add_up() -> None:
    suite = ET.fromstring(junit(MIXED))

    cases = suite.findall("testcase")
    assert int(suite.get("tests", "")) == len(cases) == 4
    assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure")) == 1
    assert int(suite.get("skipped", "")) == len(suite.findall("testcase/skipped")) == 1
    assert float(suite.get("time", "")) == sum(float(case.get("time", "")) for case in cases)
    assert [case.get("name") for case in cases] == [outcome.case.sentence for outcome in MIXED.outcomes]


def test_the_forms_agree_on_every_count() -> None:
    counts = document(MIXED)["counts"]

    assert counts == {"kept": 2, "broken": 1, "not asked": 1}
    assert sum(counts.values()) == len(document(MIXED)["cases"])
    assert len(re.findall(r"^\| .* \| [✓✗–].* \|$", readable(MIXED), re.MULTILINE)) == 4


@pytest.mark.parametrize(
    ("verdicts", "sentence", "conforms"),
    [
        ((Verdict.KEPT, Verdict.KEPT), "Conforms: 2 of 2 cases kept.", True),
        ((Verdict.KEPT, Verdict.NOT_ASKED), "Conforms: 1 of 1 cases kept, 1 not asked.", True),
        ((Verdict.KEPT, Verdict.BROKEN), "Does not conform: 1 of 2 cases broken.", False),
    ],
)
def test_the_verdict_is_one_sentence(verdicts: tuple[Verdict, ...], sentence: str, conforms: bool) -> None:
    assert verdict_of(report(*verdicts)) == sentence
    assert document(report(*verdicts))["conforms"] is conforms


def test_a_run_in_which_nothing_could_be_asked_does_not_conform() -> None:
    assert not report(Verdict.NOT_ASKED).kept


def test_a_broken_promise_comes_first_with_why_it_matters() -> None:
    page = readable(MIXED)

    broken = MIXED.outcomes[1].case
    assert page.index(f"### {broken.sentence}") < page.index("## All cases")
    assert broken.why in page


def test_a_bar_or_a_line_end_in_the_words_ends_no_cell_of_the_table() -> None:
    (row,) = [
        line
        for line in readable(report(Verdict.BROKEN, words="a|b\nc")).splitlines()
        if line.startswith("| ") and "✗" in line
    ]

    assert "a\\|b c" in row
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


@given(st.text())
def test_whatever_the_words_hold_every_form_can_be_read(words: str) -> None:
    made = report(Verdict.BROKEN, Verdict.NOT_ASKED, words=words)

    assert len(ET.fromstring(junit(made)).findall("testcase")) == 2
    assert json.loads(json.dumps(document(made)))["counts"]["broken"] == 1


def test_the_three_files_are_written_into_a_folder_that_need_not_be_there(tmp_path: Path) -> None:
    found = write(MIXED, tmp_path / "new" / "folder")

    assert [file.name for file in found] == ["report.md", "report.json", "junit.xml"]
    assert json.loads(found[1].read_text()) == document(MIXED)
    assert ET.parse(found[2]).getroot().get("tests") == "4"

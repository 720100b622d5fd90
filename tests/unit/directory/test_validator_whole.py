"""The answers of an API together: what one leaves out or says otherwise than another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.api_documents import KINDS, Document, api, listed, of_kind, page, service, term
from towpath_directory.validator import Answer, Outcome, Report, judge_api
from towpath_directory.validator.folder import NothingToJudge, judge_path
from towpath_directory.validator.report import as_json, rows


def whole() -> dict[str, Document]:
    return {kind: of_kind(kind) for kind in KINDS}


def judged(documents: dict[str, Any], profile: str = "oruk-3.0") -> Report:
    return judge_api([Answer(kind, kind, document) for kind, document in documents.items()], profile)


def found(report: Report) -> list[tuple[str, str]]:
    """Codes and paths, of the API first."""
    own = [(finding.code, finding.endpoint) for finding in report.findings]
    return own + [(finding.code, finding.path) for one in report.judged for finding in one.verdict.findings]


@pytest.mark.parametrize("profile", ["oruk-3.0", "hsds-3.1"])
def test_an_api_that_answers_everywhere_and_always_says_the_same_passes(profile: str) -> None:
    report = judged(whole(), profile)
    assert report.outcome is Outcome.PASS
    assert found(report) == []


@pytest.mark.parametrize(
    ("left_out", "profile", "outcome"),
    [
        ("api", "oruk-3.0", Outcome.FAIL),
        ("service", "oruk-3.0", Outcome.FAIL),
        ("service_list", "hsds-3.1", Outcome.FAIL),
        ("taxonomy_list", "oruk-3.0", Outcome.WARN),
        ("service_at_location", "oruk-3.0", Outcome.WARN),
        ("organization", "oruk-3.0", Outcome.PASS),
        ("organization", "hsds-3.1", Outcome.WARN),
    ],
)
def test_what_an_endpoint_that_is_not_there_costs_depends_on_who_asks_for_it(
    left_out: str, profile: str, outcome: Outcome
) -> None:
    documents = whole()
    del documents[left_out]
    report = judged(documents, profile)
    assert report.outcome is outcome
    assert len(report.findings) == 1


def test_a_document_says_what_its_list_says() -> None:
    documents = whole()
    documents["service_list"]["contents"][0]["organization"]["name"] = "Another trust"
    documents["service_list"]["contents"][0]["fees"] = "5 pounds"
    report = judged(documents)
    assert report.outcome is Outcome.WARN
    assert found(report) == [("detail-differs", "$.fees"), ("detail-differs", "$.organization.name")]


def test_a_document_is_in_its_list() -> None:
    documents = whole() | {"taxonomy_term": term("walking")}
    assert found(judged(documents)) == [("detail-not-listed", "$.id")]


def test_where_pages_are_missing_nobody_can_say_what_is_not_listed() -> None:
    documents = whole() | {"taxonomy_term": term("walking")}
    documents["taxonomy_term_list"] = page([listed(term())], 1, 2, 2)
    assert found(judged(documents)) == [("pages-missing", "$.total_pages")]


def test_all_pages_together_hold_what_the_first_one_counts() -> None:
    pages = [page([listed(term(f"term-{number}"))], number, 2, 3) for number in (1, 2)]
    answers = [Answer(kind, kind, document) for kind, document in whole().items() if kind != "taxonomy_term_list"]
    answers += [Answer("taxonomy_term_list", "", document) for document in pages]
    codes = [finding.code for one in judge_api(answers).judged for finding in one.verdict.findings]
    assert codes == ["detail-not-listed", "totals-differ", "pages-do-not-add-up"]


@pytest.mark.parametrize("document", [None, [], {"contents": None}, {"contents": [None, 1]}, {"total_pages": True}])
def test_a_list_that_is_nothing_of_the_kind_is_judged_all_the_same(document: object) -> None:
    assert judged(whole() | {"service_list": document}).outcome is Outcome.FAIL


NAMES = [
    "id",
    "contents",
    "total_items",
    "total_pages",
    "page_number",
    "size",
    "last_page",
    "empty",
    "service",
    "version",
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "active", "2026-02-30", "<p>"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*NAMES, "latitude", "minimum_age", "maximum_age", "schedules"]), inner, max_size=6
        )
    ),
)


@given(documents=st.dictionaries(st.sampled_from(KINDS), ANYTHING, max_size=4))
def test_whatever_an_api_answers_there_is_a_verdict_on_it(documents: dict[str, Any]) -> None:
    report = judged(documents)
    assert report.outcome is Outcome.FAIL, "for no endpoint answers as it should"
    assert json.dumps(as_json(report))


def written(folder: Path, documents: dict[str, Any]) -> Path:
    for place, document in enumerate(documents.values()):
        (folder / f"{place}.json").write_text(json.dumps(document))
    return folder


def test_a_folder_is_one_api_whatever_its_files_are_called(tmp_path: Path) -> None:
    report = judge_path(written(tmp_path, whole()))
    assert report.outcome is Outcome.PASS
    assert found(report) == []
    assert [one.verdict.kind for one in sorted(report.judged, key=lambda one: int(one.source.split(".")[0]))] == [
        *KINDS
    ]


def test_a_file_of_something_else_in_it_is_named_and_left_aside(tmp_path: Path) -> None:
    report = judge_path(written(tmp_path, whole() | {"note": {"hearth": 1, "lit": True}}))
    assert report.outcome is Outcome.PASS
    assert found(report) == [("not-of-the-standard", "$")]


def test_a_file_that_is_no_json_fails(tmp_path: Path) -> None:
    folder = written(tmp_path, whole())
    (folder / "broken.json").write_text('{\n  "id": nothing}')
    report = judge_path(folder)
    assert report.outcome is Outcome.FAIL
    (finding,) = [finding for one in report.judged for finding in one.verdict.findings]
    assert finding.wrong == "the document is not JSON: it stops being it at line 2, column 9"


def test_one_file_is_judged_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(api("3")))
    report = judge_path(path)
    assert report.outcome is Outcome.FAIL
    assert [one.verdict.kind for one in report.judged] == ["api"]


def test_what_is_in_no_field_to_tell_has_to_be_said(tmp_path: Path) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps({"hearth": 1}))
    with pytest.raises(NothingToJudge, match=r"any\.json"):
        judge_path(path)
    assert judge_path(path, kind="service").judged[0].verdict.codes == {"required-missing": 3}


def test_an_empty_folder_is_nothing_to_judge(tmp_path: Path) -> None:
    with pytest.raises(NothingToJudge):
        judge_path(tmp_path)


def test_findings_that_are_alike_are_told_once_and_the_worst_first() -> None:
    documents = whole()
    broken = [listed(service(f"group-{place}")) | {"email": "", "minimum_age": -1} for place in range(3)]
    documents["service_list"] = page(broken)
    told = [(row.finding.code, row.count, row.source) for row in rows(judged(documents))]
    assert told == [
        ("wrong-format", 3, "service_list"),
        ("detail-not-listed", 1, "service"),
        ("out-of-range", 3, "service_list"),
    ]


def test_a_report_goes_out_as_json_with_everything_in_it() -> None:
    documents = whole() | {"taxonomy_term": term("walking")}
    del documents["organization"]
    told = json.loads(json.dumps(as_json(judged(documents))))
    assert (told["outcome"], told["profile"]) == ("warn", "oruk-3.0")
    assert [finding["code"] for finding in told["findings"]] == ["endpoint-beyond"]
    by_kind = {one["kind"]: one for one in told["documents"]}
    assert by_kind["service"]["outcome"] == "pass"
    assert by_kind["taxonomy_term"]["findings"][0]["path"] == "$.id"

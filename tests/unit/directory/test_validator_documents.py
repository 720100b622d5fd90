"""One document against the standards: what is wrong with it, where, and what the verdict is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from support.api_documents import KINDS, Document, api, of_kind, page, service, term
from towpath_directory.validator import Outcome, UnknownKind, UnknownProfile, Verdict, judge
from towpath_directory.validator.facts import PROFILES


def found(verdict: Verdict) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in verdict.findings]


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_document_without_fault_has_no_finding(kind: str, profile: str) -> None:
    verdict = judge(of_kind(kind), kind, profile)
    assert verdict.outcome is Outcome.PASS
    assert found(verdict) == []


def changed(change: Callable[[Document], Any]) -> Verdict:
    document = service()
    change(document)
    return judge(document, "service")


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (lambda one: one.pop("name"), "required-missing", "$"),
        (lambda one: one.update(id="gardeners"), "wrong-format", "$.id"),
        (lambda one: one.update(email=""), "wrong-format", "$.email"),
        (lambda one: one.update(url="towline.example"), "wrong-format", "$.url"),
        (lambda one: one.update(url=None), "null", "$.url"),
        (lambda one: one.update(minimum_age="18"), "wrong-type", "$.minimum_age"),
        (lambda one: one.update(minimum_age=True), "wrong-type", "$.minimum_age"),
        (lambda one: one.update(status="open"), "unknown-choice", "$.status"),
        (lambda one: one.update(last_modified="2026-02-30T10:00:00Z"), "wrong-format", "$.last_modified"),
        (lambda one: one.update(schedules={}), "wrong-type", "$.schedules"),
        (lambda one: one.update(organization=[]), "wrong-type", "$.organization"),
        (lambda one: one["schedules"][0].update(freq="DAILY"), "unknown-choice", "$.schedules[0].freq"),
        (
            lambda one: one["service_at_locations"][0]["location"]["addresses"][0].pop("city"),
            "required-missing",
            "$.service_at_locations[0].location.addresses[0]",
        ),
    ],
)
def test_what_the_schemas_refuse_fails_a_service(change: Callable[[Document], Any], code: str, path: str) -> None:
    verdict = changed(change)
    assert verdict.outcome is Outcome.FAIL
    assert found(verdict) == [(code, path)]


@pytest.mark.parametrize(
    ("change", "code", "path", "outcome"),
    [
        (lambda one: one.update(assured_date="1 Feb"), "not-a-date", "$.assured_date", Outcome.WARN),
        (
            lambda one: one["schedules"][0].update(opens_at="10am"),
            "not-a-date",
            "$.schedules[0].opens_at",
            Outcome.WARN,
        ),
        (lambda one: one.update(name="  "), "blank", "$.name", Outcome.WARN),
        (lambda one: one.update(regular_schedules=[]), "old-name", "$.regular_schedules", Outcome.WARN),
        (lambda one: one.update(maximum_age=12), "wrong-order", "$.maximum_age", Outcome.PASS),
        (lambda one: one.update(description="<p>Hello"), "markup", "$.description", Outcome.PASS),
        (
            lambda one: one["schedules"][0].update(byday="Tuesdays"),
            "days-unclear",
            "$.schedules[0].byday",
            Outcome.PASS,
        ),
        (
            lambda one: one["schedules"][0].update(valid_to="2025-01-01"),
            "wrong-order",
            "$.schedules[0].valid_to",
            "pass",
        ),
        (
            lambda one: one["service_at_locations"][0]["location"].update(latitude=100),
            "out-of-range",
            "$.service_at_locations[0].location.latitude",
            Outcome.PASS,
        ),
    ],
)
def test_what_the_schemas_let_through_and_readers_cannot_use_is_said(
    change: Callable[[Document], Any], code: str, path: str, outcome: Outcome
) -> None:
    verdict = changed(change)
    assert verdict.outcome is Outcome(outcome)
    assert found(verdict) == [(code, path)]


def test_fields_of_ones_own_are_allowed() -> None:
    assert found(changed(lambda one: one.update(hearth={"lit": None}, eligibility_description="Anybody"))) == []


def test_what_fails_a_service_only_warns_of_a_term_that_the_standard_merely_recommends() -> None:
    broken = term() | {"term_uri": "towline"}
    assert judge(broken, "taxonomy_term").outcome is Outcome.WARN
    in_service = service()
    in_service["attributes"][0]["taxonomy_term"] = broken
    assert judge(in_service, "service").outcome is Outcome.FAIL


def test_capacity_is_judged_by_hsds_alone() -> None:
    document = service() | {"capacities": [{"id": "c1"}]}
    assert found(judge(document, "service", "oruk-3.0")) == []
    assert judge(document, "service", "hsds-3.1").codes == {"required-missing": 3, "wrong-format": 1}


def test_a_list_holds_what_there_is_one_of_and_nothing_else_of_it_is_judged() -> None:
    document = page([service() | {"schedules": "any"}])
    assert found(judge(document, "service_list")) == []
    del document["contents"][0]["organization"]["name"]
    assert found(judge(document, "service_list")) == [("required-missing", "$.contents[0].organization")]


@pytest.mark.parametrize("document", [None, 1, "a", [], True])
@pytest.mark.parametrize("kind", ["api", "service", "service_list"])
def test_what_is_no_object_at_all_fails(document: object, kind: str) -> None:
    assert found(judge(document, kind)) == [("wrong-type", "$")]


def test_the_version_names_the_profile() -> None:
    assert found(judge(api("3.0"), "api", "oruk-3.0")) == [("other-version", "$.version")]
    assert found(judge(api("HSDS-UK-1.0"), "api", "hsds-3.1")) == [("other-version", "$.version")]
    assert found(judge(api("3.1.1"), "api", "hsds-3.1")) == []


def test_findings_are_sorted_by_their_paths_and_entries_by_their_numbers() -> None:
    document = page([{"id": 1} for _ in range(11)])
    places = [finding.path for finding in judge(document, "taxonomy_list").findings if "." in finding.path[2:]]
    assert places == [f"$.contents[{place}].id" for place in range(11)]


def test_a_finding_says_where_what_and_how_to_mend_and_quotes_nothing() -> None:
    (finding,) = changed(lambda one: one.update(email="pat at towline")).findings
    assert finding.endpoint == "/services/{id}"
    assert finding.wrong == "email is a text, but not an e-mail address"
    assert finding.mend == "send an e-mail address, such as hello@example.org"


def test_a_kind_or_a_profile_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownKind, match="service_at_location_list"):
        judge({}, "hearth")
    with pytest.raises(UnknownProfile, match=r"oruk-3\.0, hsds-3\.1"):
        judge({}, "service", "oruk-1")

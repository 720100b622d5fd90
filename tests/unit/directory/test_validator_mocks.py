"""The 47 fixtures of the official validator, judged as their folders say: two pass, one warns and one fails.

What the official validator looks at: its profile of tests makes `/` and `/services` a required group that fails an
API, and taxonomies, terms and services at locations a group that only warns; organizations are in neither. It checks
each answer against the schemas, and, of pages, the flags on the first, the last and some between. Its server of mocks
answers every page and every id with the same file.
"""

from __future__ import annotations

import json

import pytest

from support.api_served import of_folder, served
from support.standards import MOCKS, complaints, needs_standards, ours
from towpath_directory.validator import FeedVerdict, Report, Verdict
from towpath_directory.validator.folder import judge_path
from towpath_directory.validator.live import judge_url
from towpath_directory.validator.web import Web

pytestmark = needs_standards

NO_FAULT = ""
SAMPLE = "holds what the Test folder holds"
BEYOND = "no endpoint of the standard: the validator's own dashboard answers so"
TEN_PAGES = "says that it has 10 pages, of which 9 are nowhere; the standard does not ask for organizations"

EXPECTED: dict[str, dict[str, tuple[str, set[str], str]]] = {
    "Default": {
        "api_details": ("pass", set(), NO_FAULT),
        "dashboard_service_details_response": ("pass", {"not-of-the-standard"}, BEYOND),
        "dashboard_services_response": ("pass", {"not-of-the-standard"}, BEYOND),
        "organization": (
            "pass",
            {"detail-differs"},
            "the list has another name for it; organizations are not asked for",
        ),
        "organization_list": ("pass", {"pages-missing", "size-differs"}, f"{TEN_PAGES}; size 1 for 10 entries"),
        "service_at_location_full": ("pass", set(), NO_FAULT),
        "service_at_location_list": ("pass", set(), NO_FAULT),
        "service_full": ("pass", set(), NO_FAULT),
        "service_list": ("pass", set(), NO_FAULT),
        "taxonomy": ("pass", set(), NO_FAULT),
        "taxonomy_list": ("pass", set(), NO_FAULT),
        "taxonomy_term": ("pass", set(), NO_FAULT),
        "taxonomy_term_list": ("pass", set(), NO_FAULT),
    },
    "Test": {
        "api_details": ("pass", set(), NO_FAULT),
        "organization_full": ("pass", set(), NO_FAULT),
        "organization_list": ("pass", {"pages-missing"}, TEN_PAGES),
        "service_at_location_full": ("pass", set(), NO_FAULT),
        "service_at_location_list": ("pass", set(), NO_FAULT),
        "service_full": ("pass", set(), NO_FAULT),
        "service_list": (
            "pass",
            {"id-twice", "size-differs", "total-differs"},
            "128 times one service where it counts 31: whoever follows the pages still reads them all, once",
        ),
        "service_list_data": ("pass", {"id-twice"}, "the same entries without a page around them, which is a feed"),
        "taxonomy": ("pass", set(), NO_FAULT),
        "taxonomy_list": ("pass", set(), NO_FAULT),
        "taxonomy_term": ("pass", set(), NO_FAULT),
        "taxonomy_term_list": ("pass", set(), NO_FAULT),
    },
    "Warn": {
        "api_details": ("pass", set(), SAMPLE),
        "organization_full": ("pass", set(), SAMPLE),
        "organization_list": ("pass", {"pages-missing"}, SAMPLE),
        "service_at_location_full": ("warn", {"detail-not-listed"}, "its id is in no list"),
        "service_at_location_list": ("pass", set(), SAMPLE),
        "service_full": ("pass", set(), SAMPLE),
        "service_list": ("pass", set(), SAMPLE),
        "taxonomy": ("pass", set(), SAMPLE),
        "taxonomy_list": ("warn", {"pages-missing"}, "10 pages, and 9 of them are nowhere"),
        "taxonomy_term": ("warn", {"required-missing", "wrong-format"}, "no description, and term_uri has no scheme"),
        "taxonomy_term_list": (
            "warn",
            {"last-page-flag", "pages-do-not-add-up", "pages-missing"},
            "the last page is page 1 of 2, for one entry",
        ),
    },
    "Fail": {
        "api_details": ("fail", {"required-missing", "wrong-format"}, "no profile, and openapi_url is no address"),
        "organization_full": ("pass", set(), SAMPLE),
        "organization_list": ("pass", {"pages-missing"}, SAMPLE),
        "service_at_location_full": ("pass", set(), "as in Warn; its list has 9 more pages where it may be"),
        "service_at_location_list": ("warn", {"pages-missing"}, "10 pages, and 9 of them are nowhere"),
        "service_full": ("fail", {"wrong-format", "detail-differs"}, "neither url nor email is one"),
        "service_list": (
            "fail",
            {"required-missing", "wrong-format", "wrong-type", "id-twice", "size-differs", "total-differs"},
            "four services without a name, with false and 12345 for e-mail addresses",
        ),
        "taxonomy": ("pass", set(), SAMPLE),
        "taxonomy_list": ("pass", set(), SAMPLE),
        "taxonomy_term": ("warn", {"required-missing", "wrong-format", "detail-not-listed"}, "as in Warn"),
        "taxonomy_term_list": ("pass", set(), "another term than the one that is there by its id: no fault of a list"),
    },
}
"""By folder and file: the verdict on the document among the others, what is found but coordinates, and why."""

LATITUDE = {"out-of-range"}
"""Every location of the mocks stands at latitude 100, as the example of the standard does."""

FIXTURES = [(folder, name) for folder, files in EXPECTED.items() for name in files]


def report_on(folder: str) -> Report:
    return judge_path(MOCKS / f"V3.0-UK-{folder}")


def verdict_on(folder: str, name: str) -> Verdict:
    return next(one.verdict for one in report_on(folder).judged if one.source == f"{name}.json")


def test_the_table_names_all_47_fixtures() -> None:
    there = {(path.parent.name.removeprefix("V3.0-UK-"), path.stem) for path in MOCKS.rglob("*.json")}
    assert set(FIXTURES) == there
    assert len(there) == 47


@pytest.mark.parametrize(
    ("folder", "outcome"), [("Default", "pass"), ("Test", "pass"), ("Warn", "warn"), ("Fail", "fail")]
)
def test_each_folder_is_judged_as_it_is_called(folder: str, outcome: str) -> None:
    assert report_on(folder).outcome == outcome


@pytest.mark.parametrize(("folder", "name"), FIXTURES)
def test_each_fixture_is_judged_for_what_is_in_it(folder: str, name: str) -> None:
    outcome, codes, _ = EXPECTED[folder][name]
    verdict = verdict_on(folder, name)
    assert verdict.outcome == outcome
    assert set(verdict.codes) - LATITUDE == codes


def test_nothing_in_the_passing_folders_warns_and_nothing_in_the_warning_one_fails() -> None:
    assert {EXPECTED[folder][name][0] for folder, name in FIXTURES if folder in {"Default", "Test"}} == {"pass"}
    assert {EXPECTED[folder][name][0] for folder, name in FIXTURES if folder == "Warn"} == {"pass", "warn"}


@pytest.mark.parametrize(("folder", "name"), FIXTURES)
def test_the_published_schemas_find_the_same_in_each_fixture(folder: str, name: str) -> None:
    verdict = verdict_on(folder, name)
    document = json.loads((MOCKS / f"V3.0-UK-{folder}" / f"{name}.json").read_bytes())
    kind = "service_list" if isinstance(verdict, FeedVerdict) else verdict.kind
    if not kind:
        return
    published = complaints(document, kind, "oruk-3.0")
    if kind == "api":
        assert published <= ours(verdict), "no field of / is required there; ours are"
    else:
        assert published == ours(verdict)


@pytest.mark.parametrize("folder", EXPECTED)
async def test_a_live_server_of_the_fixtures_is_judged_the_same(folder: str) -> None:
    with served(of_folder(MOCKS / f"V3.0-UK-{folder}")) as (address, asked):
        report = await judge_url(address, Web(allow_private=True).ask)
    assert report.outcome == report_on(folder).outcome
    assert {path.strip("/").partition("/")[0].partition("?")[0] for path in asked} == {
        "", "services", "organizations", "taxonomies", "taxonomy_terms", "service_at_locations"
    }  # fmt: skip


async def test_live_a_list_that_answers_every_page_with_its_first_warns() -> None:
    with served(of_folder(MOCKS / "V3.0-UK-Warn")) as (address, _):
        report = await judge_url(address, Web(allow_private=True).ask)
    found = {(finding.code, finding.endpoint) for one in report.judged for finding in one.verdict.findings}
    assert ("other-page", "/taxonomies") in found
    assert ("other-id", "/taxonomy_terms/{id}") in found

"""Feeds: one entry after another, counted, with what is most often wrong first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.api_documents import Document, listed, organization, page, service, term
from support.directory_records import LINCOLNSHIRE, PANTRIES, oruk_1
from support.standards import complaints, needs_standards, ours
from towpath_directory.feeds.split import NotJson, members
from towpath_directory.validator import FeedVerdict, Outcome, judge, judge_feed
from towpath_directory.validator.folder import judge_path


def feed(*entries: object) -> FeedVerdict:
    return judge_feed([json.dumps(entries).encode()])


def found(verdict: FeedVerdict) -> list[tuple[str, str, int, int]]:
    return [(finding.code, finding.path, finding.count, finding.first) for finding in verdict.findings]


def services(count: int) -> list[Document]:
    return [service(f"group-{place}") for place in range(count)]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(services(3)),
        "\n".join(json.dumps(one) for one in services(3)),
        json.dumps({"contents": services(3)}),
        "".join(json.dumps(page([one], place, 3, 3)) for place, one in enumerate(services(3), 1)),
    ],
    ids=["a list", "one per line", "an object around it", "pages one after another"],
)
def test_a_feed_of_any_shape_is_judged_entry_by_entry(text: str) -> None:
    verdict = judge_feed([text.encode()])
    assert verdict.outcome is Outcome.PASS
    assert verdict.entries == {("service", Outcome.PASS): 3}
    assert found(verdict) == []


def test_a_finding_is_counted_once_for_each_entry_that_has_it_and_tells_the_first() -> None:
    wrong: dict[str, Any] = {"languages": [{"id": "cy"}, {"id": "pa"}]}
    verdict = feed(service("a"), service("b") | wrong, service("c") | wrong | {"minimum_age": -1})
    assert verdict.entries == {("service", Outcome.PASS): 1, ("service", Outcome.FAIL): 2}
    assert found(verdict) == [("wrong-format", "$.languages[*].id", 2, 2), ("out-of-range", "$.minimum_age", 1, 3)]
    assert verdict.codes == {"wrong-format": 2, "out-of-range": 1}


def test_the_worst_come_first_and_of_those_the_most_frequent() -> None:
    verdict = feed(
        service("a") | {"email": None}, service("b") | {"url": ""}, service("c") | {"url": ""}, *[service("a")] * 3
    )
    assert [code for code, *_ in found(verdict)] == ["wrong-format", "null", "id-twice"]


def test_entries_are_told_apart_by_their_fields() -> None:
    verdict = feed(service(), organization(), term(), {"hearth": 1}, None)
    assert verdict.entries == {
        ("service", Outcome.PASS): 1,
        ("organization", Outcome.PASS): 1,
        ("taxonomy_term", Outcome.PASS): 1,
        ("", Outcome.FAIL): 2,
    }
    assert found(verdict) == [("unknown-entry", "$", 2, 4)]


def test_a_feed_of_the_old_standard_is_told_the_new_names() -> None:
    verdict = feed(oruk_1())
    assert verdict.outcome is Outcome.FAIL
    assert "old-name" in verdict.codes


def test_a_feed_that_breaks_off_says_where() -> None:
    with pytest.raises(NotJson):
        judge_feed([b'[{"id": 1}, {'])


def test_a_feed_in_a_file_is_judged_as_one(tmp_path: Path) -> None:
    path = tmp_path / "feed.ndjson"
    path.write_text("\n".join(json.dumps(listed(one)) for one in services(2)))
    (judged,) = judge_path(path).judged
    assert isinstance(judged.verdict, FeedVerdict)
    assert judged.verdict.entries == {("service", Outcome.PASS): 2}


real_feeds = pytest.mark.skipif(
    not LINCOLNSHIRE.exists(),
    reason="the real feeds are not beside the repository (TOWPATH_SHARED says where they are)",
)


@real_feeds
def test_every_record_of_north_lincolnshire_fails_for_an_address_without_its_scheme() -> None:
    verdict = judge_feed([LINCOLNSHIRE.read_bytes()])
    assert verdict.entries == {("service", Outcome.FAIL): 738}
    assert ("wrong-format", "$.organization.uri", 738, 1) in found(verdict)
    assert ("old-name", "$.deliverable_type", 738, 1) in found(verdict)


@real_feeds
@needs_standards
def test_the_published_schema_finds_the_same_in_every_record_of_it() -> None:
    for record in members([LINCOLNSHIRE.read_bytes()]):
        assert ours(judge(record, "service")) == complaints(record, "service", "oruk-3.0")


@real_feeds
def test_documents_that_hold_organisations_and_services_beside_each_other_are_no_feed_of_the_standard() -> None:
    verdict = judge_feed([PANTRIES.read_bytes()], "hsds-3.1")
    assert sum(verdict.entries.values()) == 955
    assert verdict.entries["", Outcome.FAIL] > 940

"""A live API, over real HTTP: what is asked, and what a bad answer is called."""

from __future__ import annotations

import pytest

from support.api_documents import api, listed, page, service
from support.api_served import GOOD, OwnApi, Said, served
from towpath_directory.validator import Outcome, Report
from towpath_directory.validator.live import Bounds, judge_url, spread
from towpath_directory.validator.web import Unreachable, Web


async def judged(answering: OwnApi, bounds: Bounds | None = None, web: Web | None = None) -> tuple[Report, list[str]]:
    with served(answering) as (address, asked):
        return await judge_url(f"{address}/", (web or Web(allow_private=True)).ask, bounds=bounds), asked


def found(report: Report) -> set[tuple[str, str]]:
    own = {(finding.code, finding.endpoint) for finding in report.findings}
    return own | {(finding.code, finding.endpoint) for one in report.judged for finding in one.verdict.findings}


async def test_a_good_api_passes_on_every_page_and_every_document() -> None:
    report, asked = await judged(OwnApi(), Bounds(pages=3, documents=5))
    assert report.outcome is Outcome.PASS
    assert found(report) == set()
    assert len(asked) == 1 + 5 * (3 + 5), "/, and of five lists three pages and five documents"


async def test_no_more_is_asked_for_than_the_bounds_allow() -> None:
    report, asked = await judged(OwnApi(), Bounds(pages=2, documents=1))
    assert [path for path in asked if path.startswith("/services")] == [
        "/services",
        "/services?page=3",
        f"/services/{OwnApi().documents['service'][0]['id']}",
    ]
    assert report.outcome is Outcome.PASS


async def test_each_address_is_told_before_it_is_asked() -> None:
    told: list[str] = []
    with served(OwnApi()) as (address, asked):
        await judge_url(address, Web(allow_private=True).ask, seen=told.append)
    assert told == [f"{address}{path}" for path in asked]


@pytest.mark.parametrize(
    ("path", "said", "code", "endpoint", "outcome"),
    [
        ("/", None, "endpoint-missing", "/", Outcome.FAIL),
        ("/", Said(api("2")), "other-version", "/", Outcome.FAIL),
        ("/services", None, "endpoint-missing", "/services", Outcome.FAIL),
        ("/services", Said({}, 401), "no-answer", "/services", Outcome.FAIL),
        ("/services", Said(b"<html>"), "not-json", "/services", Outcome.FAIL),
        ("/services", Said(b"\xff\xfe"), "not-json", "/services", Outcome.FAIL),
        ("/services", Said(b"[" * 100_000), "not-json", "/services", Outcome.FAIL),
        ("/services?page=2", Said({}, 500), "no-answer", "/services", Outcome.FAIL),
        ("/services?page=2", None, "no-answer", "/services", Outcome.FAIL),
        ("/services?page=2", Said(OwnApi().page(OwnApi().documents["service"], 1)), "other-page", "/services", "warn"),
        ("/taxonomies", None, "endpoint-missing", "/taxonomies", Outcome.WARN),
        ("/taxonomies", Said({}, 500), "no-answer", "/taxonomies", Outcome.WARN),
        ("/organizations", None, "endpoint-beyond", "/organizations", Outcome.PASS),
    ],
)
async def test_a_bad_answer_is_called_what_it_is(
    path: str, said: Said | None, code: str, endpoint: str, outcome: Outcome
) -> None:
    report, _ = await judged(OwnApi(instead={path: said}))
    assert (code, endpoint) in found(report)
    assert report.outcome == outcome


async def test_a_document_of_another_id_and_one_that_is_gone_are_told() -> None:
    first, middle = (OwnApi().documents["service"][place]["id"] for place in (0, 2))
    report, _ = await judged(
        OwnApi(instead={f"/services/{first}": Said(service("another")), f"/services/{middle}": None})
    )
    assert found(report) == {("other-id", "/services/{id}"), ("no-answer", "/services/{id}")}


async def test_a_list_of_nothing_asks_for_no_document_and_misses_none() -> None:
    report, asked = await judged(OwnApi(instead={"/services": Said(page([]))}))
    assert found(report) == set()
    assert not any(path.startswith("/services/") for path in asked)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Content-Type": "text/html", "Access-Control-Allow-Origin": "*"}, "content-type"),
        ({"Content-Type": "application/json"}, "no-cors"),
        (GOOD | {"Access-Control-Allow-Origin": "https://one.example"}, "no-cors"),
    ],
)
async def test_an_answer_that_no_page_of_another_site_can_read_warns(headers: dict[str, str], code: str) -> None:
    report, _ = await judged(OwnApi(instead={"/": Said(api(), headers=headers)}))
    assert found(report) == {(code, "/")}
    assert report.outcome is Outcome.WARN


async def test_an_answer_without_end_is_not_waited_for() -> None:
    large = Said(page([listed(service(f"group-{place}")) for place in range(200)]))
    report, _ = await judged(OwnApi(instead={"/services": large}), web=Web(allow_private=True, largest=50_000))
    assert ("too-large", "/services") in found(report)


async def test_redirects_are_followed_and_not_for_ever() -> None:
    moved = Said(b"", 307, {"Location": "/services?page=1"})
    report, _ = await judged(OwnApi(instead={"/services": moved}))
    assert found(report) == set()
    circle = Said(b"", 307, {"Location": "/services"})
    report, _ = await judged(OwnApi(instead={"/services": circle}))
    assert ("unreachable", "/services") in found(report)


async def test_a_server_may_be_kept_from_asking_its_own_network() -> None:
    with served(OwnApi()) as (address, asked), pytest.raises(Unreachable, match="not-allowed"):
        await Web(allow_private=False).ask(address)
    assert asked == []


async def test_where_nobody_answers_everything_that_is_asked_for_is_unreachable() -> None:
    with served(OwnApi()) as (address, _):
        pass
    report = await judge_url(address, Web(allow_private=True).ask)
    assert report.outcome is Outcome.FAIL
    assert {code for code, _ in found(report)} == {"unreachable"}


@pytest.mark.parametrize(
    ("count", "most", "chosen"), [(3, 5, [0, 1, 2]), (9, 3, [0, 4, 8]), (9, 1, [0]), (9, 0, []), (0, 3, [])]
)
def test_what_is_chosen_lies_evenly_between_the_first_and_the_last(count: int, most: int, chosen: list[int]) -> None:
    assert spread(range(count), most) == chosen

"""Listings over HTTP on real servers: what is said once stands on the topics once."""

from __future__ import annotations

import uuid

import pytest

from support.directory_records import body, listing
from support.directory_service import NOBODYS, Directory, until
from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_contracts.events.directory import CapacityReported, ServicePublished, ServiceWithdrawn

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def heard(directory: Directory, stream: Stream, service: str) -> list[Envelope]:
    return [envelope for envelope in await directory.heard(stream) if envelope.subject == service]


async def test_a_published_listing_is_on_the_topic_whole_and_can_be_read(directory: Directory) -> None:
    mine = listing(name="Lantern choir", needs=("singing",))

    answer = await directory.ask("POST", "/v1/services", json=body(mine))
    assert (answer.status_code, answer.json()["id"]) == (201, mine.id)

    (envelope,) = await heard(directory, Stream.DIRECTORY, mine.id)
    assert envelope.event == ServicePublished(listing=mine, review="fresh")
    assert envelope.sequence == 1
    found = (await directory.ask("GET", f"/v1/services/{mine.id}")).json()
    assert found["listing"]["name"] == "Lantern choir"


async def test_a_listing_that_changes_nothing_says_nothing_and_one_that_changes_says_all(directory: Directory) -> None:
    mine = listing()
    first = (await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))).json()["version"]
    assert (await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))).json()["version"] == first
    changed = mine.model_copy(update={"description": "Now with soup."})
    assert (await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(changed))).json()["version"] > first

    events = [envelope.event for envelope in await heard(directory, Stream.DIRECTORY, mine.id)]
    assert events == [ServicePublished(listing=mine, review="fresh"), ServicePublished(listing=changed, review="fresh")]


async def test_a_withdrawn_listing_is_a_tombstone_and_its_capacity_is_closed_until_it_comes_back(
    directory: Directory,
) -> None:
    mine = listing()
    await directory.ask("POST", "/v1/services", json=body(mine))
    await directory.ask("POST", f"/v1/services/{mine.id}/capacity", json={"state": "capacity", "spaces": 4})

    assert (await directory.ask("DELETE", f"/v1/services/{mine.id}")).status_code == 200
    assert (await directory.ask("GET", f"/v1/services/{mine.id}")).status_code == 404
    last = (await heard(directory, Stream.DIRECTORY, mine.id))[-1]
    assert isinstance(last.event, ServiceWithdrawn)

    await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))
    reports = [envelope.event for envelope in await heard(directory, Stream.CAPACITY, mine.id)]
    states = [report.state for report in reports if isinstance(report, CapacityReported)]
    assert states == ["capacity", "closed", "capacity"]
    assert (await directory.ask("GET", f"/v1/services/{mine.id}")).json()["capacity"]["spaces"] == 4


async def test_the_same_key_with_the_same_body_happens_once_and_with_another_is_refused(directory: Directory) -> None:
    mine, key = listing(), str(uuid.uuid4())
    first = await directory.ask("POST", "/v1/services", key, json=body(mine))
    again = await directory.ask("POST", "/v1/services", key, json=body(mine))
    assert first.json() == again.json()

    other = await directory.ask("POST", "/v1/services", key, json=body(mine) | {"name": "Other"})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_a_change_to_a_listing_that_somebody_else_changed_meanwhile_is_refused(directory: Directory) -> None:
    mine = listing()
    await directory.ask("PUT", f"/v1/services/{mine.id}", json=body(mine))
    seen = (await directory.ask("GET", f"/v1/services/{mine.id}")).headers["ETag"]
    theirs = body(mine) | {"description": "They were faster."}
    assert (
        await directory.ask("PUT", f"/v1/services/{mine.id}", json=theirs, headers={"If-Match": seen})
    ).status_code == 200

    late = body(mine) | {"description": "I was slower."}
    answer = await directory.ask("PUT", f"/v1/services/{mine.id}", json=late, headers={"If-Match": seen})
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/listing-changed-since")


async def test_services_are_paged_by_cursor_and_found_by_word_need_and_publisher(directory: Directory) -> None:
    publisher = f"p-{uuid.uuid4().hex[:8]}"
    mine = [listing(name=f"Marmalade circle {n}", publisher=publisher, needs=("cookery",)) for n in range(5)]
    mine.append(listing(name="Chess in the park", publisher=publisher))
    for one in mine:
        await directory.ask("POST", "/v1/services", json=body(one))

    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (
            await directory.ask("GET", "/v1/services", params={"publisher": publisher, "limit": "2"} | cursor)
        ).json()
        found += [one["listing"]["id"] for one in page["contents"]]
        if "next" not in page:
            break
        cursor = {"cursor": page["next"]}
    assert found == sorted(one.id for one in mine)

    async def by_word() -> bool:
        answer = await directory.ask("GET", "/v1/services", params={"search": "marmelade", "publisher": publisher})
        return len(answer.json().get("contents", ())) == 5

    await until("found by word", by_word)
    by_need = await directory.ask("GET", "/v1/services", params={"need": "cookery", "publisher": publisher})
    assert len(by_need.json()["contents"]) == 5


@pytest.mark.parametrize(
    ("method", "path", "request_body", "status", "problem"),
    [
        ("POST", "/v1/services", b"{", 400, "not-json"),
        ("POST", "/v1/services", b'{"name": "CANARY-7781"}', 422, "invalid-fields"),
        ("POST", "/v1/services", b"x" * 10_000_000, 413, "body-too-large"),
        ("GET", "/v1/services/CANARY-7781", b"", 422, "invalid-fields"),
        ("GET", f"/v1/services/{NOBODYS}", b"", 404, "listing-not-found"),
        ("DELETE", f"/v1/services/{NOBODYS}", b"", 404, "listing-not-found"),
        ("GET", "/v1/services?cursor=CANARY-7781", b"", 422, "cursor-invalid"),
        ("GET", "/v1/services?limit=0", b"", 422, "invalid-fields"),
    ],
)
async def test_bad_requests_are_problems_that_repeat_nothing(
    directory: Directory, method: str, path: str, request_body: bytes, status: int, problem: str
) -> None:
    answer = await directory.ask(method, path, content=request_body)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "CANARY-7781" not in answer.text.replace(path, "")
    assert "CANARY-7781" not in directory.log.read_text()


async def test_a_field_too_many_is_named(directory: Directory) -> None:
    answer = await directory.ask("POST", "/v1/services", json=body(listing()) | {"colour": "red"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "colour", "code": "extra-forbidden", "mend": "remove this field: it is not known here"}
    ]


async def test_counts_agree_with_the_topic(directory: Directory) -> None:
    counts = (await directory.ask("GET", "/v1/counts")).json()
    latest = {envelope.subject: envelope.event for envelope in await directory.heard(Stream.DIRECTORY)}
    published = [event for event in latest.values() if isinstance(event, ServicePublished)]
    assert counts["published"] == len(published)
    assert counts["withdrawn"] == len(latest) - len(published)

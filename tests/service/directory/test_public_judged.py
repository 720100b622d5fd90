"""The whole of the public API as the validator of a stranger walks it: `/`, every list, and documents by their ids."""

from __future__ import annotations

import uuid

import pytest

from support.directory_records import body, listing
from support.directory_service import Directory, until
from support.public_asked import PROFILES, Reader
from towpath_contracts.listing import Address, Location, Organization, Schedule, TaxonomyTerm
from towpath_directory.validator import Outcome
from towpath_directory.validator.live import Bounds, judge_url
from towpath_directory.validator.report import rows
from towpath_directory.validator.web import Web

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNT = 60
"""More than a page holds."""


def an_id() -> str:
    return str(uuid.uuid4())


def a_service(place: int) -> dict[str, object]:
    address = Address(id=an_id(), address_1=f"{place} Lock Lane", city="Liverpool", postal_code="L8 5TF")
    where = Location(id=an_id(), name=f"Lock {place}", latitude=53.38, longitude=-2.95, addresses=(address,))
    schedule = Schedule(id=an_id(), freq="WEEKLY", byday="TU", opens_at="10:00", closes_at="11:30")
    return body(
        listing(
            name=f"Group {place}",
            description="We meet beside the water.",
            organization=Organization(id=an_id(), name=f"Friends {place}"),
            locations=(where,),
            schedules=(schedule,),
            taxonomy_terms=(TaxonomyTerm(id=an_id(), name=f"Theme {place}", taxonomy=f"Themes {place % 3}"),),
            needs=("walking",),
            minimum_age=18,
        )
    )


async def test_a_stranger_finds_nothing_wrong_with_any_of_it(directory: Directory) -> None:
    for place in range(COUNT):
        assert (await directory.ask("POST", "/v1/services", json=a_service(place))).status_code == 201

    async def all_told() -> bool:
        found = await Reader(directory).ask("/services", params={"per_page": 1})
        return found.status_code == 200 and found.json()["total_items"] == COUNT

    await until("all services told", all_told)
    for profile in PROFILES:
        asked: list[str] = []
        root = Reader(directory, profile).root
        report = await judge_url(root, Web(allow_private=True).ask, profile, Bounds(pages=3, documents=4), asked.append)
        assert [(row.count, row.finding) for row in rows(report)] == []
        assert report.outcome is Outcome.PASS
        assert f"{root}/services?page=2" in asked
        assert sum(f"{root}/organizations/" in url for url in asked) == 4

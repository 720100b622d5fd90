"""An export holds a listing whole: read again, it is the same listing, and exported again the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings

from support.any_listing import any_listing, of_seed
from support.directory_records import LINCOLNSHIRE, PANTRIES, body, hsds_3, taken
from support.public_asked import broken
from towpath_contracts.listing import Listing, Location, Phone, Schedule
from towpath_directory.exchange.record import line_of
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reasons import Refusal
from towpath_directory.feeds.records import records
from towpath_directory.feeds.shape import Shape
from towpath_directory.imports.areas import placed
from towpath_directory.imports.reading import Reading
from towpath_runtime.logs import Log

IMPORT: dict[str, Any] = {"created": datetime(2026, 3, 2, 9, tzinfo=UTC), "covered": [], "publisher": "elsewhere"}

LOG: Log = structlog.get_logger()


def brought(export: bytes, keep_publishers: bool = True) -> list[Taken | Refusal]:
    """What an import reads in an export."""
    lines = [{"_id": one.given, "text": one.text, "shape": one.shape.value} for one in records([export])]
    reading = Reading(IMPORT | {"keep_publishers": keep_publishers}, LOG)
    return [result for _, result in reading.of(lines)]


def there_and_back(listing: Listing) -> Listing:
    """The listing that an import reads in the export of one; its own export has to be the same bytes."""
    exported = line_of(body(listing))
    (found,) = brought(exported)
    assert isinstance(found, Taken), found
    assert found.mends == ()
    assert line_of(body(found.listing)) == exported
    return found.listing


@settings(max_examples=150, deadline=None)
@given(listing=any_listing())
def test_whatever_a_listing_says_is_in_its_export_and_comes_back(listing: Listing) -> None:
    back = there_and_back(listing)
    if not any(place.confidential for place in listing.locations):
        assert body(back) == body(listing)


def test_an_export_depends_on_the_listing_alone() -> None:
    listing = of_seed(7)
    assert line_of(body(listing)) == line_of(body(Listing.model_validate_json(listing.model_dump_json())))


def test_the_publisher_of_each_record_stays_its_own_where_that_is_asked_for() -> None:
    mine, yours = (taken(hsds_3(), publisher=name).listing for name in ("mine", "yours"))
    export = line_of(body(mine)) + line_of(body(yours))
    assert [one.listing.publisher for one in brought(export) if isinstance(one, Taken)] == ["mine", "yours"]
    taken_over = brought(export, keep_publishers=False)
    assert [one.listing.publisher for one in taken_over if isinstance(one, Taken)] == ["elsewhere", "elsewhere"]


def test_nothing_leads_to_a_confidential_place() -> None:
    secret = "3f1c2b5e-1111-4c8f-8f0e-1b2c3d4e5f60"
    place = Location(id=secret, name="Hidden house", latitude=53.4, longitude=-2.98, confidential=True)
    phone = Phone(id="3f1c2b5e-2222-4c8f-8f0e-1b2c3d4e5f60", number="0151 496 0999", location_id=secret)
    session = Schedule(
        id="3f1c2b5e-3333-4c8f-8f0e-1b2c3d4e5f60",
        freq="WEEKLY",
        byday="TU",
        description="Behind the mill",
        location_id=secret,
    )
    refuge = taken(hsds_3()).listing.model_copy(
        update={"locations": (place,), "phones": (phone,), "schedules": (session,), "service_at_locations": ()}
    )
    exported = line_of(body(refuge)).decode()
    for told in (secret, "Hidden house", "53.4", "0999", "Behind the mill"):
        assert told not in exported
    back = there_and_back(refuge)
    (kept,) = back.locations
    assert kept.confidential
    assert [one.byday for one in back.schedules] == ["TU"]
    assert back.schedules[0].location_id == kept.id


def test_each_record_is_a_service_of_hsds_for_whoever_reads_that_alone() -> None:
    record = json.loads(line_of(body(taken(hsds_3()).listing)))
    assert broken(record, "service", "hsds-3.1") == []
    assert record["towpath"]["version"] == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 2}, "towpath.version"),
        ({"listing": {"minimum_age": 900}}, "minimum_age"),
        ({"listing": {"locations": [7]}}, "locations"),
    ],
)
def test_an_export_that_is_none_of_ours_is_refused_with_the_field(change: dict[str, Any], field: str) -> None:
    record = json.loads(line_of(body(taken(hsds_3()).listing)))
    own = record["towpath"]
    own["version"] = change.get("version", own["version"])
    own["listing"] |= change.get("listing", {})
    (found,) = brought(json.dumps(record).encode())
    assert isinstance(found, Refusal)
    assert (found.code, found.field) == ("does-not-fit", field)


@pytest.mark.parametrize("feed", [LINCOLNSHIRE, PANTRIES], ids=["north-lincolnshire", "pantries"])
def test_every_listing_of_the_real_feeds_survives(feed: Path) -> None:
    if not feed.exists():
        pytest.skip("the feed is not beside the repository (TOWPATH_SHARED says where it is)")
    with feed.open("rb") as content:
        shapes = {shape: Feed("real", shape, IMPORT["created"].date(), placed) for shape in Shape}
        found = [
            normalise(Part.from_text(one.text), shapes[one.shape])
            for one in records(iter(lambda: content.read(1 << 18), b""))
            if one.refusal is None
        ]
    listings = [one.listing for one in found if isinstance(one, Taken)]
    assert len(listings) > 600
    export = b"".join(line_of(body(one)) for one in listings)
    back = [one.listing for one in brought(export) if isinstance(one, Taken)]
    assert back == listings

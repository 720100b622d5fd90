"""The two real feeds, where they lie beside the repository: every record is accounted for and nothing ugly is left."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from support.directory_records import LINCOLNSHIRE, PANTRIES, SHARED
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reasons import Refusal
from towpath_directory.feeds.records import records
from towpath_directory.imports.areas import placed
from towpath_directory.model import content_hash

STANDARDS = SHARED / "standards"

pytestmark = pytest.mark.skipif(
    not LINCOLNSHIRE.exists(),
    reason="the real feeds are not beside the repository (TOWPATH_SHARED says where they are)",
)


@cache
def read(path: Path) -> tuple[list[int], list[Taken | Refusal]]:
    documents, found = [], []
    for record in records([path.read_bytes()]):
        feed = Feed("publisher", record.shape, date(2025, 11, 22), placed)
        documents.append(record.document)
        found.append(record.refusal or normalise(Part.from_text(record.text), feed))
    return documents, found


def taken(path: Path) -> list[Taken]:
    return [one for one in read(path)[1] if isinstance(one, Taken)]


def mends(path: Path) -> Counter[str]:
    return Counter(code for one in taken(path) for code in {mend.code for mend in one.mends})


def test_all_738_records_of_north_lincolnshire_are_taken() -> None:
    documents, found = read(LINCOLNSHIRE)
    assert len(documents) == len(set(documents)) == 738
    assert len(taken(LINCOLNSHIRE)) == len(found)
    assert len({one.listing.id for one in taken(LINCOLNSHIRE)}) == 738


def test_the_955_documents_of_the_pantries_give_1050_services_and_one_that_describes_none() -> None:
    documents, found = read(PANTRIES)
    assert len(set(documents)) == 955
    assert len(taken(PANTRIES)) == 1050
    assert [one.code for one in found if isinstance(one, Refusal)] == ["no-service"]
    assert len({one.listing.id for one in taken(PANTRIES)}) == 1050, "ids such as svc_1 clash no more"


def test_what_was_mended_most_is_what_the_feeds_are_known_for() -> None:
    lincolnshire, pantries = mends(LINCOLNSHIRE), mends(PANTRIES)
    assert lincolnshire["html-cleaned"] == 738
    assert lincolnshire["empty-email-dropped"] == 40
    assert pantries["id-derived"] == 1050
    assert pantries["bad-frequency-dropped"] <= 5, "nearly every frequency is understood"
    assert pantries["which-day-unknown"] + pantries["week-of-month-unknown"] <= 10


@pytest.mark.parametrize("path", [LINCOLNSHIRE, PANTRIES], ids=["north-lincolnshire", "pantries"])
def test_no_markup_is_left(path: Path) -> None:
    for one in taken(path):
        texts = (one.listing.name, one.listing.description, one.listing.organization.description)
        assert not any(re.search(r"</?[a-zA-Z][^<>]*>|&(?:amp|nbsp|lt);", text) for text in texts)


def test_most_services_can_be_matched() -> None:
    lincolnshire, pantries = taken(LINCOLNSHIRE), taken(PANTRIES)
    assert sum(bool(one.listing.needs) for one in lincolnshire) > 0.85 * len(lincolnshire)
    assert sum(bool(one.listing.needs) for one in pantries) > 0.98 * len(pantries)
    located = [one for one in pantries if any(place.latitude is not None for place in one.listing.locations)]
    assert len(located) > 0.8 * len(pantries)
    assert sum(bool(one.listing.schedules) for one in pantries) > 0.98 * len(pantries)


@pytest.mark.parametrize("path", [LINCOLNSHIRE, PANTRIES], ids=["north-lincolnshire", "pantries"])
def test_a_feed_read_twice_gives_the_same_listings(path: Path) -> None:
    first = [content_hash(one.listing) for one in taken(path)]
    read.cache_clear()
    assert [content_hash(one.listing) for one in taken(path)] == first


def test_the_examples_of_the_standards_are_taken_whole() -> None:
    names = ("service_full", "service_list", "service_at_location_full", "organization_full")
    examples = [path for path in sorted(STANDARDS.glob("*/examples/*.json")) if path.stem in names]
    assert len(examples) == 8
    for path in examples:
        refused = [one for one in read(path)[1] if isinstance(one, Refusal)]
        assert taken(path), path
        assert not refused, path


def test_of_what_the_validator_passes_only_services_that_nobody_runs_are_refused() -> None:
    (path,) = STANDARDS.glob("oruk-validator-mocks/V3.0-UK-Test/service_list.json")
    refused = [one.code for one in read(path)[1] if isinstance(one, Refusal)]
    assert set(refused) == {"no-organisation"}
    assert len(taken(path)) + len(refused) == 128

"""What is wrong with a record is named, costs what the scale says, and is named no longer once it is mended."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.directory_records import LINCOLNSHIRE, NOW, PANTRIES, TODAY, listing
from towpath_contracts.listing import Listing
from towpath_directory.commands import ImportLine, PublishListing, WithdrawListing
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.quality import Grade, Grader
from towpath_directory.feeds.reasons import MENDS
from towpath_directory.feeds.records import records
from towpath_directory.feeds.scale import LETTERS, read, scale
from towpath_directory.grades.model import GradeAgain
from towpath_directory.grades.store import grade_document, grade_from
from towpath_directory.imports.areas import placed
from towpath_directory.model import Entry
from towpath_directory.stream import entries

GRADER = Grader(scale(), placed)
PLACE: dict[str, Any] = {
    "id": "5c1f1f1e-2222-4444-8888-aaaaaaaaaaaa",
    "location_type": "physical",
    "latitude": 53.385,
    "longitude": -2.955,
    "addresses": [
        {
            "id": "5c1f1f1e-2222-4444-8888-bbbbbbbbbbbb",
            "address_1": "1 Lock Lane",
            "city": "Liverpool",
            "postal_code": "L8 5TF",
        }
    ],
}
GOOD: dict[str, Any] = {
    "description": "We meet on the towpath by the lock and walk a mile or two at an easy pace, with tea afterwards.",
    "locations": [PLACE],
    "schedules": [
        {
            "id": "5c1f1f1e-2222-4444-8888-cccccccccccc",
            "freq": "WEEKLY",
            "byday": "TU",
            "opens_at": "10:00",
            "closes_at": "11:00",
        }
    ],
    "assured_date": "2026-02-01",
    "taxonomy_terms": [{"id": "5c1f1f1e-2222-4444-8888-dddddddddddd", "name": "Walking"}],
    "needs": ["walking"],
    "phones": [{"id": "5c1f1f1e-2222-4444-8888-eeeeeeeeeeee", "number": "0151 496 0000"}],
}


def grade(mends: tuple[str, ...] = (), likely: int = 0, today: date = TODAY, **changes: Any) -> Grade:
    return GRADER.grade(listing(**GOOD | changes), mends, likely, today)


def place(**changes: Any) -> list[dict[str, Any]]:
    address = PLACE["addresses"][0] | {
        name: changes.pop(name) for name in ("postal_code", "country") if name in changes
    }
    return [PLACE | {"addresses": [address]} | changes]


def test_a_record_with_nothing_wrong_has_full_points() -> None:
    assert grade() == Grade("A", 100, (), until=date(2027, 2, 1))


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("place-missing", {"locations": []}),
    ("coordinates-missing", {"locations": place(latitude=None, longitude=None)}),
    ("coordinates-doubtful", {"locations": place(latitude=51.5, longitude=-0.1)}),
    ("postcode-missing", {"locations": place(postal_code="")}),
    ("postcode-doubtful", {"locations": place(postal_code="L8 5T0")}),
    ("schedule-missing", {"schedules": []}),
    ("schedule-unclear", {"schedules": [GOOD["schedules"][0] | {"freq": None, "byday": None}]}),
    ("assurance-missing", {"assured_date": None}),
    ("assurance-old", {"assured_date": "2025-02-28"}),
    ("assurance-very-old", {"assured_date": "2024-03-02"}),
    ("taxonomy-missing", {"taxonomy_terms": []}),
    ("need-unknown", {"needs": []}),
    ("ages-doubtful", {"maximum_age": 0}),
    ("html-left", {"description": "<p>" + GOOD["description"] + "</p>"}),
    ("description-missing", {"description": " "}),
    ("description-short", {"description": "We walk."}),
    ("contact-missing", {"phones": []}),
    ("contact-doubtful", {"email": "nobody at all"}),
    ("contact-doubtful", {"url": "towpath"}),
    ("duplicate-likely", {"likely": 1}),
]


@pytest.mark.parametrize(("code", "changes"), WRONG, ids=[code for code, _ in WRONG])
def test_each_thing_that_is_wrong_is_named_alone_and_costs_its_points(code: str, changes: dict[str, Any]) -> None:
    found = grade(**changes)
    assert found.reasons == (code,)
    assert found.score == 100 - scale().reasons[code].points


def test_every_reason_of_the_scale_is_given_somewhere() -> None:
    assert {code for code, _ in WRONG} | set(scale().marks.values()) == set(scale().reasons)


@pytest.mark.parametrize("mend", sorted(scale().marks))
def test_what_a_reader_mended_counts_as_what_it_was(mend: str) -> None:
    assert mend in MENDS
    found = grade((mend, "status-assumed"))
    assert (found.reasons, found.marks) == ((scale().marks[mend],), (mend,))


def test_one_thing_that_is_wrong_twice_costs_once() -> None:
    assert grade(("bad-phone-dropped", "bad-email-dropped")).reasons == ("contact-doubtful",)
    missing = grade(("place-from-text",), locations=[])
    assert missing.reasons == ("place-missing",)


@pytest.mark.parametrize("change", [{"modes": ["online"]}, {"modes": ["phone"]}, {"nationwide": True}])
def test_what_is_not_given_at_a_place_needs_none(change: dict[str, Any]) -> None:
    assert grade(locations=[], **change).reasons == ()


def test_a_place_that_must_not_be_found_is_not_asked_where_it_is() -> None:
    hidden = {"id": PLACE["id"], "location_type": "physical", "confidential": True}
    assert grade(locations=[hidden]).reasons == ()


def test_a_grade_is_another_one_from_the_day_on_which_it_says_so() -> None:
    now = grade()
    assert now.until is not None
    assert grade(today=now.until - timedelta(days=1)).reasons == ()
    later = grade(today=now.until)
    assert (later.reasons, later.until) == (("assurance-old",), date(2028, 2, 1))
    assert grade(today=date(2028, 2, 1)).until is None


@given(st.lists(st.sampled_from(sorted(scale().reasons)), unique=True))
def test_more_that_is_wrong_is_never_a_better_grade(codes: list[str]) -> None:
    scores = [scale().score(codes[:count]) for count in range(len(codes) + 1)]
    letters = [scale().letter(score) for score in scores]
    assert scores == sorted(scores, reverse=True)
    assert letters == sorted(letters)
    assert 0 <= scores[-1] <= 100
    assert set(letters) <= set(LETTERS)


def test_a_scale_that_names_a_reason_that_it_does_not_have_is_none() -> None:
    with pytest.raises(KeyError):
        read('full = 1\n[letters]\n[reasons]\n[marks]\n"html-cleaned" = "unheard-of"')


def test_a_grade_is_read_as_it_was_kept() -> None:
    for found in (grade(), grade(("html-cleaned",), likely=2, assured_date=None)):
        assert grade_from(grade_document(Entry(grade=found))) == found


def after(state: Entry | None, asked: Any) -> Entry:
    rules = entries()
    for event in rules.decide(state, asked, NOW):
        state = rules.evolve(state, event)
    assert state is not None
    return state


def test_a_listing_is_graded_when_it_is_published_and_when_it_changes() -> None:
    mine = listing(**GOOD)
    entry = after(None, PublishListing(mine, line=ImportLine("r", (("html-cleaned", "description"),))))
    assert entry.grade is not None
    assert entry.grade.reasons == ("html-cleaned",)
    assert not entries().decide(
        entry, PublishListing(mine, line=ImportLine("r", (("html-cleaned", "description"),))), NOW
    )
    mended = after(entry, PublishListing(mine, line=ImportLine("r2")))
    assert mended.grade is not None
    assert mended.grade.reasons == (), "the same listing, from a feed that holds no markup any more"
    worse = after(mended, PublishListing(mine.model_copy(update={"needs": ()})))
    assert worse.grade is not None
    assert worse.grade.reasons == ("need-unknown",)


def test_a_listing_that_may_be_there_twice_is_told_so_until_it_is_settled() -> None:
    entry = after(None, PublishListing(listing(**GOOD)))
    twice = after(entry, GradeAgain(likely=1))
    assert twice.grade is not None
    assert twice.grade.reasons == ("duplicate-likely",)
    assert after(twice, GradeAgain()).grade == twice.grade
    assert after(twice, GradeAgain(likely=0)).grade == entry.grade


def test_what_is_not_listed_has_nothing_to_grade() -> None:
    entry = after(after(None, PublishListing(listing(**GOOD))), WithdrawListing())
    assert not entries().decide(entry, GradeAgain(likely=3), NOW)
    assert not entries().decide(None, GradeAgain(), NOW)


def graded(feed: Path) -> list[tuple[Listing, Grade]]:
    found = []
    for record in records([feed.read_bytes()]):
        taken = (
            normalise(Part.from_text(record.text), Feed("real", record.shape, TODAY, placed)) if record.text else None
        )
        if isinstance(taken, Taken):
            codes = {mend.code for mend in taken.mends}
            found.append((taken.listing, GRADER.grade(taken.listing, codes, 0, TODAY)))
    return found


@pytest.mark.parametrize("feed", [LINCOLNSHIRE, PANTRIES], ids=lambda feed: feed.stem)
def test_the_real_feeds_are_graded_apart_and_no_markup_is_left(feed: Path) -> None:
    if not feed.exists():
        pytest.skip("the real feeds do not lie beside the repository")
    found = graded(feed)
    letters = Counter(one.letter for _, one in found)
    reasons = Counter(reason for _, one in found for reason in one.reasons)
    assert len(letters) >= 3, letters
    assert "html-left" not in reasons

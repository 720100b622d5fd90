"""A listing goes from a draft to the directory by one table of who may do what, and never by accident."""

from __future__ import annotations

from typing import Any

import pytest

from support.curation_told import (
    CURATOR,
    OWNER,
    PUBLISHED_BY,
    SERVICE,
    Story,
    after,
    because,
    fields,
    kinds,
    publish,
    save,
    submit,
)
from support.directory_records import listing
from towpath_contracts.events.directory import ServicePublished
from towpath_directory.commands import By, PublishListing
from towpath_directory.curation.checking import check
from towpath_directory.curation.commands import (
    Discard,
    Move,
    Recall,
    Return,
    Save,
    Suggest,
    TakeIn,
    Withdraw,
)
from towpath_directory.curation.model import State
from towpath_directory.curation.refusals import (
    DraftChangedSince,
    DraftIncomplete,
    DraftInTheWay,
    NotForThem,
    NotTheOwner,
    ReasonMissing,
    ReasonUnknown,
    StepNotPossible,
)
from towpath_directory.curation.state import state_of
from towpath_directory.curation.transitions import TRANSITIONS
from towpath_directory.duplicates.merging import MergeInto
from towpath_directory.duplicates.refusals import ListingMerged
from towpath_directory.refusals import OtherPublisher
from towpath_directory.store import from_document, to_document

NEW = (save(), submit())
LISTED = (*NEW, publish())
SUGGESTED = Suggest(CURATOR, suggestion="s-1", fields={"name": "Chess in the park"})


def draft_of(story: Story) -> Any:
    assert story.entry.draft is not None
    return story.entry.draft


def test_a_new_listing_is_drafted_submitted_and_published_by_a_moderator() -> None:
    story = after(save())
    assert state_of(story.entry) is State.DRAFT
    story.ask(submit())
    assert state_of(story.entry) is State.SUBMITTED
    assert "ServicePublished" not in kinds(story.events)
    said = story.ask(publish())
    assert kinds(said)[0] == "ServicePublished"
    assert state_of(story.entry) is State.PUBLISHED
    assert story.entry.draft is None
    assert story.entry.listing is not None
    assert story.entry.listing.id == SERVICE


def test_what_is_suggested_is_no_draft_before_somebody_works_on_it() -> None:
    story = after(SUGGESTED)
    assert state_of(story.entry) is State.SUGGESTED
    assert draft_of(story).suggestions == ("s-1",)
    story.ask(save(expected=draft_of(story).revision))
    assert state_of(story.entry) is State.DRAFT


def test_a_change_of_a_published_listing_waits_while_the_listing_stands() -> None:
    story = after(*LISTED, save(name="Canal walkers, slowly"), submit())
    assert state_of(story.entry) is State.PUBLISHED
    assert story.entry.listing is not None
    assert story.entry.listing.name == "Canal walkers"
    story.ask(publish())
    assert story.entry.listing.name == "Canal walkers, slowly"


def test_a_draft_that_is_given_up_leaves_what_is_published() -> None:
    story = after(*LISTED, save(name="Something else"))
    said = story.ask(Discard(because(CURATOR, "not-needed")))
    assert kinds(said) == ["Drafted"]
    assert story.entry.draft is None
    assert story.entry.listing is not None


def test_a_new_draft_that_is_given_up_leaves_nothing() -> None:
    story = after(save(), Discard(because(CURATOR, "duplicate")))
    assert state_of(story.entry) is None
    assert to_document(story.entry)["unlisted"] is True
    assert from_document(to_document(story.entry)) == story.entry


def test_a_submitted_draft_is_given_back_with_a_reason_and_no_longer_submitted() -> None:
    story = after(*NEW)
    with pytest.raises(ReasonMissing) as refused:
        story.ask(Return(CURATOR))
    assert "incomplete" in refused.value.detail
    with pytest.raises(ReasonUnknown):
        story.ask(Return(because(CURATOR, "i-do-not-like-it")))
    story.ask(Return(because(CURATOR, "incomplete")))
    assert (draft_of(story).state, draft_of(story).reason) == (State.DRAFT, "incomplete")


def test_a_refusal_names_the_state_and_what_may_be_done_instead() -> None:
    story = after(*NEW)
    with pytest.raises(StepNotPossible) as refused:
        story.ask(save())
    assert "the draft is submitted" in refused.value.detail
    for step in ("recall (curator, owner, publisher)", "return (curator)", "publish (curator)", "discard"):
        assert step in refused.value.detail


@pytest.mark.parametrize("asked", [publish(), Recall(CURATOR), Return(because(CURATOR, "unclear"))])
def test_what_is_not_submitted_is_neither_published_nor_returned(asked: Any) -> None:
    for story in (after(), after(save()), after(SUGGESTED)):
        before = story.state
        with pytest.raises(StepNotPossible):
            story.ask(asked)
        assert story.state == before


def test_only_a_curator_moderates() -> None:
    story = after(save(PUBLISHED_BY), submit(PUBLISHED_BY))
    for asked in (publish(PUBLISHED_BY), Return(because(PUBLISHED_BY, "unclear"))):
        with pytest.raises(NotForThem):
            story.ask(asked)


def test_an_organisation_that_owns_nothing_and_another_publisher_change_nothing() -> None:
    story = after(*LISTED)
    with pytest.raises(NotTheOwner):
        story.ask(save(OWNER))
    with pytest.raises(OtherPublisher):
        story.ask(save(By("publisher", "another")))
    with pytest.raises(OtherPublisher):
        story.ask(save(CURATOR, publisher="another"))


def test_whoever_has_seen_another_draft_changes_nothing() -> None:
    story = after(save())
    seen = draft_of(story).revision
    story.ask(save(expected=seen, name="Walkers"))
    for asked in (save(expected=seen), submit(expected=seen), Save(CURATOR, fields=fields(), begins=True)):
        with pytest.raises(DraftChangedSince):
            story.ask(asked)


def test_what_is_missing_or_wrong_is_listed_whole_and_stops_the_submission() -> None:
    story = after(save(name=None, description="", phones=[{"number": "1"}], organization=None, minimum_age=300))
    found = check(SERVICE, draft_of(story).fields, None)
    assert {(one.code, one.field) for one in found.problems} == {
        ("missing", "name"),
        ("missing", "organization"),
        ("bad-phone-dropped", "phones.number"),
        ("does-not-fit", "minimum_age"),
    }
    assert all(one.words for one in found.problems)
    with pytest.raises(DraftIncomplete) as refused:
        story.ask(submit())
    assert "name (missing)" in refused.value.detail


def test_a_new_listing_says_what_it_is_where_for_what_and_how_to_reach_it() -> None:
    found = check(
        SERVICE, fields(description="", phones=None, organization={"name": "W"}, needs=[], nationwide=None), None
    )
    assert {one.code for one in found.problems} == {"no-description", "no-place", "no-way-to-reach", "no-need"}


def test_what_a_feed_left_out_is_not_held_against_whoever_mends_something_else() -> None:
    known = listing(id=SERVICE)
    story = after(PublishListing(known), Save(CURATOR, fields={**fields(), "needs": [], "name": "Walk", "phones": []}))
    found = check(SERVICE, draft_of(story).fields, known)
    assert found.problems == ()


def test_texts_are_cleaned_and_parts_get_ids_as_in_an_import() -> None:
    found = check(SERVICE, fields(description="<p>Walks</p>", url="walkers.example?utm_source=x"), None)
    assert found.listing is not None
    assert (found.listing.description, found.listing.url) == ("Walks", "https://walkers.example")
    assert {mend.code for mend in found.mends} == {"html-cleaned", "tracking-removed", "url-scheme-added"}
    again = check(SERVICE, fields(description="<p>Walks</p>", url="walkers.example"), None)
    assert again.listing is not None
    assert again.listing.phones == found.listing.phones


def test_a_draft_stands_in_the_way_of_a_merge_until_it_is_moved() -> None:
    story = after(*LISTED, save(name="Slow walkers"))
    other = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a78"
    with pytest.raises(DraftInTheWay):
        story.ask(MergeInto(other))
    story.ask(Move(CURATOR, to=other))
    story.ask(MergeInto(other))
    assert story.entry.draft is None
    with pytest.raises(ListingMerged) as refused:
        story.ask(save())
    assert other in refused.value.detail


def test_what_comes_from_elsewhere_goes_into_the_draft_that_is_in_work() -> None:
    story = after(*LISTED, save(name="Slow walkers"))
    story.ask(TakeIn(because(CURATOR, "suggestion-merged"), fields={"wait_time": "two weeks"}, suggestion="s-2"))
    assert draft_of(story).fields["wait_time"] == "two weeks"
    assert draft_of(story).fields["name"] == "Slow walkers"
    assert draft_of(story).suggestions == ("s-2",)


def test_a_withdrawn_listing_is_withdrawn_for_a_reason_and_comes_back_through_a_draft() -> None:
    story = after(*LISTED)
    with pytest.raises(ReasonMissing):
        story.ask(Withdraw(CURATOR))
    story.ask(Withdraw(because(CURATOR, "closed")))
    assert state_of(story.entry) is State.WITHDRAWN
    with pytest.raises(StepNotPossible):
        story.ask(Withdraw(because(CURATOR, "closed")))
    for asked in (save(), submit(), publish()):
        story.ask(asked)
    assert state_of(story.entry) is State.PUBLISHED


def test_every_step_of_the_table_has_a_reason_and_somebody_who_may_take_it() -> None:
    assert len({row.step for row in TRANSITIONS}) == len(TRANSITIONS)
    for row in TRANSITIONS:
        assert row.reasons
        assert row.who
        assert row.whence


def test_a_publisher_who_sends_a_listing_publishes_it_whatever_is_in_work() -> None:
    story = after(save())
    said = story.ask(PublishListing(listing(id=SERVICE)))
    assert any(isinstance(event, ServicePublished) for event in said)
    assert draft_of(story).state is State.DRAFT

"""An owner's or a curator's word stands over a feed until the feed changes it, and then the policy decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.curation_told import CURATOR, OWNER, PUBLISHED_BY, SERVICE, Story, because, kinds
from support.directory_records import listing
from towpath_contracts.listing import Listing
from towpath_directory.commands import ImportLine, PublishListing, WithdrawListing
from towpath_directory.curation.commands import Publish, Save, SettleConflict, Submit, Withdraw
from towpath_directory.curation.model import Fields
from towpath_directory.curation.policy import Policy, Precedence, policy, read, readable
from towpath_directory.curation.refusals import ConflictNotFound, NotForThem
from towpath_directory.curation.threeway import Changed, differences, fields_of
from towpath_directory.duplicates.merging import MergeInto, Release
from towpath_directory.model import content_hash
from towpath_directory.refusals import OtherPublisher

BASE = listing(id=SERVICE, name="Canal walkers", description="We walk.", minimum_age=18, maximum_age=60)
LINE = ImportLine("a:00000001")


def fed(**changes: Any) -> PublishListing:
    return PublishListing(BASE.model_copy(update=changes), line=LINE)


def corrected(rules: Policy | None = None, by: Any = CURATOR, **changes: Any) -> Story:
    """A listing from a feed that somebody corrected."""
    story = Story(rules)
    story.ask(fed())
    story.ask(Save(by, fields=fields_of(BASE.model_copy(update=changes))))
    story.ask(Submit(by, service=SERVICE))
    story.ask(Publish(CURATOR, service=SERVICE))
    return story


def stands(story: Story) -> Listing:
    assert story.entry.listing is not None
    return story.entry.listing


def test_the_same_record_again_undoes_nothing() -> None:
    story = corrected(name="Slow walkers")
    assert story.ask(fed()) == []
    assert stands(story).name == "Slow walkers"


def test_what_the_feed_changes_elsewhere_is_taken_beside_the_correction() -> None:
    story = corrected(name="Slow walkers")
    story.ask(fed(description="We stroll."))
    assert (stands(story).name, stands(story).description) == ("Slow walkers", "We stroll.")
    assert story.entry.record is not None
    assert story.entry.record.disputed == ()


def test_what_both_changed_stays_and_goes_to_a_curator() -> None:
    story = corrected(name="Slow walkers")
    story.ask(fed(name="Quick walkers"))
    assert stands(story).name == "Slow walkers"
    assert story.entry.record is not None
    assert story.entry.record.disputed == ("name",)
    since = story.entry.record.since
    story.ask(fed(name="Quick walkers", description="We stroll."))
    assert (story.entry.record.disputed, story.entry.record.since) == (("name",), since)


@pytest.mark.parametrize(("right", "name"), [("owner", "Slow walkers"), ("feed", "Quick walkers")])
def test_the_policy_says_who_is_right_about_a_field(right: str, name: str) -> None:
    story = corrected(Policy(fields={"name": Precedence(right)}), name="Slow walkers")
    story.ask(fed(name="Quick walkers"))
    assert stands(story).name == name
    assert story.entry.record is None or story.entry.record.disputed == ()


def test_a_feed_that_says_the_same_at_last_is_followed_again() -> None:
    story = corrected(name="Slow walkers")
    caught_up = stands(story)
    story.ask(PublishListing(caught_up, line=LINE))
    assert story.entry.record is None
    story.ask(PublishListing(caught_up.model_copy(update={"name": "Quick walkers"}), line=LINE))
    assert stands(story).name == "Quick walkers"


def test_a_publisher_who_has_seen_the_correction_may_have_it_otherwise() -> None:
    story = corrected(name="Slow walkers")
    story.ask(PublishListing(BASE, expected=content_hash(stands(story))))
    assert stands(story).name == "Canal walkers"
    assert story.entry.record is None


def test_a_publishers_own_draft_leaves_the_feed_in_its_right() -> None:
    story = corrected(by=PUBLISHED_BY, name="Slow walkers")
    assert story.entry.record is None
    story.ask(fed())
    assert stands(story).name == "Canal walkers"


def test_ages_that_both_moved_never_leave_nobody_to_come() -> None:
    story = corrected(minimum_age=50)
    story.ask(fed(maximum_age=40))
    assert (stands(story).minimum_age, stands(story).maximum_age) == (50, 60)
    assert story.entry.record is not None
    assert story.entry.record.disputed == ("maximum_age", "minimum_age")


def test_a_curator_settles_what_is_in_dispute() -> None:
    story = corrected(name="Slow walkers", description="We amble.")
    story.ask(fed(name="Quick walkers", description="We stroll."))
    with pytest.raises(NotForThem):
        story.ask(SettleConflict(because(OWNER, "other"), ("name",)))
    with pytest.raises(ConflictNotFound):
        story.ask(SettleConflict(CURATOR, ("url",)))
    story.ask(SettleConflict(CURATOR, ("name",)))
    assert (stands(story).name, stands(story).description) == ("Quick walkers", "We amble.")
    with pytest.raises(ConflictNotFound):
        story.ask(SettleConflict(CURATOR, ("name",)))
    assert story.ask(fed(name="Quick walkers", description="We stroll.")) == []


def test_another_publisher_has_no_say() -> None:
    story = corrected(name="Slow walkers")
    with pytest.raises(OtherPublisher):
        story.ask(fed(publisher="another"))


def test_what_a_curator_withdrew_a_feed_does_not_bring_back() -> None:
    story = Story()
    story.ask(fed())
    story.ask(Withdraw(because(CURATOR, "closed")))
    assert story.ask(fed()) == []
    assert kinds(story.ask(fed(name="Quick walkers"))) == ["RecordHeard"]
    assert story.entry.listing is None
    assert story.entry.record is not None
    assert story.entry.record.disputed == ("status",)
    with pytest.raises(OtherPublisher):
        story.ask(fed(publisher="another"))


def test_a_correction_survives_a_merge_that_is_taken_back() -> None:
    other = "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a78"
    for later, name in ((fed(), "Slow walkers"), (fed(name="Quick walkers"), "Quick walkers")):
        story = corrected(name="Slow walkers")
        for asked in (MergeInto(other), later, Release(other)):
            story.ask(asked)
        assert stands(story).name == name
        story.ask(later)
        assert stands(story).name == name


def test_what_its_publisher_withdrew_the_feed_may_bring_back() -> None:
    story = Story()
    for asked in (fed(), WithdrawListing(), fed()):
        story.ask(asked)
    assert stands(story).name == "Canal walkers"


def test_differences_tell_who_changed_what_and_what_is_empty_is_left_out() -> None:
    base: Fields = {"name": "A", "url": "u", "description": "d", "email": "e"}
    ours: Fields = {"name": "B", "url": "u", "description": "same", "needs": []}
    theirs: Fields = {"name": "C", "url": "v", "description": "same", "email": "e"}
    found = {one.field: one.changed for one in differences(base, ours, theirs)}
    assert found == {
        "name": Changed.BOTH,
        "url": Changed.THEIRS,
        "description": Changed.ALIKE,
        "email": Changed.OURS,
    }


def test_the_policy_that_is_shipped_trusts_nobody_and_asks() -> None:
    shipped = policy()
    assert (shipped.trusted, shipped.of("name"), shipped.of("assured_date")) == (frozenset(), "ask", "feed")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[owners]\ntrusted = []\n[precedence]\notherwise = 'nobody'",
        "[owners]\ntrusted = []\n[precedence]\notherwise = 'ask'\n[precedence.fields]\nnonsense = 'feed'",
        "not toml",
    ],
)
def test_a_policy_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path, text: str) -> None:
    with pytest.raises((KeyError, ValueError)):
        read(text)
    path = tmp_path / "policy.toml"
    path.write_text(text)
    with pytest.raises(ValueError, match="the policy"):
        readable(path)
    with pytest.raises(ValueError, match="no file"):
        readable(tmp_path / "none.toml")

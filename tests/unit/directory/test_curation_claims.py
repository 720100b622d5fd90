"""Who owns a listing: what the directory finds out by itself, and what a curator alone decides."""

from __future__ import annotations

import pytest

from support.curation_told import CURATOR, OWNER, PUBLISHED_BY, Story, after, because, publish, save, submit
from support.directory_records import listing
from towpath_contracts.listing import Listing, Organization, OrganizationIdentifier
from towpath_directory.commands import PublishListing, WithdrawListing
from towpath_directory.curation.claiming import MOST_WAITING
from towpath_directory.curation.commands import ChangeOwner, MakeClaim, SettleClaim, Withdraw
from towpath_directory.curation.evidence import evidence
from towpath_directory.curation.model import State
from towpath_directory.curation.policy import Policy
from towpath_directory.curation.refusals import (
    AlreadyTheOwner,
    ClaimNotFound,
    ClaimWaits,
    NobodyOwnsIt,
    NotForThem,
    NotTheOwner,
    ReasonMissing,
    ReasonUnknown,
    TooManyClaims,
)
from towpath_directory.curation.state import state_of
from towpath_directory.refusals import ListingNotFound
from towpath_directory.store import from_document, to_document

LISTED = (save(), submit(), publish())
CLAIM = MakeClaim("c-1", "walkers", "email-domain", "walkers.example")
GRANT = SettleClaim("c-1", True, because(CURATOR, "evidence-matches"))
OWNED = (*LISTED, CLAIM, GRANT)


def owner(story: Story) -> str | None:
    return story.entry.owner


def run_by(**changes: object) -> Listing:
    known = {"id": "0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a70", "name": "Walkers of the Cut"}
    return listing(organization=Organization.model_validate(known | changes))


@pytest.mark.parametrize(
    ("website", "email", "domain", "found"),
    [
        ("https://www.walkers.example/about", None, "walkers.example", ("domain-matches-website",)),
        ("https://walkers.example", None, "mail.walkers.example", ("domain-matches-website",)),
        ("https://walkers.example", None, "WALKERS.example", ("domain-matches-website",)),
        (None, "hello@walkers.example", "walkers.example", ("domain-matches-email",)),
        (
            "https://walkers.example",
            "a@walkers.example",
            "walkers.example",
            ("domain-matches-website", "domain-matches-email"),
        ),
        ("https://walkers.co.uk", None, "co.uk", ("domain-differs",)),
        ("https://walkers.example", None, "notwalkers.example", ("domain-differs",)),
        (None, "walkers@gmail.com", "gmail.com", ("domain-of-many",)),
        ("https://walkers.wordpress.com", None, "walkers.wordpress.com", ("domain-of-many",)),
        (None, None, "walkers.example", ("nothing-to-compare",)),
    ],
)
def test_a_domain_speaks_for_a_claim_only_where_it_is_the_listings_own(
    website: str | None, email: str | None, domain: str, found: tuple[str, ...]
) -> None:
    assert evidence(run_by(website=website, email=email), "email-domain", domain) == found


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("1234567", "charity-number-matches"),
        ("GB-CHC-1234567", "charity-number-matches"),
        ("7654321", "charity-number-differs"),
    ],
)
def test_a_charity_number_is_held_against_the_one_that_is_listed(number: str, found: str) -> None:
    one = OrganizationIdentifier(
        id="0f0b7a52-8a59-4d2c-9c3e-0a8f6f1f4a71", identifier="GB-CHC-1234567", identifier_type="Charity number"
    )
    assert evidence(run_by(organization_identifiers=(one,)), "charity-number", number) == (found,)
    assert evidence(run_by(), "charity-number", number) == ("nothing-to-compare",)


def test_other_evidence_is_for_a_curator_to_judge() -> None:
    assert evidence(run_by(), "other", None) == ("for-a-curator-to-judge",)


def test_a_claim_makes_no_owner_before_a_curator_grants_it() -> None:
    story = after(*LISTED, CLAIM)
    assert owner(story) is None
    (claim,) = story.entry.claims
    assert (claim.organisation, claim.evidence, claim.disputed) == ("walkers", ("domain-matches-website",), False)
    with pytest.raises(NotTheOwner):
        story.ask(save(OWNER))
    with pytest.raises(NotForThem):
        story.ask(SettleClaim("c-1", True, because(OWNER, "other")))
    story.ask(GRANT)
    assert owner(story) == "walkers"
    assert not story.entry.claims
    assert from_document(to_document(story.entry)) == story.entry


def test_a_claim_is_answered_with_a_reason_and_once() -> None:
    story = after(*LISTED, CLAIM)
    with pytest.raises(ReasonMissing):
        story.ask(SettleClaim("c-1", False, CURATOR))
    with pytest.raises(ReasonUnknown):
        story.ask(SettleClaim("c-1", False, because(CURATOR, "evidence-matches")))
    story.ask(SettleClaim("c-1", False, because(CURATOR, "evidence-differs")))
    with pytest.raises(ClaimNotFound):
        story.ask(GRANT)


def test_one_organisation_claims_a_listing_once_and_not_what_it_owns() -> None:
    story = after(*LISTED, CLAIM)
    with pytest.raises(ClaimWaits):
        story.ask(MakeClaim("c-2", "walkers", "other", None))
    story.ask(GRANT)
    with pytest.raises(AlreadyTheOwner):
        story.ask(MakeClaim("c-2", "walkers", "other", None))


def test_a_second_claim_on_an_owned_listing_is_a_dispute_and_the_one_that_waited_becomes_one() -> None:
    story = after(*LISTED, CLAIM, MakeClaim("c-2", "ramblers", "other", None), GRANT)
    story.ask(MakeClaim("c-3", "strollers", "other", None))
    assert [(claim.organisation, claim.disputed) for claim in story.entry.claims] == [
        ("ramblers", True),
        ("strollers", True),
    ]
    story.ask(SettleClaim("c-2", True, because(CURATOR, "confirmed-by-organisation")))
    assert owner(story) == "ramblers"
    with pytest.raises(NotTheOwner):
        story.ask(save(OWNER))


def test_no_more_claims_wait_than_a_curator_can_tell_apart() -> None:
    story = after(*LISTED)
    for number in range(MOST_WAITING):
        story.ask(MakeClaim(f"c-{number}", f"org-{number}", "other", None))
    with pytest.raises(TooManyClaims):
        story.ask(CLAIM)


def test_what_is_not_listed_is_not_claimed_nor_granted() -> None:
    for story in (Story(), after(save())):
        with pytest.raises(ListingNotFound):
            story.ask(CLAIM)
    story = after(*LISTED, CLAIM, WithdrawListing())
    with pytest.raises(ListingNotFound):
        story.ask(GRANT)


def test_an_owner_gives_its_listing_away_only_through_a_curator_and_gives_it_up_alone() -> None:
    story = after(*OWNED)
    story.ask(ChangeOwner("c-9", "ramblers", because(OWNER, "handed-over")))
    assert owner(story) == "walkers"
    assert [(claim.kind, claim.disputed) for claim in story.entry.claims] == [("transfer", False)]
    story.ask(SettleClaim("c-9", True, because(CURATOR, "known-to-curator")))
    assert owner(story) == "ramblers"
    with pytest.raises(NotTheOwner):
        story.ask(ChangeOwner("c-10", None, because(OWNER, "no-longer-runs-it")))
    story.ask(ChangeOwner("c-11", None, because(CURATOR, "claimed-wrongly")))
    assert owner(story) is None
    with pytest.raises(NobodyOwnsIt):
        story.ask(ChangeOwner("c-12", "walkers", because(CURATOR, "handed-over")))


def test_an_owner_edits_its_listing_and_a_moderator_publishes_it() -> None:
    story = after(*OWNED, save(OWNER, name="Our walk"), submit(OWNER))
    assert story.entry.listing is not None
    assert story.entry.listing.name == "Canal walkers"
    story.ask(publish())
    assert story.entry.listing.name == "Our walk"


def test_an_owner_whom_the_policy_trusts_publishes_at_once() -> None:
    trusting = Policy(trusted=frozenset(("walkers",)))
    story = after(*OWNED, save(OWNER, name="Our walk"), submit(OWNER), policy=trusting)
    assert story.entry.draft is None
    assert story.entry.listing is not None
    assert story.entry.listing.name == "Our walk"
    distrusted = after(*OWNED, save(PUBLISHED_BY, name="Our walk"), submit(PUBLISHED_BY), policy=trusting)
    assert distrusted.entry.draft is not None


def test_an_owner_takes_its_listing_away() -> None:
    story = after(*OWNED, Withdraw(because(OWNER, "closed")))
    assert state_of(story.entry) is State.WITHDRAWN
    known = story.entry.record
    assert known is not None
    assert known.withdrawn
    story.ask(PublishListing(known.listing))
    assert state_of(story.entry) is State.PUBLISHED
    assert owner(story) == "walkers"

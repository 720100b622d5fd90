"""What a letter needs: its words, its link, and somebody who takes it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from towpath_contracts.listing import Listing
from towpath_directory.freshness.aging import leaving_day
from towpath_directory.freshness.letters import Said, Templates, letter
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.post import Post
from towpath_directory.freshness.review import Kind, Outcome, Prompt, Review
from towpath_directory.freshness.wording import wording
from towpath_directory.links.token import HASH_DIGITS, Link, Links


@dataclass(frozen=True, slots=True)
class Writing:
    """Writes and sends. Without a ``post`` nobody can be written to."""

    templates: Templates
    policy: Policy
    links: Links
    post: Post | None
    sender: str

    @property
    def can_send(self) -> bool:
        """Whether letters leave the house."""
        return self.post is not None

    def link(self, name: str, listing: Listing, now: datetime) -> Link:
        """Return a link for a listing as it stands, which lives as long as the policy says."""
        until = now + timedelta(days=self.policy.terms(listing).link_days)
        return Link(name, listing.id, wording(listing)[:HASH_DIGITS], until)

    async def send(self, listing: Listing, review: Review, prompt: Prompt, to: str, now: datetime) -> Outcome | None:
        """Write the letter of a prompt and send it. None: it was not sent, and may be tried again."""
        assert self.post is not None
        link = self.link(prompt.id, listing, now)
        terms, today = self.policy.terms(listing), day_in_london(now)
        warned = Review(review.state, review.since, review.by, review.came, review.policy, warned=today)
        leaves = leaving_day(warned, terms) if prompt.kind is Kind.WARNING else None
        said = Said(self.links.address(link), day_in_london(link.expires), leaves)
        written = letter(self.templates[prompt.kind], listing, review, prompt, said, now, self.sender, to)
        return await self.post.send(prompt.id, written)

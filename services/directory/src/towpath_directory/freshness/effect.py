"""What another policy would move, before anybody puts it in force: nothing is written."""

import asyncio
from collections import Counter, defaultdict
from pathlib import Path

from towpath_contracts.listing import Listing
from towpath_directory.freshness.aging import escalation_due, prompt_due, review_of
from towpath_directory.freshness.looking import LISTINGS
from towpath_directory.freshness.months import day_in_london, months_after
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.refusals import PolicyNotReadable
from towpath_directory.freshness.settings import policy_in
from towpath_directory.freshness.store import STANDS, review_from
from towpath_directory.freshness.views import Effect
from towpath_directory.model import Entry
from towpath_runtime.clock import Clock
from towpath_runtime.mongo import Database, translated

SOME = 20
PAUSE_EVERY = 200
"""Listings after which others have their turn."""


class Effects:
    """Looks at every listing as it would stand under the policy in the file that the settings name.

    The file is read when somebody asks: a policy is edited there, looked at here, and in force from the next start.
    """

    def __init__(self, database: Database, clock: Clock, in_force: Policy, file: Path | None) -> None:
        self._listings = database[LISTINGS]
        self._clock = clock
        self._in_force = in_force
        self._file = file

    async def effect(self) -> Effect:
        """Return what the policy in the file would do today. Raises PolicyNotReadable, and Away."""
        policy = self._in_force
        if self._file is not None:
            try:
                policy = await asyncio.to_thread(policy_in, self._file)
            except ValueError as error:
                raise PolicyNotReadable(str(error)) from None
        now = self._clock.now()
        today = day_in_london(now)
        moved: defaultdict[str, Counter[str]] = defaultdict(Counter)
        prompts: Counter[str] = Counter()
        some: list[str] = []
        seen = to_curators = leaving = 0
        fields = {"listing": 1, "review": 1}
        with translated():
            async for document in self._listings.find(STANDS, fields, batch_size=500):
                listing, review = Listing.model_validate(document["listing"]), review_from(document)
                terms = policy.terms(listing)
                then = review_of(listing, Entry(listing=listing, review=review), policy, today)
                before = "new" if review is None else review.state
                seen += 1
                moved[before][then.state] += 1
                if before != then.state and len(some) < SOME:
                    some.append(document["_id"])
                if (kind := prompt_due(then, terms, today)) is not None:
                    prompts[kind.value] += 1
                to_curators += escalation_due(then, terms, today)
                if terms.leave_months:
                    leaving += (months_after(then.since, terms.leave_months) - today).days <= terms.warn_days
                if seen % PAUSE_EVERY == 0:
                    await asyncio.sleep(0)
        return Effect(
            in_force=self._in_force.version,
            version=policy.version,
            listings=seen,
            moved={before: dict(after) for before, after in moved.items()},
            prompts=dict(prompts),
            to_curators=to_curators,
            leaving=leaving,
            some=some,
            at=now,
        )

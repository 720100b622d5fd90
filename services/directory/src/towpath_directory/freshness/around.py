"""Freshness around the rules of a listing: whatever publishes one says how fresh it is. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from towpath_contracts.event import Event
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing, WithdrawListing
from towpath_directory.freshness import decide as rules
from towpath_directory.freshness.aging import counted, review_of
from towpath_directory.freshness.commands import AssureListing, LookAgain, SayNotRight, SettlePrompt
from towpath_directory.freshness.facts import Reviewed
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.policy import Policy
from towpath_directory.freshness.refusals import ListingLeft
from towpath_directory.freshness.review import Review, Why, put_by
from towpath_directory.freshness.wording import wording
from towpath_directory.model import Entry

Decide = Callable[[Entry | None, Any, datetime], Sequence[Event]]


def with_freshness(decide: Decide, policy: Policy) -> Decide:
    """Return the rules of a listing with those of freshness around them."""

    def withdrawn(state: Entry, now: datetime) -> Sequence[Event]:
        return decide(state, WithdrawListing(), now)

    def decided(state: Entry | None, asked: Any, now: datetime) -> Sequence[Event]:
        match asked:
            case LookAgain() | AssureListing() | SettlePrompt() | SayNotRight():
                return rules.decide(state, asked, now, policy, withdrawn)
            case PublishListing() if state is not None:
                asked = _still_assured(state, asked, day_in_london(now))
        return _with_review(state, asked, decide(state, asked, now), day_in_london(now), policy)

    return decided


def _still_assured(state: Entry, asked: PublishListing, today: date) -> PublishListing:
    """Keep the day on which somebody said here that a listing is right: an older one in a feed does not undo it.

    A listing that left comes back once it is sent with a newer day, or changed; not because its feed still has it.
    """
    review = state.review
    if review is None or state.merged is not None:
        return asked
    sent, kept = asked.listing, review.assured
    if kept is not None and (sent.assured_date is None or sent.assured_date < kept.on):
        sent = sent.model_copy(update={"assured_date": kept.on})
        asked = replace(asked, listing=sent)
    if review.left is not None and state.listing is None:
        undated = sent.assured_date is None and sent.last_modified is None
        changed = undated and asked.line is None and sent != review.left.listing
        if not changed and counted(sent, review.came, today)[0] <= review.since:
            raise ListingLeft("send it with the assured_date of a newer look, or assure it", field="assured_date")
    return asked


def _with_review(
    state: Entry | None, asked: object, events: Sequence[Event], today: date, policy: Policy
) -> Sequence[Event]:
    entry = state or Entry()
    said = [event for event in events if isinstance(event, ServicePublished)]
    if not said:
        return [*events, *_withdrawn_for_good(entry, asked)]
    listing, known = said[-1].listing, entry.review
    if known is not None:
        if entry.listing is None:
            # back again: who was warned before it went was not warned of what comes
            came = known.came if entry.merged is not None else today
            known = replace(put_by(known), came=came, escalated=None, warned=None, left=None)
        else:
            known = _as_was_told(known, entry.listing, listing, asked)
            if isinstance(asked, PublishListing) and _says_more(entry, asked):
                known = replace(known, came=today)
    review = review_of(listing, replace(entry, listing=listing, review=known), policy, today)
    told: list[Event] = [
        event.model_copy(update={"review": review.state}) if isinstance(event, ServicePublished) else event
        for event in events
    ]
    return told if review == entry.review else [*told, Reviewed(review=review)]


def _as_was_told(known: Review, before: Listing, after: Listing, asked: object) -> Review:
    """Take a listing from the curators' list once it was changed after its organisation said so; no feed does that."""
    told = known.escalated is not None and known.escalated.why is Why.SAID_CHANGED
    from_feed = isinstance(asked, PublishListing) and asked.line is not None
    if not told or from_feed or wording(before) == wording(after):
        return known
    return replace(known, escalated=None)


def _says_more(entry: Entry, asked: PublishListing) -> bool:
    """Whether its publisher changed more of it than the days of looking at it; a curator's word is no publisher's."""
    if asked.by is not None and asked.by.kind in ("curator", "merge", "policy"):
        return False
    days = {"assured_date": None, "last_modified": None}
    before = entry.listing
    return before is not None and before.model_copy(update=days) != asked.listing.model_copy(update=days)


def _withdrawn_for_good(entry: Entry, asked: object) -> Sequence[Event]:
    """Forget a listing that left once its publisher withdraws it: nobody's word brings it back then."""
    if isinstance(asked, WithdrawListing) and entry.review is not None and entry.review.left is not None:
        return [Reviewed(review=replace(entry.review, left=None))]
    return ()

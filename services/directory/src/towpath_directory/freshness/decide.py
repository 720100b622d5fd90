"""What happens to the freshness of a listing: pure. What changes nothing says nothing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from towpath_contracts.event import Event
from towpath_contracts.events.directory import ServicePublished
from towpath_contracts.listing import Listing
from towpath_directory.freshness.address import address_of
from towpath_directory.freshness.aging import (
    OPEN,
    begun_again,
    escalation_due,
    leaving_day,
    next_day,
    prompt_due,
    review_of,
)
from towpath_directory.freshness.commands import Asking, AssureListing, LinkUse, LookAgain, SayNotRight, SettlePrompt
from towpath_directory.freshness.facts import Reviewed
from towpath_directory.freshness.months import day_in_london
from towpath_directory.freshness.policy import Policy, Terms
from towpath_directory.freshness.refusals import AssuranceFromTheFuture, LinkUsed, NewerAssuranceKnown
from towpath_directory.freshness.review import (
    FRESH,
    Assured,
    Escalated,
    Kind,
    Left,
    Outcome,
    Prompt,
    Review,
    Since,
    Used,
    Why,
    put_by,
)
from towpath_directory.freshness.wording import wording
from towpath_directory.model import Entry, content_hash
from towpath_directory.refusals import ListingChangedSince, ListingNotFound
from towpath_runtime.ids import derive

Withdrawing = Callable[[Entry, datetime], Sequence[Event]]
"""What withdrawing a listing says."""


def decide(
    state: Entry | None, asked: Asking, now: datetime, policy: Policy, withdrawn: Withdrawing
) -> Sequence[Event]:
    """Return what happens. Raises what `refusals` names."""
    today = day_in_london(now)
    match asked:
        case LookAgain():
            return _look(state, today, now, policy, withdrawn)
        case AssureListing():
            return _assure(state, asked, today, policy)
        case SettlePrompt():
            return _settle(state, asked, today, policy)
        case SayNotRight():
            return _say(state, asked, today, policy)


def _look(state: Entry | None, today: date, now: datetime, policy: Policy, withdrawn: Withdrawing) -> Sequence[Event]:
    if state is None or state.listing is None:
        return []
    listing, terms = state.listing, policy.terms(state.listing)
    review = review_of(listing, state, policy, today)
    leaves = leaving_day(review, terms)
    if leaves is not None and today >= leaves:
        return [*withdrawn(state, now), Reviewed(review=replace(review, next=None, left=Left(today, listing)))]
    if (kind := prompt_due(review, terms, today)) is not None:
        review = _asked(review, kind, listing, today)
    if escalation_due(review, terms, today):
        review = replace(review, escalated=Escalated(today, Why.NO_ANSWER))
    return _told(state, review, listing, terms, today)


def _asked(review: Review, kind: Kind, listing: Listing, today: date) -> Review:
    """Have a prompt sent; where nobody can be written to, the curators have it at once, and are who is warned."""
    if address_of(listing) is not None:
        name = derive(listing.id, f"prompt/{review.since.isoformat()}/{kind.value}/{today.isoformat()}")
        review = replace(put_by(review), asked=today)
        prompt = next((one for one in review.earlier if one.id == name), Prompt(name, kind, today))
        return _with_prompt(review, prompt, today)
    escalated = review.escalated or Escalated(today, Why.NO_ADDRESS)
    return replace(review, asked=today, escalated=escalated, warned=today if kind is Kind.WARNING else review.warned)


def _settle(state: Entry | None, asked: SettlePrompt, today: date, policy: Policy) -> Sequence[Event]:
    """Keep what became of the last prompt. One that reached nobody goes to the curators, and so does its warning."""
    if state is None or state.review is None:
        return []
    review, prompt = state.review, state.review.prompt
    if prompt is not None and prompt.id == asked.prompt:
        review = _with_prompt(review, replace(prompt, outcome=asked.outcome), today)
    else:
        earlier = (replace(one, outcome=asked.outcome) if one.id == asked.prompt else one for one in review.earlier)
        review = replace(review, earlier=tuple(earlier))
    if state.listing is None:
        return [] if review == state.review else [Reviewed(review=review)]
    return _told(state, review, state.listing, policy.terms(state.listing), today)


def _with_prompt(review: Review, prompt: Prompt, today: date) -> Review:
    """Take over the prompt of today, or what became of it."""
    review = replace(review, prompt=prompt)
    if prompt.outcome in OPEN:
        return review
    if prompt.outcome is not Outcome.SENT:
        review = replace(review, escalated=review.escalated or Escalated(today, Why.NOT_DELIVERED))
    return replace(review, warned=review.warned or today) if prompt.kind is Kind.WARNING else review


def _assure(state: Entry | None, asked: AssureListing, today: date, policy: Policy) -> Sequence[Event]:
    entry = state or Entry()
    known = entry.review
    left = None if known is None or entry.listing is not None else known.left
    listing = entry.listing or (None if left is None else left.listing)
    if listing is None:
        raise ListingNotFound("no listing has that id, or it was withdrawn")
    used = known or Review(FRESH, today, Since.ASSURED, today, policy.version)
    used = _used(used, asked.link, "right", today)
    _seen(listing, asked.expected, asked.seen)
    on = asked.on or today
    if on > today:
        raise AssuranceFromTheFuture("send the day on which somebody looked at it, today at the latest", field="date")
    before = listing.assured_date
    if before is not None and on < before <= today:
        raise NewerAssuranceKnown("a later day stands", field="date")
    assured = listing.model_copy(update={"assured_date": on})
    review = review_of(assured, replace(entry, review=begun_again(used, on)), policy, today)
    review = replace(review, assured=Assured(on, asked.how, asked.name))
    if entry.listing == assured and review == entry.review:
        return []
    events: list[Event] = []
    if entry.listing != assured or entry.review is None or entry.review.state != review.state:
        events.append(ServicePublished(listing=assured, review=review.state))
    if left is not None and entry.before_withdrawal is not None:
        events.append(entry.before_withdrawal)
    return [*events, Reviewed(review=review)]


def _say(state: Entry | None, asked: SayNotRight, today: date, policy: Policy) -> Sequence[Event]:
    if state is None or state.listing is None:
        raise ListingNotFound("no listing has that id, or it was withdrawn")
    review = review_of(state.listing, state, policy, today)
    review = _used(review, asked.link, asked.why.value, today)
    _seen(state.listing, None, asked.seen)
    review = replace(review, escalated=Escalated(today, asked.why))
    return _told(state, review, state.listing, policy.terms(state.listing), today)


def _told(state: Entry, review: Review, listing: Listing, terms: Terms, today: date) -> Sequence[Event]:
    """Say what is new: the listing anew where its state is another, and always what was done."""
    review = replace(review, next=next_day(review, listing, terms, today))
    if review == state.review:
        return []
    known = state.review
    if review.state != ("fresh" if known is None else known.state):
        return [ServicePublished(listing=listing, review=review.state), Reviewed(review=review)]
    return [Reviewed(review=review)]


def _seen(listing: Listing, expected: str | None, seen: str | None) -> None:
    if (expected or seen) is None:
        return
    if expected not in (None, content_hash(listing)) or seen not in (None, wording(listing)):
        raise ListingChangedSince("read the listing again, and say it of the one that stands", field="If-Match")


def _used(review: Review, link: LinkUse | None, word: str, today: date) -> Review:
    """Mark a link as used, and forget those that have expired. Raises LinkUsed."""
    if link is None:
        return review
    if any(used.link == link.id for used in review.used):
        raise LinkUsed("this link was used: ask for a new one")
    kept = tuple(used for used in review.used if used.until >= today)
    return replace(review, used=(*kept, Used(link.id, word, today, link.until)))

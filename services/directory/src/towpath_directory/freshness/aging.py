"""How a listing ages: pure. Days in, days out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from towpath_contracts.listing import Listing
from towpath_directory.freshness.months import months_after
from towpath_directory.freshness.policy import Policy, Terms
from towpath_directory.freshness.review import DUE, FRESH, STALE, Kind, Outcome, Review, Since, Why, put_by
from towpath_directory.model import Entry

OPEN = (Outcome.WAITING, Outcome.SENDING)
TOLD = (Why.SAID_CHANGED, Why.SAID_CLOSED)


def review_of(listing: Listing, entry: Entry, policy: Policy, today: date) -> Review:
    """Return how fresh a listing is today under a policy, with what was done about it so far.

    Where its age counts from another day than before, what was done was about the age it had then, and is done with.
    """
    terms, known = policy.terms(listing), entry.review
    came = today if known is None else known.came
    since, by = counted(listing, came, today, None if known is None else known.since)
    if known is None:
        found = Review(state=FRESH, since=since, by=by, came=came, policy=policy.version)
    elif known.since != since:
        found = begun_again(known, since)
    else:
        found = known
    if found.warned is not None and known is not None and known.policy != policy.version:
        # a warning that spoke of another day is none for this one
        found = replace(found, warned=found.warned if today >= _warn_on(since, terms) else None)
    state = standing(since, terms, today)
    rank = {FRESH: 1.0, DUE: terms.due_rank, STALE: terms.stale_rank}[state]
    found = replace(found, state=state, since=since, by=by, policy=policy.version, rank=rank)
    return replace(found, next=next_day(found, listing, terms, today))


def begun_again(known: Review, since: date) -> Review:
    """Return a review with nothing done yet, for an age that counts from another day."""
    return replace(put_by(known), since=since, escalated=None, warned=None, left=None)


def counted(listing: Listing, came: date, today: date, before: date | None = None) -> tuple[date, Since]:
    """Return the day that the age counts from, and what it is. A day that has not come yet assures nothing.

    The day that it counted from ``before`` had come by some clock, and stays: of two clocks, one may be behind.
    """
    for said, by in ((listing.assured_date, Since.ASSURED), (listing.last_modified, Since.MODIFIED)):
        if said is not None and (said <= today or said == before):
            return said, by
    return came, Since.CAME


def standing(since: date, terms: Terms, today: date) -> str:
    """Return ``fresh``, ``due`` or ``stale``."""
    if today >= months_after(since, terms.stale_months):
        return STALE
    return DUE if today >= months_after(since, terms.due_months) else FRESH


def prompt_due(review: Review, terms: Terms, today: date) -> Kind | None:
    """Return what the organisation is to be sent today: of several prompts that are late, one, and no more."""
    if warning_day(review, terms) is not None and today >= _warn_on(review.since, terms):
        return Kind.WARNING
    if not _reminds(review):
        return None
    days = (months_after(review.since, months) for months in terms.prompt_months)
    if any((review.asked is None or day > review.asked) and day <= today for day in days):
        return Kind.PROMPT if review.prompt is None else Kind.REMINDER
    return None


def escalation_due(review: Review, terms: Terms, today: date) -> bool:
    """Whether curators have to see to it from today on."""
    return review.escalated is None and today >= months_after(review.since, terms.escalate_months)


def leaving_day(review: Review, terms: Terms) -> date | None:
    """Return the day on which it leaves; None while nobody was warned, and where the policy lets nothing leave."""
    if not terms.leave_months or review.warned is None:
        return None
    return max(months_after(review.since, terms.leave_months), review.warned + timedelta(days=terms.warn_days))


def warning_day(review: Review, terms: Terms) -> date | None:
    """Return the day of the warning that is still to be given; None where it was, is under way, or never will be."""
    if not terms.leave_months or review.warned is not None:
        return None
    return _warn_on(review.since, terms) if _asks(review) else None


def next_day(review: Review, listing: Listing, terms: Terms, today: date) -> date | None:
    """Return the first day on which something is to be done, today where it is late; None where nothing ever is."""
    return min(_days(review, listing, terms, today), default=None)


def _asks(review: Review) -> bool:
    """Whether its organisation may still be asked: after the warning nothing follows but the end, or an answer."""
    prompt = review.prompt
    under_way = prompt is not None and prompt.kind is Kind.WARNING and prompt.outcome in OPEN
    return review.warned is None and not under_way


def _reminds(review: Review) -> bool:
    """Whether its organisation is prompted: whoever has told us that something changed is not asked again."""
    answered = review.escalated is not None and review.escalated.why in TOLD
    return _asks(review) and not answered


def _warn_on(since: date, terms: Terms) -> date:
    return months_after(since, terms.leave_months) - timedelta(days=terms.warn_days)


def _days(review: Review, listing: Listing, terms: Terms, today: date) -> Iterator[date]:
    """Yield the days on which the state changes, which are ahead, and those of what is to be done, late ones too."""
    for months in (terms.due_months, terms.stale_months):
        if (day := months_after(review.since, months)) > today:
            yield day
    for said in (listing.assured_date, listing.last_modified):
        if said is not None and said > today:
            yield said
    for months in terms.prompt_months if _reminds(review) else ():
        day = months_after(review.since, months)
        if review.asked is None or day > review.asked:
            yield max(day, today)
            break
    if review.escalated is None:
        yield max(months_after(review.since, terms.escalate_months), today)
    for due in (warning_day(review, terms), leaving_day(review, terms)):
        if due is not None:
            yield max(due, today)

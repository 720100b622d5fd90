"""The rules of a draft: pure. What may be done when is in `transitions`; here is what it does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from towpath_contracts.event import Event
from towpath_contracts.listing import Listing
from towpath_directory.commands import By, PublishListing
from towpath_directory.curation import claiming, precedence
from towpath_directory.curation.checking import check
from towpath_directory.curation.commands import (
    BringUpToDate,
    Curating,
    Discard,
    Move,
    Publish,
    Recall,
    Return,
    Save,
    SettleConflict,
    Step,
    Submit,
    Suggest,
    TakeIn,
    Withdraw,
)
from towpath_directory.curation.facts import Drafted, DraftPublished, RecordHeard
from towpath_directory.curation.model import Draft, Record, State
from towpath_directory.curation.permits import permitted, publisher_of
from towpath_directory.curation.policy import Policy
from towpath_directory.curation.refusals import (
    DraftBehind,
    DraftChangedSince,
    DraftIncomplete,
    DraftUnchanged,
    StepNotPossible,
)
from towpath_directory.curation.threeway import Changed, differences, fields_of, with_theirs
from towpath_directory.curation.transitions import CURATOR, OWNER, PUBLISHER
from towpath_directory.freshness.months import day_in_london
from towpath_directory.model import Entry, content_hash
from towpath_directory.refusals import ListingChangedSince, OtherPublisher

DAYS = ("assured_date", "last_modified")
"""What changes whenever somebody says that a listing is right: no reason to look at a draft of it again."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the rules here need of the others: how a listing is published and withdrawn, and the policy."""

    publish: precedence.PublishAs
    withdraw: Callable[[Entry, datetime], Sequence[Event]]
    policy: Policy


def decide(state: Entry | None, asked: Curating, now: datetime, rules: Rules) -> Sequence[Event]:
    """Return what happens. Raises what `refusals` names."""
    entry = state or Entry()
    if isinstance(asked, Step):
        return _step(entry, asked, replace(asked.by, reason=permitted(entry, asked)), now, rules)
    if isinstance(asked, SettleConflict):
        claiming.only_a_curator(asked.by)
        return precedence.settled(entry, asked, rules.publish)
    return claiming.decide(entry, asked, now)


def _step(entry: Entry, asked: Step, by: By, now: datetime, rules: Rules) -> Sequence[Event]:
    if isinstance(asked, Withdraw):
        return _withdraw(entry, by, now, rules)
    if isinstance(asked, Suggest | TakeIn | Save):
        return [Drafted(draft=_edited(entry, asked, by, now))]
    draft = entry.draft
    if draft is None:  # the table says so already
        raise StepNotPossible("nothing is in work")
    match asked:
        case BringUpToDate():
            return [Drafted(draft=_up_to_date(draft, entry.listing))]
        case Submit(service=service):
            ready = replace(draft, state=State.SUBMITTED, kind=by.kind, name=by.name, since=now, reason=by.reason)
            if by.kind == OWNER and by.name in rules.policy.trusted:
                return _published(entry, ready, service, by, now, rules)
            return [Drafted(draft=replace(ready, fields=fields_of(_ready(entry, ready, service))))]
        case Publish(service=service):
            return _published(entry, draft, service, by, now, rules)
        case Recall() | Return():
            return [Drafted(draft=replace(draft, state=State.DRAFT, since=now, reason=by.reason))]
        case Discard() | Move():
            return [Drafted(draft=None)]
    raise StepNotPossible("this step is unknown")


def _edited(entry: Entry, asked: Suggest | TakeIn | Save, by: By, now: datetime) -> Draft:
    """Return the draft with what somebody put into it; a new one begins with what is published."""
    before = entry.draft
    draft = before or Draft(State.SUGGESTED, fields_of(entry.listing), entry.listing, by.kind, by.name, now)
    if isinstance(asked, Save):
        return _saved(entry, draft, asked, by, now)
    together = with_theirs(draft.fields, asked.fields)
    known = () if asked.suggestion is None else (asked.suggestion,)
    suggestions = (*draft.suggestions, *known)
    return replace(draft, fields=together, reason=by.reason, suggestions=suggestions)


def _saved(entry: Entry, draft: Draft, asked: Save, by: By, now: datetime) -> Draft:
    if asked.begins and entry.draft is not None:
        raise DraftChangedSince("a draft is in work: read it, and send its ETag as If-Match", field="If-Match")
    base = draft.base
    if asked.seen is not None:
        if entry.listing is None or asked.seen != content_hash(entry.listing):
            raise ListingChangedSince("the published listing changed again: read the draft again", field="seen")
        base = entry.listing
    whose = publisher_of(entry.listing, None)
    said = asked.fields.get("publisher", whose)
    if (whose is not None and said != whose) or (by.kind == PUBLISHER and said not in (None, by.name)):
        raise OtherPublisher("the listing keeps its publisher", field="publisher")
    fields = {**asked.fields, "publisher": by.name} if said is None and by.kind == PUBLISHER else dict(asked.fields)
    saved = replace(draft, state=State.DRAFT, fields=fields, base=base, reason=by.reason)
    return replace(saved, kind=by.kind, name=by.name, since=now)


def _up_to_date(draft: Draft, published: Listing | None) -> Draft:
    if published is None:  # it was withdrawn: what is in work is all there is
        return replace(draft, base=None)
    theirs = fields_of(published)
    found = differences(fields_of(draft.base), draft.fields, theirs)
    taken = {one.field: one.theirs for one in found if one.changed is Changed.THEIRS}
    return replace(draft, fields=with_theirs(draft.fields, taken), base=published)


def _ready(entry: Entry, draft: Draft, service: str) -> Listing:
    """Return the listing that a draft is. Raises DraftBehind, DraftIncomplete or DraftUnchanged."""
    draft = quietly_up_to_date(draft, entry.listing)
    if draft.base != entry.listing:
        raise DraftBehind(
            "the published listing changed meanwhile, look at the conflict of the draft: bring-up-to-date takes over"
            f" what the draft did not touch; changed by both: {', '.join(both(draft, entry.listing)) or 'nothing'}"
        )
    checked = check(service, draft.fields, entry.listing)
    if checked.problems or checked.listing is None:
        mend = ", ".join(f"{problem.field} ({problem.code})" for problem in checked.problems)
        raise DraftIncomplete(f"mend first: {mend}", field=checked.problems[0].field)
    if checked.listing == entry.listing:
        raise DraftUnchanged("it says what is published already: change it, or discard it")
    return checked.listing


def quietly_up_to_date(draft: Draft, published: Listing | None) -> Draft:
    """Return the draft with the days of looking at the listing, where these alone changed since it was begun."""
    if draft.base is None or published is None or draft.base == published:
        return draft
    if draft.base.model_copy(update={name: getattr(published, name) for name in DAYS}) != published:
        return draft
    return _up_to_date(draft, published)


def both(draft: Draft, published: Listing | None) -> list[str]:
    """Return the fields that were changed in the draft and in what is published since, each in its own way."""
    found = differences(fields_of(draft.base), draft.fields, fields_of(published))
    return [one.field for one in found if one.changed is Changed.BOTH]


def _published(entry: Entry, draft: Draft, service: str, by: By, now: datetime, rules: Rules) -> Sequence[Event]:
    listing, known = _ready(entry, draft, service), entry.listing
    listing = listing.model_copy(update={"last_modified": day_in_london(now)})
    said = rules.publish(entry, PublishListing(listing, by=by))
    return [*said, DraftPublished(record=stands_over(entry.record, known, listing, draft.kind))]


def stands_over(record: Record | None, known: Listing | None, listing: Listing, kind: str) -> Record | None:
    """Return what its publisher sent, where a draft of somebody else's now stands over it."""
    sent = known if record is None else record.listing
    if kind == PUBLISHER or sent is None or sent == listing:
        return None
    disputed = () if record is None else record.disputed
    theirs, ours = fields_of(sent), fields_of(listing)
    still = tuple(name for name in disputed if theirs.get(name) != ours.get(name))
    return Record(sent, still, record.since if record is not None and still else None)


def _withdraw(entry: Entry, by: By, now: datetime, rules: Rules) -> Sequence[Event]:
    """Withdraw it; where that is not its publisher's word, a feed that goes on bringing it does not bring it back."""
    said, known = rules.withdraw(entry, now), entry.listing
    if by.kind not in (CURATOR, OWNER) or known is None:
        return said
    sent = known if entry.record is None else entry.record.listing
    return [*said, RecordHeard(record=Record(sent, withdrawn=True))]

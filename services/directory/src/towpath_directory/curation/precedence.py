"""Whose word stands where a feed goes on bringing a listing that its owner or a curator changed: pure.

Their change wins until the publisher's own record changes after it; then field by field, as the policy says.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from pydantic import JsonValue

from towpath_contracts.event import Event
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing
from towpath_directory.curation.commands import SettleConflict
from towpath_directory.curation.facts import RecordHeard
from towpath_directory.curation.model import Record
from towpath_directory.curation.policy import Policy, Precedence
from towpath_directory.curation.refusals import ConflictNotFound
from towpath_directory.curation.threeway import Changed, differences, fields_of, with_theirs
from towpath_directory.model import Entry, content_hash
from towpath_directory.refusals import OtherPublisher

PublishAs = Callable[[Entry, PublishListing], Sequence[Event]]
AGES = ("minimum_age", "maximum_age")


def heard(
    state: Entry, record: Record, asked: PublishListing, now: datetime, policy: Policy, publish: PublishAs
) -> Sequence[Event]:
    """Return what a publisher's word does to a listing over whose record somebody else's stands."""
    if asked.expected is not None:  # they have seen what stands, and want it so
        return [*publish(state, asked), RecordHeard(record=None)]
    if record.withdrawn:
        return _though_withdrawn(state, record, asked, now, publish)
    known, sent = state.listing, asked.listing
    if known is None or known.publisher != sent.publisher:
        return publish(state, asked)
    if sent == record.listing:
        return []
    found, disputed = reconciled(record, known, sent, policy)
    said = publish(state, replace(asked, listing=found))
    if found == sent:
        return [*said, RecordHeard(record=None)]
    since = (record.since or now) if disputed else None
    return [*said, RecordHeard(record=Record(sent, disputed, since))]


def heard_while_merged(state: Entry, record: Record, asked: PublishListing, publish: PublishAs) -> Sequence[Event]:
    """Return what a publisher's word does while another listing stands for theirs.

    The record that the correction stands over already changes nothing, so that it is there when the merge is taken
    back; another one takes its place.
    """
    if asked.line is not None and asked.listing == record.listing:
        return []
    said = publish(state, asked)
    return [*said, RecordHeard(record=None)] if said else said


def reconciled(record: Record, known: Listing, sent: Listing, policy: Policy) -> tuple[Listing, tuple[str, ...]]:
    """Return the listing with what the publisher changed, and the fields that are in dispute, the earlier ones too."""
    ours = fields_of(known)
    taken: dict[str, JsonValue] = {}
    disputed = set(record.disputed)
    for difference in differences(fields_of(record.listing), ours, fields_of(sent)):
        name, right = difference.field, policy.of(difference.field)
        if difference.changed is Changed.ALIKE:
            disputed.discard(name)
        elif difference.changed is Changed.THEIRS or (difference.changed is Changed.BOTH and right is Precedence.FEED):
            taken[name] = difference.theirs
        elif difference.changed is Changed.BOTH and right is Precedence.ASK:
            disputed.add(name)
    found = Listing.model_validate(with_theirs(ours, taken))
    if _of_no_age(found):
        disputed |= set(AGES)
        found = found.model_copy(update={name: getattr(known, name) for name in AGES})
    return found, tuple(sorted(disputed))


def settled(state: Entry, asked: SettleConflict, publish: PublishAs) -> Sequence[Event]:
    """Return what a curator's word on the fields in dispute does. Raises ConflictNotFound."""
    record, known = state.record, state.listing
    if record is None or not record.disputed or known is None:
        raise ConflictNotFound("nothing is in dispute here")
    if unknown := set(asked.take) - set(record.disputed):
        raise ConflictNotFound(f"not in dispute: {', '.join(sorted(unknown))}", field="take")
    theirs = fields_of(record.listing)
    found = Listing.model_validate(with_theirs(fields_of(known), {name: theirs.get(name) for name in asked.take}))
    said = publish(state, PublishListing(found, expected=content_hash(known), by=asked.by))
    return [*said, RecordHeard(record=None if found == record.listing else Record(record.listing))]


def _though_withdrawn(
    state: Entry, record: Record, asked: PublishListing, now: datetime, publish: PublishAs
) -> Sequence[Event]:
    """Keep what a feed brings of a listing that was withdrawn here; a publisher who sends it by hand has it back."""
    if asked.listing.publisher != record.listing.publisher:
        raise OtherPublisher("give the service an id of your own", field="publisher")
    if asked.line is None:
        return [*publish(state, asked), RecordHeard(record=None)]
    if asked.listing == record.listing:
        return []
    return [RecordHeard(record=Record(asked.listing, ("status",), record.since or now, withdrawn=True))]


def _of_no_age(listing: Listing) -> bool:
    low, high = listing.minimum_age, listing.maximum_age
    return low is not None and high is not None and low > high

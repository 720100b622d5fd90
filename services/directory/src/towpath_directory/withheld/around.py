"""Confidential places around all rules of a listing: nothing that would find one reaches a rule, an event or a row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from towpath_contracts.event import Event
from towpath_contracts.listing import Listing
from towpath_directory.commands import PublishListing
from towpath_directory.curation.commands import Save, Suggest, TakeIn
from towpath_directory.curation.facts import Drafted, RecordHeard
from towpath_directory.curation.model import Draft
from towpath_directory.model import Entry
from towpath_directory.versions.commands import RestoreVersion
from towpath_directory.versions.model import Edited
from towpath_directory.withheld.listing import Fields, withheld, withheld_listing

Decide = Callable[[Entry | None, Any, datetime], Sequence[Event]]
Evolve = Callable[[Entry | None, Event], Entry]


def with_places_withheld(decide: Decide, evolve: Evolve) -> Decide:
    """Return the rules of a listing, which get nothing to see of a confidential place but that there is one.

    What is kept beside a listing is cleaned as well once a place of it becomes confidential.
    """

    def decided(state: Entry | None, asked: Any, now: datetime) -> Sequence[Event]:
        events = decide(state, told(asked, state), now)
        if state is None or not any(isinstance(event, Edited) and event.edition.concealed for event in events):
            return events
        after = state
        for event in events:
            after = evolve(after, event)
        return [*events, *_cleaned(after, _left(state.listing, after.listing))]

    return decided


def told(asked: Any, state: Entry | None) -> Any:
    """Return what is asked, as the rules may see it."""
    match asked:
        case PublishListing(listing=listing) | RestoreVersion(listing=listing):
            return replace(asked, listing=withheld_listing(listing))
        case Save(fields=fields) | Suggest(fields=fields) | TakeIn(fields=fields) if "locations" in fields:
            known = None if state is None else state.listing
            return replace(asked, fields=withheld(fields, _service(fields, known)).fields)
    return asked


def _service(fields: Fields, known: Listing | None) -> str:
    return known.id if known is not None else str(fields.get("id", ""))


def _left(before: Listing | None, after: Listing | None) -> frozenset[str]:
    """Return the places that a listing told and no longer does: the one that became confidential is among them."""
    if before is None or after is None:
        return frozenset()
    return frozenset(place.id for place in before.locations) - {place.id for place in after.locations}


def _cleaned(entry: Entry, hidden: frozenset[str]) -> Sequence[Event]:
    events: list[Event] = []
    if (draft := entry.draft) is not None and (clean := _draft(draft, entry, hidden)) != draft:
        events.append(Drafted(draft=clean))
    if (record := entry.record) is not None:
        listing = withheld_listing(record.listing, hidden)
        if listing != record.listing:
            events.append(RecordHeard(record=replace(record, listing=listing)))
    return events


def _draft(draft: Draft, entry: Entry, hidden: frozenset[str]) -> Draft:
    base = None if draft.base is None else withheld_listing(draft.base, hidden)
    fields = withheld(draft.fields, _service(draft.fields, entry.listing), hidden).fields
    return replace(draft, base=base, fields=fields)

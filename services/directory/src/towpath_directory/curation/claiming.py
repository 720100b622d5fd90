"""The rules of claims and owners: pure. The directory shows what speaks for a claim; a curator decides."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from towpath_contracts.event import Event
from towpath_directory.commands import By
from towpath_directory.curation.commands import ChangeOwner, MakeClaim, SettleClaim
from towpath_directory.curation.evidence import Found, evidence
from towpath_directory.curation.facts import Claimed, ClaimSettled, Owned
from towpath_directory.curation.model import Claim
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
from towpath_directory.curation.transitions import CURATOR, OWNER
from towpath_directory.duplicates.refusals import ListingMerged
from towpath_directory.model import Entry
from towpath_directory.refusals import ListingNotFound

MOST_WAITING = 10
GRANTED = ("evidence-matches", "confirmed-by-organisation", "known-to-curator", "other")
REFUSED = ("evidence-differs", "not-the-organisation", "no-answer", "other")
CHANGED = ("handed-over", "no-longer-runs-it", "claimed-wrongly", "asked-by-owner", "other")
TRANSFER = "transfer"
"""How a claim shows itself that an owner made for somebody else."""


def decide(entry: Entry, asked: MakeClaim | SettleClaim | ChangeOwner, now: datetime) -> Sequence[Event]:
    """Return what happens. Raises what `refusals` names."""
    match asked:
        case MakeClaim():
            return _claim(entry, asked, now)
        case SettleClaim():
            return _settle(entry, asked)
        case ChangeOwner():
            return _change(entry, asked, now)


def only_a_curator(by: By) -> None:
    """Raise NotForThem where anybody else asks."""
    if by.kind != CURATOR:
        raise NotForThem("this is for: curator", field="by")


def _claim(entry: Entry, asked: MakeClaim, now: datetime) -> Sequence[Event]:
    if entry.merged is not None:
        raise ListingMerged(f"the listing {entry.merged.into} stands for both: claim that one", field="id")
    if entry.listing is None:
        raise ListingNotFound("no listing has that id, or it was withdrawn")
    found = evidence(entry.listing, asked.kind, asked.shown)
    claim = Claim(asked.id, asked.organisation, asked.kind, found, now, shown=asked.shown)
    return [Claimed(claim=_new(entry, claim))]


def _new(entry: Entry, claim: Claim) -> Claim:
    if entry.owner == claim.organisation:
        raise AlreadyTheOwner("the listing is theirs", field="organisation")
    if any(waiting.organisation == claim.organisation for waiting in entry.claims):
        raise ClaimWaits("a curator has been asked; wait for the answer", field="organisation")
    if len(entry.claims) >= MOST_WAITING:
        raise TooManyClaims(f"{MOST_WAITING} organisations claim this listing: a curator has to see to them first")
    return replace(claim, disputed=entry.owner is not None and claim.kind != TRANSFER)


def _settle(entry: Entry, asked: SettleClaim) -> Sequence[Event]:
    only_a_curator(asked.by)
    claim = next((waiting for waiting in entry.claims if waiting.id == asked.id), None)
    if claim is None:
        raise ClaimNotFound("no such claim waits: it was settled, or never made")
    _reason(asked.by, GRANTED if asked.granted else REFUSED)
    if not asked.granted:
        return [ClaimSettled(id=claim.id)]
    if entry.listing is None:
        raise ListingNotFound("the listing is not in the directory: refuse the claim, or wait until it is back")
    return [ClaimSettled(id=claim.id), Owned(organisation=claim.organisation)]


def _change(entry: Entry, asked: ChangeOwner, now: datetime) -> Sequence[Event]:
    if entry.owner is None:
        raise NobodyOwnsIt("grant a claim instead")
    _reason(asked.by, CHANGED)
    if asked.by.kind == OWNER:
        if asked.by.name != entry.owner:
            raise NotTheOwner("its owner alone gives a listing away", field="by")
        if asked.to is not None:
            claim = Claim(asked.id, asked.to, TRANSFER, (Found.OWNER_AGREES.value,), now)
            return [Claimed(claim=_new(entry, claim))]
    else:
        only_a_curator(asked.by)
    if asked.to == entry.owner:
        raise AlreadyTheOwner("the listing is theirs", field="to")
    settled = [ClaimSettled(id=waiting.id) for waiting in entry.claims if waiting.organisation == asked.to]
    return [*settled, Owned(organisation=asked.to)]


def _reason(by: By, known: tuple[str, ...]) -> None:
    if by.reason is None:
        raise ReasonMissing(f"give one of: {', '.join(known)}", field="reason")
    if by.reason not in known:
        raise ReasonUnknown(f"give one of: {', '.join(known)}", field="reason")

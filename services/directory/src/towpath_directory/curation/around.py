"""Curation around the rules of a listing: its own steps, and what it says to those of others. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from towpath_contracts.event import Event
from towpath_directory.commands import PublishListing, WithdrawListing
from towpath_directory.curation import decide as drafts
from towpath_directory.curation import precedence
from towpath_directory.curation.commands import ChangeOwner, MakeClaim, SettleClaim, SettleConflict, Step
from towpath_directory.curation.facts import RecordHeard
from towpath_directory.curation.policy import Policy
from towpath_directory.curation.refusals import DraftInTheWay
from towpath_directory.duplicates.merging import MergeInto
from towpath_directory.model import Entry

Decide = Callable[[Entry | None, Any, datetime], Sequence[Event]]


def with_curation(decide: Decide, policy: Policy) -> Decide:
    """Return the rules of a listing with those of curation around them."""

    def withdraw(state: Entry, now: datetime) -> Sequence[Event]:
        return decide(state, WithdrawListing(), now)

    def decided(state: Entry | None, asked: Any, now: datetime) -> Sequence[Event]:
        def publish(entry: Entry, listing: PublishListing) -> Sequence[Event]:
            return decide(entry, listing, now)

        match asked:
            case Step() | SettleConflict() | MakeClaim() | SettleClaim() | ChangeOwner():
                return drafts.decide(state, asked, now, drafts.Rules(publish, withdraw, policy))
            case PublishListing() if state is not None and state.record is not None:
                if state.merged is not None:
                    return precedence.heard_while_merged(state, state.record, asked, publish)
                return precedence.heard(state, state.record, asked, now, policy, publish)
            case MergeInto() if state is not None and state.record is not None and state.draft is None:
                return [*decide(state, asked, now), RecordHeard(record=state.record)]
            case MergeInto() if state is not None and state.draft is not None:
                raise DraftInTheWay(
                    "publish or discard the draft of the one that goes, or move it to the one that stays"
                )
        return decide(state, asked, now)

    return decided

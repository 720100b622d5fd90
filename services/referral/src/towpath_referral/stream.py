"""Which events of others a case hears of."""

from collections.abc import Iterable

from towpath_contracts.envelope import Envelope
from towpath_contracts.events.followup import AttemptsExhausted, Missed, Recorded, ReplyOverdue
from towpath_contracts.events.matching import NoMatchFound, OptionsProposed
from towpath_contracts.events.partner import PartnerEvent
from towpath_referral.commands import TakeOptions, UnaddressedReply
from towpath_referral.store import CASE
from towpath_runtime.message import Message


def heard(envelope: Envelope) -> Iterable[Message]:
    """Address what matching and follow-up say of a referral, which their subject is."""
    match envelope.event:
        case OptionsProposed() | NoMatchFound() as found:
            yield Message.from_event(envelope, CASE, body=TakeOptions(envelope.id, found))
        case ReplyOverdue() | AttemptsExhausted() | Missed() | Recorded():
            yield Message.from_event(envelope, CASE)


def replied(envelope: Envelope) -> Iterable[Message]:
    """Address a partner's reply: its subject is the connection, its correlation the referral, as in the offer."""
    if not isinstance(envelope.event, PartnerEvent):
        return
    if envelope.correlationid is None:
        yield Message.from_event(envelope, CASE, body=UnaddressedReply())
    else:
        yield Message.from_event(envelope, CASE, key=envelope.correlationid)

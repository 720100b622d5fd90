"""What follow-up listens to, and which rule gets it."""

from collections.abc import Iterable
from functools import partial

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Stream
from towpath_followup.commands import Heard
from towpath_followup.decide import decide
from towpath_followup.evolve import evolve
from towpath_followup.heard import HEARD
from towpath_followup.model import FollowUp
from towpath_followup.steps import Terms
from towpath_followup.store import FOLLOWUP_INDEXES, FOLLOWUPS, from_document, project, to_document
from towpath_runtime.aggregate import Aggregate
from towpath_runtime.message import Message

STREAMS = (Stream.REFERRAL,)


def followups(terms: Terms) -> Aggregate[FollowUp]:
    """Return the one kind of thing that decides here: the follow-up of a referral, by the referral's id."""
    return Aggregate(
        name=FOLLOWUPS,
        decide=partial(decide, terms),
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        project=project,
        indexes=FOLLOWUP_INDEXES,
    )


def route(received: Envelope) -> Iterable[Message]:
    """Address an event of the referral stream to the follow-up of its referral."""
    if isinstance(received.event, HEARD):
        heard = Heard(received.subject, received.event, received.time)
        yield Message.from_event(received, FOLLOWUPS, body=heard)

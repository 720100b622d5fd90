"""The cases of the role matching: requests on the referral stream, answers on the matching stream."""

from __future__ import annotations

from uuid import uuid4

from towpath_contracts.conformance.case import Promise, case, expect
from towpath_contracts.conformance.kit import Kit
from towpath_contracts.events.matching import MatchAnswer
from towpath_contracts.events.referral import NeedsAssessed
from towpath_contracts.roles import Role
from towpath_contracts.values import Area, Circumstances, Need


@case(Role.MATCHING, promise=Promise.TIMELY)
async def every_request_for_options_is_answered(kit: Kit) -> None:
    """A case without an answer waits: the link worker sees neither options nor that there are none."""
    referral = str(uuid4())
    event = NeedsAssessed(
        assessment=str(uuid4()),
        needs=(Need(code="loneliness", priority=1),),
        circumstances=Circumstances(age=70),
        area=Area(code="L8 5"),
    )
    request = kit.wrap(event, referral, service="referral", correlation=referral)
    await kit.tell(request)
    (answer, *_) = await kit.answer("an answer to the request", MatchAnswer, cause=request.id)
    expect(answer.envelope is not None and answer.envelope.subject == referral, "the answer is about another referral")

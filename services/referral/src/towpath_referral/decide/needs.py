"""What is needed, what is found for it, and what is agreed."""

from collections.abc import Sequence

from towpath_contracts.codes import Attention, OptionsOutcome, RematchReason
from towpath_contracts.event import Event
from towpath_contracts.events.matching import OptionsProposed
from towpath_contracts.events.referral import (
    AttentionNeeded,
    NeedsAssessed,
    OptionsReceived,
    PlanAgreed,
    RematchRequested,
)
from towpath_referral.commands import AgreePlan, AskForOptions, HearOfAnswer, RecordAssessment, TakeOptions
from towpath_referral.decide.refusals import must_be_assessed, must_be_worked_on
from towpath_referral.evolve import added
from towpath_referral.model import Case, Status


def assess(case: Case, command: RecordAssessment) -> Sequence[Event]:
    """Record what is needed; it asks for options and supersedes an earlier assessment."""
    must_be_worked_on(case)
    assessed = NeedsAssessed(
        assessment=command.assessment,
        needs=command.needs,
        circumstances=command.circumstances,
        area=case.area if command.area is None else command.area,
        preferences=command.preferences,
        languages=case.languages if command.languages is None else command.languages,
        access_needs=case.access_needs if command.access_needs is None else command.access_needs,
        excluded_services=added(case.excluded, command.excluded_services),
    )
    return (assessed,)


def ask_again(case: Case, command: AskForOptions) -> Sequence[Event]:
    """The link worker asks for other options."""
    must_be_assessed(case)
    return rematch(case, RematchReason.ASKED, command.exclude)


def rematch(case: Case, reason: str, without: Sequence[str] = ()) -> Sequence[Event]:
    """Ask for options again with the whole request, for matching keeps nothing; nothing to ask before an assessment."""
    if case.request is None:
        return ()
    request = {name: getattr(case.request, name) for name in type(case.request).model_fields}
    request |= {"reason": reason, "excluded_services": added(case.excluded, without), "next_step": None}
    return (RematchRequested.model_validate(request),)


def hear_of_answer(case: Case, news: HearOfAnswer) -> Sequence[Event]:
    """Ask again for a person who is still worked with and needs what somebody offers now.

    An answer that is awaited may have been asked for before the service was there: then a new gap is raised, and
    answered. After a break options are asked for anyway where there were none.
    """
    needed = case.request is not None and any(need.code == news.need for need in case.request.needs)
    if case.status != Status.IN_PROGRESS or not needed or case.options.awaited:
        return ()
    return rematch(case, RematchReason.GAP_ANSWERED)


def take_options(case: Case, answer: TakeOptions) -> Sequence[Event]:
    """Take an answer that is awaited, to the present assessment, once; any other does no harm."""
    found, options = answer.found, case.options
    current = case.request is not None and case.request.assessment == found.assessment
    if not case.open or not current or not options.awaited or answer.answer in options.answers:
        return ()
    if isinstance(found, OptionsProposed):
        return (_received(answer, OptionsOutcome.PROPOSED, len(found.options)),)
    none_found = _received(answer, OptionsOutcome.NONE_FOUND, 0)
    return none_found, AttentionNeeded(reason=Attention.NO_MATCH)


def _received(answer: TakeOptions, outcome: OptionsOutcome, options: int) -> OptionsReceived:
    return OptionsReceived(assessment=answer.found.assessment, answer=answer.answer, outcome=outcome, options=options)


def agree_plan(case: Case, command: AgreePlan) -> Sequence[Event]:
    """Agree a plan, or a new one in place of the last."""
    must_be_assessed(case)
    return (PlanAgreed(plan=command.plan, goals=command.goals, review_every_days=command.review_every_days),)

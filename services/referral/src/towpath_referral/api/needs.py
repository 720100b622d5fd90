"""What is needed, other options, and what is agreed."""

from fastapi import APIRouter

from towpath_contracts.values import Circumstances
from towpath_referral.api.answers import NeedsRecorded, PlanMade
from towpath_referral.api.bodies import Assessment, Plan, Rematch
from towpath_referral.api.desk import Desk, ReferralId
from towpath_referral.commands import AgreePlan, AskForOptions, RecordAssessment
from towpath_referral.people.fields import age_on
from towpath_referral.working_days import local_day
from towpath_runtime.http import Acknowledged, AskedBy
from towpath_runtime.ids import derive


def needs(desk: Desk) -> APIRouter:
    """Return the routes of assessments, options and plans."""
    router = APIRouter(tags=["needs"])

    @router.post("/referrals/{referral}/assessments", status_code=201)
    async def assess(referral: ReferralId, body: Assessment, asked: AskedBy) -> NeedsRecorded:
        """Record what is needed and ask for options. The age is of today."""
        born = await desk.people.born((await desk.case(referral)).case.person)
        assessment = derive(asked.id, "assessment")
        command = RecordAssessment(
            assessment=assessment,
            needs=body.needs,
            circumstances=Circumstances(
                age=age_on(born, local_day(desk.rt.clock.now())),
                codes=body.circumstances,
            ),
            preferences=body.preferences,
            area=body.area,
            languages=body.languages,
            access_needs=body.access_needs,
            excluded_services=body.excluded_services,
        )
        done = await desk.tell(asked, referral, command, words=body.words, kind="assessment")
        return NeedsRecorded(id=referral, version=done.version, assessment=assessment)

    @router.post("/referrals/{referral}/rematches", status_code=201)
    async def rematch(referral: ReferralId, body: Rematch, asked: AskedBy) -> Acknowledged:
        """Ask for other options."""
        done = await desk.tell(asked, referral, AskForOptions(body.exclude))
        return Acknowledged(id=referral, version=done.version)

    @router.post("/referrals/{referral}/plans", status_code=201)
    async def agree(referral: ReferralId, body: Plan, asked: AskedBy) -> PlanMade:
        """Agree a plan. The words of the goals stay here, sealed."""
        plan = derive(asked.id, "plan")
        command = AgreePlan(plan, len(body.goals), body.review_every_days)
        done = await desk.tell(asked, referral, command, words="\n".join(body.goals), kind="goals")
        return PlanMade(id=referral, version=done.version, plan=plan)

    return router

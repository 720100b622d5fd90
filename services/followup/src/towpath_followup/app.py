"""The composition of follow-up."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from fastapi import FastAPI
from prometheus_client import Gauge

from towpath_followup.api import router
from towpath_followup.firing import Claims, Firing
from towpath_followup.policy import read_policy
from towpath_followup.queries import Queries
from towpath_followup.settings import FollowupSettings
from towpath_followup.steps import Terms
from towpath_followup.store import TIMER_INDEXES, TIMERS
from towpath_followup.stream import STREAMS, followups, route
from towpath_followup.working_days import WorkingDays
from towpath_runtime.service import Runtime

MEASURE_EVERY = 5.0


def build(settings: FollowupSettings) -> FastAPI:
    """Put the service together. Raises PolicyInvalid where the policy file is none."""
    policy = read_policy(settings.followup_policy)
    terms = Terms(policy, WorkingDays(settings.followup_bank_holidays))
    runtime = Runtime("followup", settings, [followups(terms)])
    runtime.index(TIMERS, *TIMER_INDEXES)
    runtime.consume(*STREAMS, route=route)
    claims = Claims(runtime.database, timedelta(seconds=settings.followup_lease), settings.followup_claim)
    firing = Firing(claims, runtime.path, runtime.clock, runtime.log)
    runtime.every("timers", settings.followup_tick, firing.tick)
    runtime.every("timers-lateness", MEASURE_EVERY, _lateness(runtime, claims))
    runtime.log.info("policy", name=policy.name, version=policy.version, holidays=settings.followup_bank_holidays)
    return runtime.app(router(runtime.submit, Queries(runtime.database), policy))


def _lateness(runtime: Runtime, claims: Claims) -> Callable[[], Awaitable[None]]:
    late = Gauge(
        "towpath_timers_overdue_seconds",
        "For how long the longest due timer has not fired",
        ("service",),
        registry=runtime.metrics.registry,
    ).labels(runtime.name)

    async def measure() -> None:
        late.set(await claims.lateness(runtime.clock.now()))

    return measure

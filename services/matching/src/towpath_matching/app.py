"""The composition of matching."""

from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from prometheus_client import Gauge

from towpath_contracts.event import Stream
from towpath_matching.api import router
from towpath_matching.index import Index
from towpath_matching.policy import load
from towpath_matching.settings import MatchingSettings
from towpath_matching.stream import REQUESTS, TABLES, keep, respond
from towpath_runtime.service import Runtime

MEASURE_EVERY = 5.0


def build(settings: MatchingSettings) -> FastAPI:
    """Put the service together. Raises PolicyWrong where the policy file is none."""
    policy = load(settings.matching_policy)
    index = Index()
    runtime = Runtime("matching", settings, shadow=settings.matching_shadow)
    table = runtime.table(*TABLES, apply=keep(index))
    runtime.answer(Stream.REFERRAL, events=REQUESTS, answer=respond(index, policy), answers=(Stream.MATCHING,))
    runtime.every("index-size", MEASURE_EVERY, _size(runtime, index))
    runtime.log.info("policy", name=policy.name)
    return runtime.app(router(index, policy, lambda: table.as_of))


def _size(runtime: Runtime, index: Index) -> Callable[[], Awaitable[None]]:
    def gauge(name: str, text: str) -> Gauge:
        return Gauge(f"towpath_{name}", text, ("service",), registry=runtime.metrics.registry).labels(runtime.name)

    listings = gauge("index_listings", "Listings in the index")
    nbytes = gauge("index_bytes", "Bytes of the columns of the index")

    async def measure() -> None:
        listings.set(index.listed)
        nbytes.set(index.nbytes)

    return measure

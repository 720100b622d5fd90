"""The referral service, put together."""

from fastapi import FastAPI

from towpath_contracts.event import Stream
from towpath_referral.api import Desk, routes
from towpath_referral.decide import decider
from towpath_referral.partners import Partners
from towpath_referral.people.store import People
from towpath_referral.people.vault import KEYS, KEYS_INDEX, Vault
from towpath_referral.settings import ReferralSettings
from towpath_referral.store import TIMELINE, TIMELINE_INDEX, Cases, case_aggregate
from towpath_referral.stream import heard, replied
from towpath_runtime.service import Runtime


def build(settings: ReferralSettings) -> FastAPI:
    """Return the application; nothing is connected before it starts."""
    rt = Runtime("referral", settings, [case_aggregate(decider(settings.rhythm))])
    vault = Vault(rt.database, settings.master_key(), rt.log)
    rt.index(KEYS, KEYS_INDEX)
    rt.index(TIMELINE, TIMELINE_INDEX)
    rt.on_start(vault.open)
    rt.health.ready("vault", vault.state)
    rt.consume(Stream.MATCHING, Stream.FOLLOWUP, route=heard)
    rt.consume(Stream.REPLIES, route=replied, group="referral-replies")
    partners = Partners(rt.database)
    rt.partners(partners.organisations)
    desk = Desk(rt, Cases(rt.database), People(rt.database, vault), partners)
    return rt.app(routes(desk))

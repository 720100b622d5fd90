"""The referral service, put together."""

from fastapi import FastAPI

from towpath_contracts.event import Stream
from towpath_referral.api import Desk, routes
from towpath_referral.decide import decider
from towpath_referral.gaps import GAP_ANSWERS, Offering, gap_answers, heard_of_gaps
from towpath_referral.partners import Partners
from towpath_referral.people.store import People
from towpath_referral.people.vault import KEYS, KEYS_INDEX, Vault
from towpath_referral.settings import ReferralSettings
from towpath_referral.store import OPTIONS, OPTIONS_INDEX, TIMELINE, TIMELINE_INDEX, Cases, case_aggregate
from towpath_referral.stream import heard, replied
from towpath_runtime.ids import new_id
from towpath_runtime.lease import Lease
from towpath_runtime.service import Runtime


def build(settings: ReferralSettings) -> FastAPI:
    """Return the application; nothing is connected before it starts."""
    rt = Runtime("referral", settings, [case_aggregate(decider(settings.rhythm)), gap_answers()])
    vault = Vault(rt.database, settings.master_key(), rt.log)
    rt.index(KEYS, KEYS_INDEX)
    rt.index(TIMELINE, TIMELINE_INDEX)
    rt.index(OPTIONS, OPTIONS_INDEX)
    rt.on_start(vault.open)
    rt.health.ready("vault", vault.state)
    rt.consume(Stream.MATCHING, Stream.FOLLOWUP, route=heard)
    rt.consume(Stream.REPLIES, route=replied, group="referral-replies")
    rt.consume(Stream.GAP, route=heard_of_gaps, group="referral-gaps")
    lease = Lease(rt.database, GAP_ANSWERS, new_id(), settings.lease)
    rt.on_start(lease.prepare)
    rt.every("gap-answers", settings.gap_tick, Offering(rt.database, rt.path, lease).tick)
    partners = Partners(rt.database)
    rt.partners(partners.organisations)
    desk = Desk(rt, Cases(rt.database), People(rt.database, vault), partners)
    return rt.app(routes(desk))

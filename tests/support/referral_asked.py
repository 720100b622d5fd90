"""The stimulus of the kit for our referral service: what the kit asks for, as requests to the HTTP API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

from support.referral_service import Service

LINK_WORKER = "4f0f2a52-95d5-4a1f-8c3e-3a1f4c1b7f10"


class Asked:
    """Refers, connects and closes, each in as many requests as our API has for it."""

    def __init__(self, service: Service, partner: str) -> None:
        self._partner = partner
        self._registered = False
        self._client = httpx.AsyncClient(base_url=f"{service.url}/v1", timeout=30)

    async def __call__(self, what: str, details: Mapping[str, Any]) -> Mapping[str, Any]:
        """Do what is asked, and answer with the ids that came of it."""
        match what:
            case "refer":
                return await self._refer(details)
            case "connect":
                return await self._connect(details)
            case "close":
                await self._post(f"/referrals/{details['referral']}/closure", {"reason": details["reason"]})
                return {}
        raise AssertionError(what)

    async def close(self) -> None:
        """Leave."""
        await self._client.aclose()

    async def _refer(self, details: Mapping[str, Any]) -> Mapping[str, Any]:
        body = {
            "person": dict(details["person"]),
            "referrer": {"organisation": "rivermead-surgery", "kind": "gp"},
            "words": details["words"],
            "reasons": details["needs"],
        }
        referral = (await self._post("/referrals", body))["id"]
        await self._post(f"/referrals/{referral}/acceptance", {"link_worker": LINK_WORKER})
        needs = [{"code": code} for code in details["needs"]]
        await self._post(f"/referrals/{referral}/assessments", {"needs": needs, "words": details["words"]})
        return {"referral": referral}

    async def _connect(self, details: Mapping[str, Any]) -> Mapping[str, Any]:
        if details["organisation"] == self._partner and not self._registered:
            answer = await self._client.put(f"/partners/{self._partner}", json={"key": details["key"]})
            answer.raise_for_status()
            self._registered = True
        body = {"service": details["service"], "organisation": details["organisation"], "share_contact": True}
        made = await self._post(f"/referrals/{details['referral']}/connections", body)
        return {"connection": made["connection"]}

    async def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = await self._client.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})
        assert answer.is_success, f"{path}: {answer.status_code}"
        found: dict[str, Any] = answer.json()
        return found

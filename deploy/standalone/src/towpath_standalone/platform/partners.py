"""The partner organisations that a platform knows: each has two topics."""

from __future__ import annotations

import httpx


async def known_partners(referral: str) -> list[str]:
    """Return the registered organisations; none where the service does not say."""
    async with httpx.AsyncClient(base_url=referral, timeout=10, trust_env=False) as client:
        try:
            answer = await client.get("/referral/v1/partners")
            return [str(partner["organisation"]) for partner in answer.raise_for_status().json()["partners"]]
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return []

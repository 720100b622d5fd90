"""What a service measures of itself, read from its metrics."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from prometheus_client.parser import text_string_to_metric_families


@dataclass(frozen=True, slots=True)
class Metrics:
    """The values of a scrape by the name of the sample."""

    values: dict[str, list[float]]

    def most(self, name: str) -> float | None:
        """Return the greatest value under a name, None where there is none."""
        return max(self.values.get(name, ()), default=None)

    def sum(self, name: str) -> float | None:
        """Return the sum of the values under a name, None where there is none."""
        return sum(self.values[name]) if name in self.values else None


async def metrics_of(door: str, service: str) -> Metrics:
    """Scrape a service; nothing where it does not answer."""
    values: dict[str, list[float]] = {}
    try:
        async with httpx.AsyncClient(base_url=door, timeout=5, trust_env=False) as client:
            text = (await client.get(f"/{service}/metrics")).raise_for_status().text
    except httpx.HTTPError:
        return Metrics(values)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            values.setdefault(sample.name, []).append(sample.value)
    return Metrics(values)

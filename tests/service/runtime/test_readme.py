"""The service that the README shows does what the README says."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from support.sources import REPOSITORY
from support.toy_world import ToyWorld, first_of_each, serving
from towpath_runtime.settings import RuntimeSettings

README = (REPOSITORY / "services" / "runtime" / "README.md").read_text(encoding="utf-8")


async def test_the_service_of_the_readme_counts_what_is_recorded(world: ToyWorld) -> None:
    [code] = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    shown: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), shown)
    keys = [str(uuid4()) for _ in range(3)]
    async with serving(shown["build"](world.settings())) as client:
        await world.send(*(world.recorded(key) for key in keys for _ in range(4)))
        await world.tallied(dict.fromkeys(keys, 4))
        await world.published()
        for path in ("/health/live", "/metrics", "/v1/dead-letters", "/v1/outbox"):
            assert (await client.get(path)).status_code == 200
    assert first_of_each(await world.said()) == {key: [1, 2, 3, 4] for key in keys}


def test_every_setting_is_named() -> None:
    named = set(re.findall(r"`([A-Z_]+)`", README))
    assert {name.upper() for name in RuntimeSettings.model_fields} <= named

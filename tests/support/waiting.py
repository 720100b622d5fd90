"""Waiting for what other processes do: by looking, with a deadline."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def until(what: str, look: Callable[[], Awaitable[T]], within: float = 40.0) -> T:
    """Look until there is something, and return it; it is an error that there is nothing ``within`` seconds."""
    end = time.monotonic() + within
    while not (found := await look()):
        assert time.monotonic() < end, f"never: {what}"
        await asyncio.sleep(0.02)
    return found

"""A turn on a feed ends with its lease, and a lease with its turn."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from towpath_directory.sources.turn import TurnLost, while_held
from towpath_runtime.errors import Away
from towpath_runtime.lease import Lease


class Turns:
    """A lease that can be prolonged so many times, or whose database is away."""

    seconds = 0.03

    def __init__(self, times: int, *, away: bool = False) -> None:
        self.left = times
        self.away = away
        self.released = False

    @property
    def held(self) -> bool:
        return self.left > 0

    async def take(self) -> bool:
        self.left -= 1
        if self.away:
            raise Away("mongodb")
        return self.held

    async def release(self) -> None:
        self.released = True


async def held(turns: Turns, work: object) -> bool:
    return await while_held(cast(Lease, turns), work)  # type: ignore[arg-type]


async def test_what_is_done_in_time_is_told_and_the_lease_given_back() -> None:
    turns = Turns(1000)

    async def work() -> bool:
        while turns.left > 997:  # the lease was prolonged meanwhile
            await asyncio.sleep(0.001)
        return True

    assert await held(turns, work)
    assert turns.released


@pytest.mark.parametrize("away", [False, True])
async def test_work_is_broken_off_where_the_lease_is_lost_and_nothing_is_given_back(away: bool) -> None:
    turns, ended = Turns(3, away=away), asyncio.Event()

    async def work() -> bool:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        return True

    with pytest.raises(TurnLost):
        await held(turns, work)
    assert ended.is_set()
    assert not turns.released


async def test_what_the_work_raises_is_raised() -> None:
    async def work() -> bool:
        raise Away("mongodb")

    with pytest.raises(Away):
        await held(Turns(1000), work)

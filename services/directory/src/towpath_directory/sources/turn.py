"""Whose turn it is: one process works on one feed, for as long as its lease is held."""

import asyncio
from collections.abc import Awaitable, Callable

from towpath_runtime.errors import Away
from towpath_runtime.lease import Lease

RENEWALS = 3
"""How often a lease is prolonged within its time."""


class TurnLost(Exception):
    """The lease ended in the middle: somebody else may be at it."""


async def while_held(lease: Lease, work: Callable[[], Awaitable[bool]]) -> bool:
    """Work while a lease that was taken is held, and give it back. Raises TurnLost, Away and what the work raises."""
    task = asyncio.ensure_future(work())
    keeper = asyncio.create_task(_keep(lease, task))
    try:
        await asyncio.wait({task, keeper}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise TurnLost
        return await task
    finally:
        for one in (keeper, task):
            one.cancel()
        await asyncio.gather(keeper, task, return_exceptions=True)
        if lease.held:
            await lease.release()


async def _keep(lease: Lease, task: asyncio.Future[bool]) -> None:
    """Prolong a lease until the work is done; return where that cannot be done in time."""
    while not task.done():
        await asyncio.sleep(lease.seconds / RENEWALS)
        try:
            if not await lease.take():
                return
        except Away:
            if not lease.held:
                return

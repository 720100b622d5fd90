"""Ending tasks, in spite of cancellations that get lost."""

import asyncio
from typing import Any


async def ended(*tasks: asyncio.Task[Any], again: float = 0.2) -> None:
    """Cancel tasks and return when they are gone; cancel once more every ``again`` seconds those that are not.

    Up to Python 3.11 ``asyncio.wait_for``, which the MongoDB driver sends through, loses a cancellation that comes at
    the moment of success (python/cpython#86296). Tasks with something to do on the way out need a longer ``again`` than
    that.
    """
    waiting = {task for task in tasks if not task.done()}
    while waiting:
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=again)
    await asyncio.gather(*tasks, return_exceptions=True)

"""Growing pauses with jitter, for a server that is away."""

import asyncio
import random


class Backoff:
    """Waits ``first`` seconds, then twice as long each time up to ``most``, each time a random part of it.

    Full jitter: that which keeps a thousand waiting clients from coming back in one moment (M. Brooker, "Exponential
    Backoff And Jitter", 2015).
    """

    def __init__(self, first: float = 0.1, most: float = 5.0) -> None:
        self._first = first
        self._most = most
        self._next = first

    def reset(self) -> None:
        """Begin anew: the server answered."""
        self._next = self._first

    def pause(self) -> float:
        """Return the seconds of the next pause."""
        pause, self._next = self._next, min(self._most, self._next * 2)
        return random.uniform(pause / 2, pause)  # noqa: S311

    async def wait(self) -> None:
        """Wait for the next pause."""
        await asyncio.sleep(self.pause())

"""How many suggestions one process takes: so many at once, and so many a minute after that."""

from collections.abc import Callable

from towpath_directory.suggestions.refusals import TooManySuggestions


class Rate:
    """A bucket of tokens that fills evenly. ``seconds`` tells real time, in seconds that only grow."""

    def __init__(self, per_minute: int, seconds: Callable[[], float]) -> None:
        self._most = float(per_minute)
        self._seconds = seconds
        self._tokens = self._most
        self._at = seconds()

    def take(self) -> None:
        """Take one. Raises TooManySuggestions where none is left."""
        now = self._seconds()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._most / 60)
        self._at = now
        if self._tokens < 1:
            raise TooManySuggestions("come again in a minute, with the same Idempotency-Key")
        self._tokens -= 1

"""What is remembered of a feed from one time to the next, so that what has not changed is not fetched again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from towpath_directory.imports.fetch import NOTHING, Validators


@dataclass(frozen=True, slots=True)
class Remembered:
    """A service that was fetched before: the listing that it is, and by what it tells whether it has changed."""

    listing: str
    validators: Validators = NOTHING
    modified: str = ""


class Memory(Protocol):
    """What a walk asks of it and tells it. What it is told counts only once the walk has come to something."""

    async def pages(self, url: str) -> int:
        """Return how many pages the feed had whose validators speak for all of it, 0 where none do."""

    async def validators(self, address: str) -> Validators:
        """Return the validators of a page."""

    async def services(self, addresses: Mapping[str, str]) -> Mapping[str, Remembered]:
        """Return what is known of services, by their own ids; ``addresses`` says where each of them is."""

    async def learn(self, address: str, validators: Validators, modified: str = "") -> None:
        """Take note of the validators of an address."""

    async def learn_feed(self, url: str, pages: int, fingerprint: str) -> bool:
        """Take note of the feed as a whole; tell whether its fingerprint is the one that it had."""


class Forgetful:
    """Remembers nothing: for a feed that is fetched once."""

    async def pages(self, url: str) -> int:
        """Know of no pages."""
        return 0

    async def validators(self, address: str) -> Validators:
        """Know of no validators."""
        return NOTHING

    async def services(self, addresses: Mapping[str, str]) -> Mapping[str, Remembered]:
        """Know of no services."""
        return {}

    async def learn(self, address: str, validators: Validators, modified: str = "") -> None:
        """Forget it."""

    async def learn_feed(self, url: str, pages: int, fingerprint: str) -> bool:
        """Forget it; nothing is the same."""
        return False

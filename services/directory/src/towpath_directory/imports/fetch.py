"""Fetching a feed from its address, page by page, within bounds of size and time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from towpath_directory.imports.guard import resolve
from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedTooSlow, FeedUnreachable

REDIRECTS = 5
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 30.0
ACCEPT = {"Accept": "application/json, application/x-ndjson", "Accept-Encoding": "identity"}

Sink = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches feeds.

    ``seconds`` bounds the whole of a page; ``allow_private`` lets it into the deployment's own network.
    """

    seconds: float
    allow_private: bool

    async def page(self, url: str, number: int, sink: Sink) -> None:
        """Hand the body at an address to ``sink``; of a feed in pages, that of one page.

        Raises FeedAddressNotAllowed, FeedUnreachable or FeedTooSlow. Redirects are followed, each checked like the
        first.
        """
        target = _page(url, number)
        try:
            async with asyncio.timeout(self.seconds):
                for _ in range(REDIRECTS + 1):
                    onward = await self._visit(target, sink)
                    if onward is None:
                        return
                    target = onward
        except TimeoutError:
            raise FeedTooSlow(f"the feed did not come within {self.seconds:g} seconds", field="url") from None
        raise FeedUnreachable(f"the address redirects more than {REDIRECTS} times", field="url")

    async def _visit(self, target: httpx.URL, sink: Sink) -> httpx.URL | None:
        """Hand over what is there, or return where it says that it is."""
        address = await resolve(target, allow_private=self.allow_private)
        timeout = httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS)
        client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=timeout)
        asks = client.stream("GET", address.url, headers=address.headers | ACCEPT, extensions=address.extensions)
        try:
            async with client, asks as answer:
                if answer.is_redirect:
                    return _redirected(target, answer)
                if answer.status_code != httpx.codes.OK:
                    raise FeedUnreachable(f"the address answers with status {answer.status_code}", field="url")
                async for chunk in answer.aiter_bytes():
                    await sink(chunk)
        except httpx.HTTPError:
            raise FeedUnreachable("the address does not answer, or breaks off", field="url") from None
        return None


def _page(url: str, number: int) -> httpx.URL:
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise FeedAddressNotAllowed("give an http or https address", field="url") from None
    return target if number == 1 else target.copy_set_param("page", number)


def _redirected(target: httpx.URL, answer: httpx.Response) -> httpx.URL:
    try:
        return target.join(answer.headers["location"])
    except (KeyError, httpx.InvalidURL, ValueError):
        raise FeedUnreachable("the address redirects to nowhere", field="url") from None

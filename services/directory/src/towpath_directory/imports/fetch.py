"""Fetching a feed from its address, page by page, within bounds of size and time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from towpath_directory.imports.guard import resolve
from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedTooSlow, FeedUnreachable
from towpath_directory.imports.unpacked import unpacked

REDIRECTS = 5
CONNECT_SECONDS = 10.0
SILENT_SECONDS = 30.0
LONGEST_WAIT = 7 * 86_400.0
ACCEPT = {
    "Accept": "application/json, application/x-ndjson;q=0.9, text/csv;q=0.8",
    "Accept-Encoding": "gzip, identity;q=0.5",
}

Sink = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Validators:
    """By what an address tells whether it has changed (RFC 9110, 8.8): its ETag and its Last-Modified, as they came."""

    etag: str | None = None
    modified: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """The headers that ask for what has changed alone."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}

    def __bool__(self) -> bool:
        return bool(self.etag or self.modified)


NOTHING = Validators()


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered: 200 with a body, which went to the sink, or 304 and nothing."""

    status: int
    validators: Validators = NOTHING

    @property
    def unchanged(self) -> bool:
        """Whether it has what was fetched before."""
        return self.status == httpx.codes.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches feeds.

    ``seconds`` bounds the whole of a page; ``allow_private`` lets it into the deployment's own network.
    """

    seconds: float
    allow_private: bool

    async def page(self, url: str, number: int, sink: Sink) -> Answer:
        """Hand the body at an address to ``sink``; of a feed in pages, that of one page. Raises as `ask` does."""
        return await self.ask(page_of(url, number), sink)

    async def ask(self, target: httpx.URL, sink: Sink, known: Validators = NOTHING) -> Answer:
        """Hand the body at an address to ``sink``, unless it is what is ``known``.

        Raises FeedAddressNotAllowed, FeedUnreachable or FeedTooSlow. Redirects are followed, each checked like the
        first. What the sink raises, such as FeedTooLarge, ends the answer.
        """
        try:
            async with asyncio.timeout(self.seconds):
                for _ in range(REDIRECTS + 1):
                    found = await self._visit(target, sink, known.conditions)
                    if isinstance(found, Answer):
                        return found
                    target = found
        except TimeoutError:
            raise FeedTooSlow(f"the feed did not come within {self.seconds:g} seconds", field="url") from None
        raise FeedUnreachable(f"the address redirects more than {REDIRECTS} times", field="url")

    async def _visit(self, target: httpx.URL, sink: Sink, conditions: Mapping[str, str]) -> Answer | httpx.URL:
        """Hand over what is there, or return where it says that it is."""
        address = await resolve(target, allow_private=self.allow_private)
        timeout = httpx.Timeout(SILENT_SECONDS, connect=CONNECT_SECONDS)
        client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=timeout)
        headers = {**ACCEPT, **conditions, **address.headers}
        asks = client.stream("GET", address.url, headers=headers, extensions=address.extensions)
        try:
            async with client, asks as answer:
                if answer.has_redirect_location:
                    return _redirected(target, answer)
                if answer.status_code == httpx.codes.NOT_MODIFIED and conditions:
                    return Answer(answer.status_code, _validators(answer))
                if answer.status_code != httpx.codes.OK:
                    raise _unreachable(answer)
                async for chunk in unpacked(answer):
                    await sink(chunk)
                return Answer(answer.status_code, _validators(answer))
        except httpx.HTTPError:
            raise FeedUnreachable("the address does not answer, or breaks off", field="url") from None


def page_of(url: str, number: int, per_page: int | None = None) -> httpx.URL:
    """Return the address of a page. Raises FeedAddressNotAllowed."""
    try:
        target = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise FeedAddressNotAllowed("give an http or https address", field="url") from None
    if per_page is not None:
        target = target.copy_set_param("per_page", per_page)
    return target if number == 1 else target.copy_set_param("page", number)


def _redirected(target: httpx.URL, answer: httpx.Response) -> httpx.URL:
    try:
        return target.join(answer.headers["location"])
    except (httpx.InvalidURL, ValueError):
        raise FeedUnreachable("the address redirects to nowhere", field="url") from None


def _validators(answer: httpx.Response) -> Validators:
    """Return what the answer says of its state; what is too long to be sent back is nothing."""
    etag, modified = answer.headers.get("etag"), answer.headers.get("last-modified")
    return Validators(*(value if value and len(value) <= 500 else None for value in (etag, modified)))


def _unreachable(answer: httpx.Response) -> FeedUnreachable:
    words = f"the address answers with status {answer.status_code}"
    wait = _wait(answer.headers.get("retry-after", ""), datetime.now(UTC))
    return FeedUnreachable(words, field="url", answered=answer.status_code, wait=wait)


def _wait(told: str, now: datetime) -> float | None:
    """Return how many seconds an answer asks to wait (RFC 9110, 10.2.3: seconds or a date), None where it does not."""
    if told.isascii() and told.isdigit():
        return min(float(told), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((aware - now).total_seconds(), 0.0), LONGEST_WAIT)

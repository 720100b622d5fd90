"""Asking for services one by one, a few at a time, where a list only names them (ORUK 3, ``/services/{id}``)."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx

from towpath_directory.feeds.reach import look, node
from towpath_directory.feeds.records import LARGEST
from towpath_directory.imports.fetch import NOTHING, Answer, Sink, Validators
from towpath_directory.imports.glance import Summary
from towpath_directory.imports.memory import Memory, Remembered
from towpath_directory.imports.refusals import FeedUnreachable

AT_ONCE = 4
LARGEST_DETAILS = 2 * LARGEST
GONE = (httpx.codes.NOT_FOUND, httpx.codes.GONE)

Ask = Callable[[httpx.URL, Sink, Validators], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Found:
    """A service that was asked for: its JSON on one line; or the listing that it is still; or neither."""

    given: str
    text: bytes = b""
    listing: str | None = None


class _TooMuch(Exception):
    """More than any service says."""


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Asks for the services of a page, at ``ask``; ``page`` is the page's address."""

    ask: Ask
    memory: Memory
    page: httpx.URL
    _first: dict[str, Found] = field(default_factory=dict)

    async def answers(self, summary: Summary) -> bool:
        """Tell whether services can be asked for at all: a directory may have nothing but its list."""
        known = await self.memory.services({summary.given: str(self._address(summary))})
        found = await self._one(summary, known.get(summary.given))
        self._first[summary.given] = found
        return bool(found.text or found.listing)

    async def of(self, summaries: Iterable[Summary]) -> AsyncIterator[Found]:
        """Yield the services in their order. Raises what a fetch raises."""
        wanted = tuple(summaries)
        known = await self.memory.services({one.given: str(self._address(one)) for one in wanted})
        waiting: deque[asyncio.Task[Found]] = deque()
        try:
            for summary in wanted:
                waiting.append(asyncio.create_task(self._one(summary, known.get(summary.given))))
                if len(waiting) == AT_ONCE:
                    yield await waiting.popleft()
            while waiting:
                yield await waiting.popleft()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _one(self, summary: Summary, known: Remembered | None) -> Found:
        if summary.given in self._first:
            return self._first.pop(summary.given)
        if known is not None and summary.modified and summary.modified == known.modified:
            return Found(summary.given, listing=known.listing)
        body = bytearray()

        async def sink(chunk: bytes) -> None:
            if len(body) + len(chunk) > LARGEST_DETAILS:
                raise _TooMuch
            body.extend(chunk)

        address = self._address(summary)
        try:
            answer = await self.ask(address, sink, NOTHING if known is None else known.validators)
        except _TooMuch:
            return Found(summary.given)
        except FeedUnreachable as error:
            if error.answered in GONE:
                return Found(summary.given)
            raise
        if answer.unchanged and known is not None:
            return Found(summary.given, listing=known.listing)
        text = await asyncio.to_thread(_on_one_line, bytes(body), summary.given)
        if text:
            await self.memory.learn(str(address), answer.validators, summary.modified)
        return Found(summary.given, text)

    def _address(self, summary: Summary) -> httpx.URL:
        target = self.page.copy_remove_param("page").copy_remove_param("per_page")
        path = target.raw_path.partition(b"?")[0].rstrip(b"/")
        query = f"?{target.query.decode()}" if target.query else ""
        return target.copy_with(raw_path=path + f"/{quote(summary.given, safe='')}{query}".encode())


def _on_one_line(body: bytes, given: str) -> bytes:
    """Return a service as JSON on one line; nothing where it is another service, or no JSON."""
    try:
        found = node(json.loads(body))
    except (ValueError, RecursionError):
        return b""
    if found is None or look(found, "service", "id") != given:
        return b""
    return json.dumps(found, separators=(",", ":")).encode()

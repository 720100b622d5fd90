"""Asking an API over HTTP, within bounds of size and time."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import httpx

from towpath_directory.imports.guard import resolve
from towpath_directory.imports.refusals import FeedAddressNotAllowed, FeedUnreachable

REDIRECTS = 5
LARGEST = 32 << 20
"""Bytes of one answer."""

SECONDS = 30.0
"""For one answer, with its redirects."""

HEADERS = {"Accept": "application/json", "Origin": "https://validator.invalid"}
"""A browser's page of another site names its origin; an API that asks whose it is shows that here."""


class Unreachable(Exception):
    """The address does not answer, breaks off, takes too long or may not be asked."""


class TooLarge(Exception):
    """The answer is larger than an answer may be."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Web:
    """The web as it is asked: every address is looked up and checked before it is connected to, each redirect too.

    ``allow_private`` lets it into the network and the machine that it runs on.
    """

    allow_private: bool
    seconds: float = SECONDS
    largest: int = LARGEST

    async def ask(self, url: str) -> Reply:
        """Return what is at an address; raises Unreachable or TooLarge."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._follow(httpx.URL(url))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise Unreachable from error
        except (FeedAddressNotAllowed, FeedUnreachable) as error:
            raise Unreachable(str(error)) from error

    async def _follow(self, target: httpx.URL) -> Reply:
        for _ in range(REDIRECTS + 1):
            address = await resolve(target, allow_private=self.allow_private)
            client = httpx.AsyncClient(verify=_tls(), follow_redirects=False, trust_env=False, timeout=self.seconds)
            asks = client.stream("GET", address.url, headers=address.headers | HEADERS, extensions=address.extensions)
            async with client, asks as answer:
                if not answer.is_redirect:
                    headers = {name.lower(): value for name, value in answer.headers.items()}
                    return Reply(answer.status_code, headers, await self._body(answer))
                target = target.join(answer.headers.get("location", ""))
        raise Unreachable

    async def _body(self, answer: httpx.Response) -> bytes:
        body = bytearray()
        async for chunk in answer.aiter_bytes():
            body += chunk
            if len(body) > self.largest:
                raise TooLarge
        return bytes(body)


@cache
def _tls() -> ssl.SSLContext:
    """Return what answers are trusted by, made once: that takes longer than most answers."""
    return httpx.create_ssl_context(trust_env=False)

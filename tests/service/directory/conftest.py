"""Directories as processes on real servers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import pytest_asyncio

from support.brokers import Broker
from support.directory_service import Directory
from support.feeds_served import FeedServer
from support.public_town import settle
from towpath_standalone.servers import MongoServer

Begin = Callable[..., Awaitable[Directory]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def directory(
    kafka: Broker, mongo: MongoServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Directory]:
    """A directory that the tests of a module share: each uses listings and publishers of its own."""
    found = Directory(kafka, mongo, tmp_path_factory.mktemp("directory"))
    await found.start()
    yield found
    found.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(directory: Directory) -> Directory:
    """The directory of a module, with three services in it that the public API tells of."""
    await settle(directory)
    return directory


@pytest.fixture
async def begin(kafka: Broker, mongo: MongoServer, tmp_path: Path) -> AsyncIterator[Begin]:
    """Begins a directory of one's own, with settings; for tests that kill it."""
    begun: list[Directory] = []
    # Who begins anew is ready once Kafka has given up the one that was killed: as soon as that may be.
    soon = {"TOWPATH_GROUP_SESSION": "2"}

    async def one(**settings: str) -> Directory:
        begun.append(Directory(kafka, mongo, tmp_path, soon | settings))
        return await begun[-1].start()

    yield one
    for found in begun:
        found.close()


class Shelf(dict[str, tuple[int, dict[str, str], bytes]]):
    """What a web server of ours answers, by path: status, headers, body. ``asked`` are the paths asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.url = ""


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """A web server on this machine to fetch feeds from."""
    found = Shelf()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            status, headers, content = found.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join(10)


@pytest.fixture
def feeds() -> Iterator[FeedServer]:
    """A web server on this machine that publishes feeds and knows what its askers have already."""
    found = FeedServer()
    yield found
    found.close()

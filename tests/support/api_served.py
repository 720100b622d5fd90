"""A small HTTP server that answers as an API does, rightly or as a test wants it wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from support.api_documents import PLAIN_KINDS, Document, api, listed, of_kind, page

PATHS = {kind: "taxonomies" if kind == "taxonomy" else f"{kind}s" for kind in PLAIN_KINDS}
KINDS = {path: kind for kind, path in PATHS.items()}
GOOD = {"Content-Type": "application/json; charset=utf-8", "Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True)
class Said:
    """An answer; ``body`` is a document, or bytes as they are."""

    body: object
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: GOOD)


Answering = Callable[[str, int | None], Said | None]
"""What is answered at a path below the root, for a page; None for nothing, which is 404."""


@contextmanager
def served(answering: Answering) -> Iterator[tuple[str, list[str]]]:
    """The address of an API, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            split = urlsplit(self.path)
            number = parse_qs(split.query).get("page")
            said = answering(unquote(split.path), int(number[0]) if number else None)
            said = said or Said({"title": "not here"}, 404)
            body = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def of_folder(folder: Path) -> Answering:
    """Answer with the files of a mock, as the official validator's server does: alike for every page and id."""

    def answer(path: str, number: int | None) -> Said | None:
        kind, _, known = path.strip("/").partition("/")
        stem = KINDS.get(kind, "")
        names = [f"{stem}_full", stem] if known else [f"{stem}_list"]
        found = [folder / f"{name}.json" for name in (names if stem else ["api_details"])]
        return next((Said(file.read_bytes()) for file in found if file.exists()), None)

    return answer


@dataclass
class OwnApi:
    """An API of our own documents, five of each kind on pages of two; ``instead`` answers otherwise at a path."""

    instead: dict[str, Said | None] = field(default_factory=dict)
    documents: dict[str, list[Document]] = field(
        default_factory=lambda: {kind: [_numbered(of_kind(kind), place) for place in range(5)] for kind in PLAIN_KINDS}
    )

    def __call__(self, path: str, number: int | None) -> Said | None:
        """Answer as a good API does."""
        asked = path if number is None else f"{path}?page={number}"
        if asked in self.instead:
            return self.instead[asked]
        if path == "/":
            return Said(api())
        name, _, known = path.strip("/").partition("/")
        held = self.documents.get(KINDS.get(name, ""), [])
        if known:
            return next((Said(one) for one in held if one["id"] == known), None)
        return Said(self.page(held, number or 1)) if name in KINDS else None

    def page(self, held: list[Document], number: int) -> dict[str, Any]:
        """A page of a list."""
        entries = [listed(one) for one in held[(number - 1) * 2 : number * 2]]
        return page(entries, number, max(1, -(-len(held) // 2)), len(held))


def _numbered(document: Document, place: int) -> Document:
    return document | {"id": document["id"][:-1] + str(place)}

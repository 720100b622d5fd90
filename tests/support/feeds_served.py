"""A web server on this machine that publishes feeds, with the manners and the tricks of real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread


@dataclass(frozen=True)
class Reply:
    """One answer. With an ETag or a Last-Modified, whoever has it already is told 304. ``drip`` sends byte by byte."""

    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    drip: bool = False

    def known_to(self, asked: dict[str, str]) -> bool:
        """Tell whether the asker has it (RFC 9110, 13.2.2: the ETag comes first)."""
        if "ETag" in self.headers and "if-none-match" in asked:
            return asked["if-none-match"] == self.headers["ETag"]
        since = self.headers.get("Last-Modified")
        return since is not None and asked.get("if-modified-since") == since


class FeedServer(dict[str, "Reply | list[Reply]"]):
    """What is answered, by path and query; of a list, one after the other and the last for ever.

    ``asked`` are the paths asked for, ``headers`` what came with them in lower case, ``most_at_once`` how many requests
    were there in one moment.
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = Lock()
        self._closed = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def _reply(self, path: str, asked: dict[str, str]) -> Reply:
        with self._lock:
            self.asked.append(path)
            self.headers.append(asked)
            found = self.get(path, Reply(status=404))
            if isinstance(found, list):
                found = found.pop(0) if len(found) > 1 else found[0]
        return Reply(b"", found.headers, 304) if found.known_to(asked) else found

    def _handler(served: FeedServer) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with served._lock:
                    served._at_once += 1
                    served.most_at_once = max(served.most_at_once, served._at_once)
                try:
                    self._answer(served._reply(self.path, {name.lower(): said for name, said in self.headers.items()}))
                finally:
                    with served._lock:
                        served._at_once -= 1

            def _answer(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, said in reply.headers.items():
                    self.send_header(name, said)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                try:
                    if not reply.drip:
                        self.wfile.write(reply.body)
                    for at in range(len(reply.body) if reply.drip else 0):
                        self.wfile.write(reply.body[at : at + 1])
                        if served._closed.wait(0.01):
                            return
                except OSError:  # whoever asked has had enough
                    return

            def log_message(self, *_: object) -> None:
                return

        return Handler

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from towpath_runtime.tracing import Tracing, context_of

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b9c7c989f97918e1"
PARENT = f"00-{TRACE}-{SPAN}-01"


def test_a_traceparent_is_read_as_what_it_says() -> None:
    context = context_of(PARENT)
    assert context is not None
    assert (f"{context.trace_id:032x}", f"{context.span_id:016x}", context.trace_flags) == (TRACE, SPAN, 1)


@pytest.mark.parametrize(
    "text", [None, "", "00", f"00-{TRACE}-{SPAN}", f"00-{'0' * 32}-{SPAN}-01", f"00-{'x' * 32}-{SPAN}-01"]
)
def test_what_is_no_traceparent_is_none(text: str | None) -> None:
    assert context_of(text) is None


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """What spans are sent to, over HTTP."""
    received: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.path.encode() + self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_spans_carry_the_context_on_and_are_sent_before_the_end() -> None:
    with collector() as (endpoint, received):
        tracing = Tracing("toy", endpoint)
        with tracing.request("POST", PARENT), tracing.batch("process", [PARENT, None, "no context"]):
            pass
        tracing.close()
    [sent] = received
    assert sent.startswith(b"/v1/traces")
    assert b"towpath-toy" in sent
    assert sent.count(bytes.fromhex(SPAN)) == 2, "as the parent of the request and as the link of the batch"


def test_without_a_collector_there_are_no_spans() -> None:
    tracing = Tracing("toy", None)
    with tracing.request("POST", PARENT), tracing.batch("process", [PARENT]):
        pass
    tracing.close()

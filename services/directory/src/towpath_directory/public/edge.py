"""What holds for every public address: any site may read it, HEAD is answered, a slash at the end changes nothing."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

OPEN = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Last-Modified, Link, Retry-After"),
]
PREFLIGHT = [
    *OPEN,
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, OPTIONS"),
]


class PublicEdge:
    """The layer around the application for addresses under some prefixes; all others pass it untouched.

    Errors are open to other sites too: a page has to be able to say what is wrong with what it asked.
    """

    def __init__(self, app: ASGIApp, prefixes: tuple[str, ...]) -> None:
        self._app = app
        self._prefixes = prefixes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self._is_public(scope["path"]):
            return await self._app(scope, receive, send)
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": PREFLIGHT})
            return await send({"type": "http.response.body", "body": b""})
        silent = scope["method"] == "HEAD"
        path = scope["path"].rstrip("/")
        path = f"{path}/" if path in self._prefixes else path
        asked = {**scope, "path": path, "method": "GET" if silent else scope["method"]}

        async def opened(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *OPEN]}
            elif silent:
                message = {**message, "body": b""}
            await send(message)

        return await self._app(asked, receive, opened)

    def _is_public(self, path: str) -> bool:
        return any(path == prefix or path.startswith(f"{prefix}/") for prefix in self._prefixes)

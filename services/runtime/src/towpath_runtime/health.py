"""Three questions of an orchestrator: has it started, is it alive, should it get work?"""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

Check = Callable[[], Awaitable[str | None]]
"""Returns a reason code where something is wrong, None where all is well."""


class Health:
    """Checks by name. Alive means progress: a process that waits for a server is alive, and not ready."""

    def __init__(self) -> None:
        self.started = False
        self.stopping = False
        self._alive: dict[str, Check] = {}
        self._ready: dict[str, Check] = {}

    def alive(self, name: str, check: Check) -> None:
        """Add a check that a dead part of this process fails."""
        self._alive[name] = check

    def ready(self, name: str, check: Check) -> None:
        """Add a check that fails while work should go elsewhere."""
        self._ready[name] = check

    async def is_ready(self) -> dict[str, str]:
        """Return what is wrong, by name."""
        if not self.started:
            return {"start": "starting"}
        if self.stopping:
            return {"stop": "stopping"}
        return await _wrong(self._ready)

    def router(self) -> APIRouter:
        """Return the three routes."""
        router = APIRouter(prefix="/health", tags=["health"])

        @router.get("/startup")
        async def startup() -> JSONResponse:
            return _answer({} if self.started else {"start": "starting"})

        @router.get("/live")
        async def live() -> JSONResponse:
            return _answer(await _wrong(self._alive))

        @router.get("/ready")
        async def ready() -> JSONResponse:
            return _answer(await self.is_ready())

        return router


async def _wrong(checks: dict[str, Check]) -> dict[str, str]:
    found = {name: await check() for name, check in checks.items()}
    return {name: reason for name, reason in found.items() if reason is not None}


def _answer(wrong: dict[str, str]) -> JSONResponse:
    return JSONResponse({"ok": not wrong, "wrong": wrong}, 503 if wrong else 200)

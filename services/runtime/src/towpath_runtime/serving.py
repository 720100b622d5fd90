"""The main function of every service process."""

import sys
from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from towpath_runtime.settings import RuntimeSettings

T = TypeVar("T", bound=RuntimeSettings)


def serve(factory: Callable[[T], FastAPI], settings: type[T]) -> None:
    """Read the settings, build the application and serve it until SIGTERM or SIGINT; then stop within its bound.

    A wrong setting ends the process with status 2 and one line per setting, which names it and says what was expected.
    """
    try:
        given = settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = "TOWPATH_" + "_".join(str(part) for part in fault["loc"]).upper() if fault["loc"] else "settings"
            print(f"{name}: {fault['msg']}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None
    config = uvicorn.Config(
        factory(given),
        host=given.host,
        port=given.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=max(1, int(given.stop_within / 2)),
    )
    uvicorn.Server(config).run()

"""The main function of every service process."""

import gc
import sys
from collections.abc import Callable
from typing import TypeVar

import uvicorn
from fastapi import FastAPI
from pydantic import ValidationError

from towpath_runtime.settings import RuntimeSettings

T = TypeVar("T", bound=RuntimeSettings)


def calm_collector() -> None:
    """Keep Python's collector from walking all that a service has loaded each time a batch makes new objects.

    What is there now is never looked at again, and young objects are looked at every 50,000 allocations instead of
    every 700: a batch of 500 makes more than that of documents which live until its commit.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


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
    app = factory(given)
    calm_collector()
    config = uvicorn.Config(
        app,
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

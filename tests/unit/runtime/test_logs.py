from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from towpath_runtime.logs import logger

CANARY = "canary-5e11"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log of a service; the root logger is given back after."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    logger("toy", "info", stream)
    yield stream
    root.handlers, root.level = handlers, level


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_service_level_and_time() -> None:
    stream = io.StringIO()
    log = logger("toy", "info", stream)
    log.debug("not-written")
    log.warning("parked", letter="1")
    [line] = lines(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"service": "toy", "level": "warning", "message": "parked", "letter": "1"}


def test_of_what_a_library_logs_the_form_is_kept_and_the_arguments_are_not(written: io.StringIO) -> None:
    logging.getLogger("library").error("failed on %s", CANARY)
    [line] = lines(written)
    assert (line["logger"], line["text"], line["level"]) == ("library", "failed on %s", "error")
    assert CANARY not in written.getvalue()


def test_of_a_text_that_a_library_put_together_only_the_place_is_kept(written: io.StringIO) -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("library").exception(f"failed on {CANARY}")  # noqa: G004
    [line] = lines(written)
    assert "text" not in line
    assert line["at"].startswith("test_logs.py:")
    assert line["where"].startswith("ValueError at test_logs.py")
    assert CANARY not in written.getvalue()


async def test_an_error_that_nobody_awaited_is_logged_without_its_text(written: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(CANARY)

    task = asyncio.create_task(fail())
    await asyncio.wait({task})
    del task
    gc.collect()
    assert [line["logger"] for line in lines(written)] == ["asyncio"]
    assert CANARY not in written.getvalue()

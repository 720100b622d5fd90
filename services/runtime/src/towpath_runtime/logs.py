"""Logs: one JSON object a line, with ids and codes. No call here takes a payload, and no error's text is written."""

import logging
import sys
from typing import Any, TextIO

import structlog

from towpath_runtime.errors import where

Log = structlog.typing.FilteringBoundLogger


class _JsonLines(logging.Handler):
    """Takes what libraries log: the logger, the place, and the form of a message without its arguments.

    A message without arguments may have been put together with values before, and asyncio quotes errors in its own: of
    such a one only the place is kept.
    """

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, Any] = {"logger": record.name, "at": f"{record.filename}:{record.lineno} {record.funcName}"}
        if record.args:
            fields["text"] = str(record.msg)[:200]
        if record.exc_info and record.exc_info[1] is not None:
            fields["where"] = where(record.exc_info[1])
        self._log.log(record.levelno, "library", **fields)


def logger(service: str, level: str, stream: TextIO | None = None) -> Log:
    """Return the service's log and send what libraries log through it. ``level`` as in the settings."""
    number = getattr(logging, level.upper())
    log: Log = structlog.wrap_logger(
        structlog.PrintLogger(stream or sys.stdout),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.EventRenamer("message"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        service=service,
    )
    root = logging.getLogger()
    root.handlers = [_JsonLines(log)]
    root.setLevel(max(number, logging.WARNING))
    return log

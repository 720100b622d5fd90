"""Dying on purpose, at a named step, so that a test can show what a death there does."""

import os
import signal
from enum import StrEnum
from pathlib import Path


class Step(StrEnum):
    """Where a process can be told to die."""

    BEFORE_TRANSACTION = "before-transaction"
    AFTER_COMMIT = "after-commit"
    BEFORE_PUBLISH = "before-publish"
    AFTER_PUBLISH = "after-publish"
    AFTER_EFFECT = "after-effect"
    AFTER_SENDING = "after-sending"


class Faults:
    """Kills this process with SIGKILL at a step for which a file ``<folder>/<process>.<step>`` lies ready.

    The file is removed first, by one process only, so that each file kills once. Without a folder nothing ever happens.
    """

    def __init__(self, process: str, folder: Path | None) -> None:
        self._process = process
        self._folder = folder

    def reach(self, step: Step) -> None:
        """Say that this step is reached now."""
        if self._folder is None:
            return
        try:
            (self._folder / f"{self._process}.{step.value}").unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

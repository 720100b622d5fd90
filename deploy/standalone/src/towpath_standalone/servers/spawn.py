"""Starts children that end with this process, however it ends (Linux; elsewhere they are plain children)."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO

_LEASH = Path(__file__).with_name("leash.py")

_Start = tuple["Future[subprocess.Popen[bytes]]", list[str], Path, Mapping[str, str], IO[bytes]]


class Spawner:
    """One thread that starts every child and lives as long as the process.

    Linux sends the death signal when the *thread* that started the child ends, so a child started from a worker thread
    would die with that worker.
    """

    def __init__(self) -> None:
        self._starts: queue.SimpleQueue[_Start] = queue.SimpleQueue()
        self._of_process = os.getpid()
        threading.Thread(target=self._run, name="towpath-spawner", daemon=True).start()

    def start(
        self, command: Sequence[str], cwd: Path, env: Mapping[str, str], log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        """Start the command in a session of its own (so that Ctrl-C reaches us and not it); raise OSError as Popen."""
        answer: Future[subprocess.Popen[bytes]] = Future()
        self._starts.put((answer, list(command), cwd, env, log))
        return answer.result()

    def belongs_here(self) -> bool:
        """Tell whether its thread exists in this process: after a fork it does not."""
        return self._of_process == os.getpid()

    def _run(self) -> None:
        while True:
            answer, command, cwd, env, log = self._starts.get()
            try:
                answer.set_result(_popen(command, cwd, env, log))
            except BaseException as error:  # handed over whole to the thread that asked
                answer.set_exception(error)


def _popen(command: list[str], cwd: Path, env: Mapping[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command]
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


_spawner: Spawner | None = None
_lock = threading.Lock()


def spawner() -> Spawner:
    """Return the spawner of this process."""
    global _spawner  # one thread per process is the point
    with _lock:
        if _spawner is None or not _spawner.belongs_here():
            _spawner = Spawner()
        return _spawner

"""A server as a child process: start, stop, kill, pause, and one clear line when it does not start."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from towpath_standalone.servers.ports import LOOPBACK, free_port, port_is_taken
from towpath_standalone.servers.spawn import spawner

_POLL_SECONDS = 0.02
_PORT_ATTEMPTS = 5
_LOG_TAIL_BYTES = 20_000
_PORT_TAKEN = "port {port} is taken: stop what listens on it, or choose another port"
_NO_ROOM = "no room on the disk of {folder}: free at least {room} MB"
_NOT_WRITABLE = "folder {folder} cannot be written: give it to this user, or choose another folder"
_CAUSES_IN_LOGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"address already in use|addrinuse|socketbindfailed", re.IGNORECASE), _PORT_TAKEN),
    (re.compile(r"no space left on device", re.IGNORECASE), _NO_ROOM),
    (
        re.compile(r"dbpathinuse|lock file|failed to acquire lock", re.IGNORECASE),
        "folder {folder} is in use: stop that server",
    ),
    (re.compile(r"permission denied|read-only file system|accessdenied", re.IGNORECASE), _NOT_WRITABLE),
    (
        re.compile(r"cannot allocate memory|insufficient memory|could not reserve enough", re.IGNORECASE),
        "free some memory",
    ),
    (re.compile(r"error while loading shared libraries: (?P<library>[^:]+):"), "install the library {library}"),
)


class ServerDidNotStart(RuntimeError):
    """A server could not be started; the message is one line that names the server and what to mend."""

    def __init__(self, name: str, mend: str) -> None:
        self.name = name
        self.mend = mend
        super().__init__(f"{name} did not start: {mend}")


class ChildServer(ABC):
    """A server on loopback with a folder of its own; it keeps its port from the first start on.

    ``folder`` is made where it is missing and holds the log, ``<name>.log``, and whatever the server keeps. ``port`` is
    chosen at the first start when it is not given. ``start_timeout`` is in seconds. On Linux the server is killed when
    this process ends in whatever way.
    """

    name: ClassVar[str]
    room_needed_mb: ClassVar[int] = 10

    def __init__(self, folder: Path, port: int | None = None, *, start_timeout: float = 60.0) -> None:
        self.folder = folder.absolute()
        self.log = self.folder / f"{self.name}.log"
        self._port = port
        self._start_timeout = start_timeout
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """The loopback port; raises RuntimeError before the first start where none was given."""
        if self._port is None:
            raise RuntimeError(f"{self.name} has no port before its first start")
        return self._port

    @property
    def address(self) -> str:
        """``host:port`` of the server."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process id while it runs, else None."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def running(self) -> bool:
        """Whether the process exists; a paused server is running."""
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """How the process ended: its code, or minus the number of the signal; None while there is no such end."""
        return None if self._process is None else self._process.poll()

    def start(self) -> Self:
        """Start the server and wait until it answers; raises ServerDidNotStart. Does nothing when it runs."""
        if self.running:
            return self
        self._prepare()
        attempts = 1 if self._port is not None else _PORT_ATTEMPTS
        for attempt in range(1, attempts + 1):
            chosen_here = attempts > 1
            if chosen_here:
                self._port = free_port()
            elif port_is_taken(self.port):
                raise self._failure(_PORT_TAKEN)
            try:
                self._launch()
                return self
            except ServerDidNotStart as failure:
                # Between choosing a port and binding it someone else may have taken it.
                if attempt == attempts or "is taken" not in failure.mend:
                    if chosen_here:
                        self._port = None
                    raise
        raise AssertionError("unreachable")

    def stop(self, timeout: float = 20.0) -> bool:
        """Ask the server to end and wait; kill it after ``timeout`` seconds. True when it ended by itself."""
        process = self._process
        if process is None or process.poll() is not None:
            return True
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)  # a paused process cannot act on SIGTERM
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def kill(self) -> None:
        """Kill the server with SIGKILL, as a crash would, and wait until it is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Freeze the server with SIGSTOP: connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server go on."""
        self._signal(signal.SIGCONT)

    def restart(self) -> Self:
        """Stop it where it runs, and start it again on the same port and folder."""
        self.stop()
        return self.start()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @abstractmethod
    def command(self) -> list[str]:
        """The command that runs the server in the foreground; its first word is an absolute path."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the server serves now; called again and again during the start, must return within a second."""

    def environment(self) -> dict[str, str]:
        """The environment of the server: little, so that a variable of ours never turns into a setting of its."""
        return {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "TZ") if name in os.environ}

    def _prepare(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.log.open("ab").close()
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        except OSError as error:
            raise self._failure(_NO_ROOM if error.errno == errno.ENOSPC else _NOT_WRITABLE) from error
        if shutil.disk_usage(self.folder).free < self.room_needed_mb * 1_000_000:
            raise self._failure(_NO_ROOM)

    def _launch(self) -> None:
        with self.log.open("ab") as log:
            log_begins = log.tell()
            try:
                self._process = spawner().start(self.command(), self.folder, self.environment(), log)
            except OSError as error:
                raise ServerDidNotStart(self.name, f"its program cannot be run ({error.strerror})") from error
        deadline = time.monotonic() + self._start_timeout
        try:
            answered = False
            while not answered:
                # Asked first, so that an answer from someone else on our port never counts as ours.
                answered = self.answers()
                if self._process.poll() is not None:
                    raise self._explained(self._process.returncode, log_begins)
                if not answered:
                    if time.monotonic() > deadline:
                        raise self._failure(f"no answer within {self._start_timeout:g} s; its log is {self.log}")
                    time.sleep(_POLL_SECONDS)
        except BaseException:
            self.kill()
            raise

    def _explained(self, code: int, log_begins: int) -> ServerDidNotStart:
        with self.log.open("rb") as log:
            log.seek(max(log_begins, self.log.stat().st_size - _LOG_TAIL_BYTES))
            said = log.read().decode("utf-8", "replace")
        for pattern, mend in _CAUSES_IN_LOGS:
            if found := pattern.search(said):
                return self._failure(mend, **found.groupdict())
        return self._failure(f"it ended with code {code}; its log is {self.log}")

    def _failure(self, mend: str, **found: str) -> ServerDidNotStart:
        filled = mend.format(port=self._port, folder=self.folder, room=self.room_needed_mb, **found)
        return ServerDidNotStart(self.name, filled)

    def _signal(self, which: signal.Signals) -> None:
        if not self.running or self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        self._process.send_signal(which)

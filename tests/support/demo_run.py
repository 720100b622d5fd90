"""``towpath demo`` as a child process that a test can do harm to while it runs."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

STEPS = {
    "referral": ("before-transaction", "after-commit", "before-publish", "after-publish", "after-effect"),
    "followup": ("before-transaction", "after-commit", "before-publish", "after-publish", "after-effect"),
    "directory": ("before-transaction", "after-commit", "before-publish", "after-publish"),
    "matching": ("before-publish", "after-effect"),
}
"""Where each service can be told to die. The directory reads no stream, and matching has no transaction."""


class DemoRun:
    """One run; what it printed so far is in ``output``."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.faults = folder / "faults"
        self.faults.mkdir()
        self.output = ""
        self._home = folder / "data"
        environment = os.environ | {"TOWPATH_FAULTS_DIR": str(self.faults), "TOWPATH_LEASE": "2", "COLUMNS": "160"}
        command = [sys.executable, "-m", "towpath_standalone", "demo", "--data", str(self._home), *arguments]
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.output += line

    @property
    def platform_said(self) -> str:
        """What the platform underneath has printed so far: which process ended, which came back."""
        return "".join(log.read_text("utf-8", "replace") for log in self._home.glob("*.log"))

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def until(self, text: str, within: float = 120) -> None:
        """Wait until it, or the platform underneath, has printed this."""
        deadline = time.monotonic() + within
        while text not in self.output and text not in self.platform_said:
            assert self.running, f"the demo ended first:\n{self.output}"
            assert time.monotonic() < deadline, f"no {text!r} within {within} s:\n{self.output}"
            time.sleep(0.05)

    def ask_to_die(self, service: str, step: str) -> None:
        """Lay the file ready that kills a service when it reaches the step."""
        (self.faults / f"{service}.{step}").touch()

    def asked(self) -> list[str]:
        """Which deaths have been asked for and have not happened."""
        return sorted(path.name for path in self.faults.iterdir())

    def kill(self, module: str) -> bool:
        """Kill -9 the process of the platform whose command line names ``module``; whether there was one."""
        for child in psutil.Process(self._process.pid).children(recursive=True):
            try:
                if any(module in part for part in child.cmdline()):
                    child.kill()
                    return True
            except psutil.NoSuchProcess:
                continue
        return False

    def end(self, within: float = 420) -> str:
        """Wait for its end and return what it printed; it must have ended well, every line in balance."""
        code = self._process.wait(within)
        self._reader.join(10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        assert code == 0, f"the demo ended with {code}:\n{self.output}"
        return self.output

    def stop(self) -> None:
        """End it, whatever it is doing."""
        if self.running:
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()

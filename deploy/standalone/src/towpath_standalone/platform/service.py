"""The four services as child processes."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from towpath_standalone.servers import ChildServer


class ServiceProcess(ChildServer):
    """``python -m towpath_<name>`` on loopback. Its settings are environment variables, its log is JSON lines."""

    room_needed_mb: ClassVar[int] = 20

    def __init__(self, folder: Path, port: int | None, settings: Mapping[str, str], *, start_timeout: float) -> None:
        super().__init__(folder, port, start_timeout=start_timeout)
        self._settings = dict(settings)

    def command(self) -> list[str]:
        """The command that runs the service."""
        return [sys.executable, "-m", f"towpath_{self.name}"]

    def environment(self) -> dict[str, str]:
        """What any child gets, every TOWPATH_ variable of this process, and above them this platform's settings."""
        handed_on = {name: value for name, value in os.environ.items() if name.startswith("TOWPATH_")}
        return super().environment() | handed_on | self._settings | {"TOWPATH_PORT": str(self.port)}

    def answers(self) -> bool:
        """Whether it has started."""
        try:
            with urllib.request.urlopen(f"{self.url}/{self.name}/health/startup", timeout=1) as answer:  # noqa: S310  # nosec B310
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.address}"

    def last_words(self, lines: int = 3) -> list[str]:
        """Return the last lines of its log, shortened."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 8_000))
                return [line[:300] for line in log.read().decode("utf-8", "replace").splitlines()[-lines:]]
        except OSError:
            return []


class Referral(ServiceProcess):
    """Intake, case, plan and connections."""

    name: ClassVar[str] = "referral"


class Matching(ServiceProcess):
    """Options and their reasons."""

    name: ClassVar[str] = "matching"


class Followup(ServiceProcess):
    """Timers, contacts and measures."""

    name: ClassVar[str] = "followup"


class Directory(ServiceProcess):
    """Listings, capacity and gaps."""

    name: ClassVar[str] = "directory"


SERVICES: tuple[type[ServiceProcess], ...] = (Directory, Matching, Followup, Referral)
"""In the order of starting: who is asked comes before who asks."""

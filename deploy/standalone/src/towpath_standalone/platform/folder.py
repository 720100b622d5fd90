"""The data folder: all that a platform keeps, the lock that one process holds, the note of where it listens."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from towpath_standalone.refusal import CannotGoOn

DEFAULT = Path(".towpath")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a platform listens; kept after it ended, so that it comes back on the same ports.

    ``services`` are ports on loopback by name. ``embedded`` says that the broker is ours and forgets; ``births`` counts
    how often it came back empty while the platform ran.
    """

    pid: int
    door: str
    kafka: tuple[str, ...]
    mongo: str
    embedded: bool
    topic_prefix: str
    services: dict[str, int]
    births: int = 0


class PlatformFolder:
    """A folder with the layout of a platform. Nothing is made before it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.mongo = self.path / "mongo"
        self.broker = self.path / "broker"
        self.services = self.path / "services"
        self.clock = self.path / "clock"
        self.master_key = self.path / "keys" / "referral-master.key"
        self.link_key = self.path / "keys" / "directory-link.key"
        self.letters = self.path / "letters"
        self._note = self.path / "platform.json"
        self._lock = self.path / "lock"

    def make(self) -> None:
        """Make the folder; raises CannotGoOn where it cannot be written."""
        try:
            self.master_key.parent.mkdir(parents=True, exist_ok=True)
            self.services.mkdir(exist_ok=True)
            probe = self.path / f".writable-{os.getpid()}"
            probe.write_bytes(b"\0" * 4096)
            probe.unlink()
        except OSError as error:
            why = (error.strerror or "it cannot be written").lower()
            raise CannotGoOn(f"{self.path}: {why}; choose another folder with --data") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process alone; raises CannotGoOn where another one holds it."""
        with self._lock.open("a+", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                lock.seek(0)
                holder = lock.read().strip() or "unknown"
                raise CannotGoOn(
                    f"a platform runs on {self.path} already (process {holder}): stop it, or choose another --data"
                ) from None
            lock.seek(0)
            lock.truncate()
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            yield

    def is_held(self) -> bool:
        """Whether a platform runs on the folder now."""
        try:
            with self._lock.open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    def note(self, whereabouts: Whereabouts) -> None:
        """Write down where the platform listens, in one step."""
        draft = self._note.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(asdict(whereabouts), indent=1) + "\n", "utf-8")
        draft.replace(self._note)

    def whereabouts(self) -> Whereabouts | None:
        """Return where the platform listens or listened last; None where none ever did, or the note is not one."""
        try:
            noted: dict[str, Any] = json.loads(self._note.read_text("utf-8"))
            return Whereabouts(**{**noted, "kafka": tuple(noted["kafka"])})
        except (OSError, ValueError, TypeError, KeyError):
            return None

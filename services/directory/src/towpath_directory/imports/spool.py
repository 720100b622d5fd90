"""A feed on its way in: in a temporary file, counted and hashed, so that memory never holds it."""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from towpath_directory.imports.refusals import FeedTooLarge

CHUNK = 1 << 18


class Spool:
    """A feed in a file that goes when it is closed.

    ``most`` bytes may be written to it at most; ``size`` counts these, and ``length`` what of them is there.
    """

    def __init__(self, most: int, folder: Path | None = None) -> None:
        self._most = most
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        self.size = 0
        self.length = 0

    async def write(self, chunk: bytes) -> None:
        """Add to it. Raises FeedTooLarge."""
        self.size += len(chunk)
        self.length += len(chunk)
        if self.size > self._most:
            raise FeedTooLarge(f"send at most {self._most} bytes, or the feed in parts")
        self._hash.update(chunk)
        self._waiting += chunk
        if len(self._waiting) >= CHUNK:
            await self.flush()

    async def flush(self) -> None:
        """Write what waits."""
        waiting, self._waiting = bytes(self._waiting), bytearray()
        await asyncio.to_thread(self._append, waiting)

    def _append(self, waiting: bytes) -> None:
        self._file.seek(0, os.SEEK_END)  # whoever reads it may have stopped anywhere
        self._file.write(waiting)

    async def cut(self, length: int) -> None:
        """Forget what was written behind the first ``length`` bytes; it counts and is hashed all the same."""
        await self.flush()
        await asyncio.to_thread(self._file.truncate, length)
        self.length = length

    def chunks(self, begin: int = 0) -> Iterator[bytes]:
        """Yield the feed from its beginning, or from a byte further on. Not for the event loop."""
        self._file.seek(begin)
        while chunk := self._file.read(CHUNK):
            yield chunk

    @property
    def fingerprint(self) -> str:
        """A hash of all that was written (SHA-256, hexadecimal)."""
        return self._hash.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

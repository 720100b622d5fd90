"""The keys that sign links: one that signs, and one before it that is still accepted."""

import hashlib
import os
from pathlib import Path

from joserfc.jwk import KeySet, OctKey

SHORTEST = 32
"""Bytes: as many as HMAC with SHA-256 gives (RFC 7518, section 3.2)."""


class LinkKeys:
    """Reads the keys from their files. In development (``makes``) the first is made where it is missing.

    They are read when they are needed first: a directory that nobody asks for links makes no key.
    """

    def __init__(self, file: Path, before: Path | None, *, makes: bool) -> None:
        self._file = file
        self._before = before
        self._makes = makes
        self._read: list[OctKey] = []

    def signing(self) -> OctKey:
        """Return the key that signs; its ``kid`` is what a link calls it."""
        return self._keys()[0]

    def accepted(self) -> KeySet:
        """Return the keys whose links are taken."""
        return KeySet(list(self._keys()))

    def _keys(self) -> list[OctKey]:
        if not self._read:
            if self._makes and not self._file.exists():
                _make(self._file)
            files = [self._file] if self._before is None else [self._file, self._before]
            self._read = [_key(file.read_bytes()) for file in files]
        return self._read


def fault_of(file: Path) -> str | None:
    """Return what is wrong with a key's file that is there, or None."""
    if not file.is_file():
        return "the key of links is a file"
    return None if file.stat().st_size >= SHORTEST else f"the key of links has at least {SHORTEST} random bytes"


def _key(secret: bytes) -> OctKey:
    return OctKey.import_key(secret, {"kid": hashlib.sha256(b"towpath link key/" + secret).hexdigest()[:8]})


def _make(file: Path) -> None:
    """Make a key; of processes that do so at once, all get one: a link is made whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(os.urandom(SHORTEST))
        written.flush()
        os.fsync(written.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()

"""Identifiers: random ones that sort by time, and derived ones that a recomputation makes again."""

import hashlib
import os
import time
import uuid

NAMESPACE = uuid.UUID("6f0d6d5e-6b61-5f0c-9d0a-7c3c1d7b2a11")
_NOT_MARKED = ~(0xF << 76 | 0x3 << 62)
_MARKED = 0x5 << 76 | 0x2 << 62


def derive(cause: str, name: str) -> str:
    """Return the id of what ``cause`` brings about under ``name``: UUIDv5 (RFC 9562), the same when computed again."""
    digest = hashlib.sha1(NAMESPACE.bytes + f"{cause}/{name}".encode(), usedforsecurity=False).digest()
    value = int.from_bytes(digest[:16]) & _NOT_MARKED | _MARKED
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def new_id() -> str:
    """Return a new UUIDv7 (RFC 9562, section 5.7): milliseconds since 1970, then 74 random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=value))

"""Answers with an ETag of their bytes: who has them already is answered 304 (RFC 9110, 13.1.2)."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fastapi import Response

NOT_MODIFIED: Mapping[int | str, dict[str, Any]] = MappingProxyType(
    {304: {"description": "It is still the one that was read"}}
)


def conditional(content: bytes, media_type: str, if_none_match: str | None) -> Response:
    """Return the answer to a request with this If-None-Match: the content, or 304 where the asker has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}  # to be asked for each time, and mostly answered 304
    if if_none_match is not None and _names(if_none_match, tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)


def _names(header: str, tag: str) -> bool:
    """Tell whether If-None-Match names a tag, weakly compared."""
    given = {one.strip().removeprefix("W/") for one in header.split(",")}
    return tag in given or "*" in given

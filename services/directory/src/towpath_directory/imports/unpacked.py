"""The body of an answer, unpacked a piece at a time, so that a few bytes of gzip never become a heap in memory."""

import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

from towpath_directory.imports.refusals import FeedUnreachable

PIECE = 1 << 18
"""The most bytes that are unpacked before whoever takes them may say that it is enough."""

GZIP = 31
"""What makes zlib read gzip (zlib manual, inflateInit2): a window of 2**15 bytes, and 16 for the format."""


async def unpacked(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body of an answer in pieces of at most `PIECE` bytes where it is packed.

    Raises FeedUnreachable where it is packed in another way than gzip, wrongly, or cut off.
    """
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity"):
        async for chunk in answer.aiter_raw():
            yield chunk
        return
    if encoding not in ("gzip", "x-gzip"):
        raise FeedUnreachable("the address answers in an encoding that nobody asked for", field="url")
    packed = _Gzip()
    async for chunk in answer.aiter_raw():
        for piece in packed.pieces(chunk):
            yield piece
    if not packed.whole:
        raise FeedUnreachable("the address breaks off in the middle of what it packed", field="url")


class _Gzip:
    """Unpacks gzip, of which several may follow each other (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._current = zlib.decompressobj(GZIP)
        self._begun = False

    @property
    def whole(self) -> bool:
        """Whether what came so far could be all of it."""
        return not self._begun or self._current.eof

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk unpacks to, a piece at a time."""
        waiting = chunk
        while waiting:
            if self._current.eof:
                self._current = zlib.decompressobj(GZIP)
            self._begun = True
            try:
                piece = self._current.decompress(waiting, PIECE)
            except zlib.error:
                raise FeedUnreachable("the address answers with gzip that is none", field="url") from None
            waiting = self._current.unused_data if self._current.eof else self._current.unconsumed_tail
            yield piece

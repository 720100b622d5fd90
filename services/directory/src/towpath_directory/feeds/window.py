"""The part of a feed that is being looked at, so that memory holds one member and not the feed."""

import codecs
import json
from collections.abc import Iterable

_BLANKS = " \t\r\n"
_OF_NUMBERS = "0123456789.eE+-"
_EDGE = 16
"""An error closer to the end of what was read than this many characters may only mean that more has to be read."""


class NotJson(Exception):
    """The feed is not JSON. ``line`` and ``column`` count from 1, as editors do, and show where it stops being it."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(f"line {line}, column {column}")
        self.line = line
        self.column = column


class TooDeep:
    """Stands for a member that is nested too deeply to be read."""


class Window:
    """Text that is read on when it is needed and forgotten when it is done with."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._line, self._column = 1, 1
        self._text, self._at, self._ended = "", 0, False

    def peek(self) -> str:
        """Return the next character that is not blank, an empty text at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _BLANKS:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def take(self, mark: str) -> bool:
        """Step over a character if it comes next, and tell whether it did."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def expect(self, mark: str) -> None:
        """Step over a character that has to come next. Raises `NotJson`."""
        if not self.take(mark):
            raise self._wrong(self._at)

    def value(self) -> object:
        """Read the value that comes next, a `TooDeep` for one that cannot be. Raises `NotJson`."""
        self.peek()
        while True:
            try:
                found, end = _DECODER.raw_decode(self._text, self._at)
            except RecursionError:
                return self._step_over()
            except json.JSONDecodeError as error:
                cut = error.msg.startswith("Unterminated") or error.pos >= len(self._text) - _EDGE
                if not (cut and self._twice()):
                    raise self._wrong(error.pos) from None
                continue
            unfinished = isinstance(found, (int, float)) and not self._text[end : end + _EDGE].strip(_OF_NUMBERS)
            if unfinished and end + _EDGE > len(self._text) and self._twice():  # a number may go on
                continue
            self._at = end
            return found

    def _more(self) -> bool:
        """Read on; False at the end of the feed."""
        if self._ended:
            return False
        self._line, self._column = self._place(self._at)
        self._text, self._at = self._text[self._at :], 0
        chunk = next(self._chunks, b"")
        self._ended = not chunk
        try:
            self._text += self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            self._text += chunk[: error.start].decode("utf-8", "replace")
            raise self._wrong(len(self._text)) from None
        return True

    def _twice(self) -> bool:
        """Read until there is twice as much, so that a large value is tried a few times only."""
        wanted = 2 * (len(self._text) - self._at)
        grown = False
        while (not grown or len(self._text) - self._at < wanted) and self._more():
            grown = True
        return grown

    def _place(self, at: int) -> tuple[int, int]:
        lines = self._text.count("\n", 0, at)
        return self._line + lines, at - self._text.rfind("\n", 0, at) if lines else self._column + at

    def _wrong(self, at: int) -> NotJson:
        return NotJson(*self._place(at))

    def _step_over(self) -> TooDeep:
        """Step over a value without reading it, by its brackets."""
        depth, quoted = 0, False
        while self.peek():
            mark = self._text[self._at]
            if quoted and mark == "\\":
                self._at += 1
            elif mark == '"':
                quoted = not quoted
            elif not quoted and mark in "[{":
                depth += 1
            elif not quoted and mark in "]}":
                depth -= 1
            self._at += 1
            if depth == 0:
                return TooDeep()
        raise self._wrong(self._at)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < 19 else float(digits)  # longer ones fit no field and no database


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer, parse_constant=lambda _: None)

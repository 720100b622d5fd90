"""The rows of a table in a text file, one by one: whatever its encoding, its separator and its line ends are."""

import codecs
import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from towpath_directory.tables.columns import Heading, heading

Chunks = Callable[[], Iterable[bytes]]
"""The file, as often as it is asked for."""

SEPARATORS = (",", ";", "\t")
LONGEST_CELL = 131_072
LONGEST_HEADING = 8_192
FEWEST_COLUMNS = 2
"""A first line with fewer known columns is no heading."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the line of the file that it begins at, counted from 1, and its cells by column.

    ``wrong`` is a code of a refusal where it cannot be read.
    """

    line: int
    cells: dict[str, str]
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in a file: how to read it, and its heading."""

    chunks: Chunks
    encoding: str
    separator: str
    heading: Heading

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the heading; those that are blank are none."""
        lines = _Lines(self.chunks(), self.encoding)
        reader = csv.reader(lines, delimiter=self.separator, strict=True)
        width, first = len(self.heading.columns), True
        while True:
            begins = lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Row(begins, {}, "row-unreadable")
                reader = csv.reader(lines, delimiter=self.separator, strict=True)
                continue
            if first or not any(cell.strip() for cell in cells):
                first = first and not cells
                continue
            yield self._row(begins, cells, width)

    def _row(self, line: int, cells: Sequence[str], width: int) -> Row:
        texts = [re.sub(r"^'(?=[=@+\-\t\r])", "", cell.strip()) for cell in cells]  # a mark for what is no formula
        named = {name: text for name, text in zip(self.heading.columns, texts, strict=False) if name}
        ragged = len(cells) < width or any(cell.strip() for cell in cells[width:])
        return Row(line, named, "row-ragged" if ragged else "")


def table_in(chunks: Chunks) -> Table | None:
    """Return the table in a file, None where its first line is no heading of one."""
    begin = _beginning(chunks)
    if begin.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:1] in (b"{", b"[", b""):
        return None
    encoding = "utf-16" if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else _encoding(chunks)
    text = begin.decode(encoding, "replace").lstrip("\ufeff\r\n")
    found = [(separator, heading(_first(text, separator))) for separator in SEPARATORS]
    separator, best = max(found, key=lambda one: one[1].known)
    if best.known < FEWEST_COLUMNS or "name" not in best.columns:
        return None
    return Table(chunks, encoding, separator, best)


def _first(text: str, separator: str) -> Sequence[str]:
    try:
        return next(csv.reader(text.splitlines(keepends=True), delimiter=separator), [])
    except csv.Error:
        return []


def _beginning(chunks: Chunks) -> bytes:
    found = b""
    for chunk in chunks():
        found += chunk
        if len(found) >= LONGEST_HEADING:
            break
    return found[:LONGEST_HEADING]


def _encoding(chunks: Chunks) -> str:
    """Return what the bytes are: UTF-8 where all of them are that, else what Excel writes on Windows."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in chunks():
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


class _Lines:
    """The lines of a file as the reader of rows takes them, counted. A line that never ends comes in pieces."""

    def __init__(self, chunks: Iterable[bytes], encoding: str) -> None:
        self.number = 0
        self._lines = self._split(chunks, codecs.getincrementaldecoder(encoding)("replace"))

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        found = next(self._lines)
        self.number += found.endswith("\n")
        return found

    @staticmethod
    def _split(chunks: Iterable[bytes], decoder: codecs.IncrementalDecoder) -> Iterator[str]:
        rest = ""
        for chunk in chunks:
            text = (rest + decoder.decode(chunk)).replace("\r\n", "\n")
            held = text[-1:] if text.endswith("\r") else ""  # half of a line end
            lines = text.removesuffix(held).replace("\r", "\n").split("\n")
            rest = lines.pop() + held
            for line in lines:
                yield f"{line}\n"
            while len(rest) > LONGEST_CELL:
                yield rest[:LONGEST_CELL]
                rest = rest[LONGEST_CELL:]
        rest = (rest + decoder.decode(b"", final=True)).rstrip("\r")
        if rest:
            yield rest

"""What the command says: short lines, coloured on a terminal, plain in a file or a pipe."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

_MARKS = {"done": ("✓", "green"), "note": ("•", "cyan"), "warn": ("!", "yellow"), "bad": ("✗", "red")}
_NAME_WIDTH = 12
WIDTH_ELSEWHERE = 120
"""Columns where the output is no terminal: wide enough for every table."""


class Voice:
    """Speaks on a console, standard output by default. Markup in what it is told is text: nothing is interpreted."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or _console()

    def done(self, name: str, detail: str = "") -> None:
        """Say that something is in place."""
        self._line("done", name, detail)

    def note(self, name: str, detail: str = "") -> None:
        """Say what is going on."""
        self._line("note", name, detail)

    def warn(self, name: str, detail: str = "") -> None:
        """Say that something went wrong and is being mended."""
        self._line("warn", name, detail)

    def bad(self, name: str, detail: str = "") -> None:
        """Say that something is wrong and stays so."""
        self._line("bad", name, detail)

    def plain(self, text: str = "") -> None:
        """Say a line as it is."""
        self.console.print(Text(text))

    def title(self, text: str) -> None:
        """Say what comes now."""
        self.console.print()
        self.console.print(Text(text, style="bold"))

    def _line(self, kind: str, name: str, detail: str) -> None:
        mark, colour = _MARKS[kind]
        self.console.print(Text.assemble((f"{mark} ", colour), (name.ljust(_NAME_WIDTH), "bold"), detail))


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=True)
    return console if console.is_terminal else Console(highlight=False, soft_wrap=True, width=WIDTH_ELSEWHERE)

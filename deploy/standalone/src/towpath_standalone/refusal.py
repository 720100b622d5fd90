"""What ends a command: one line for the person at the terminal."""

from __future__ import annotations


class CannotGoOn(Exception):
    """The command cannot do what it was asked for; the message is one line that says what to mend.

    ``code`` is the exit code of the command, never 0.
    """

    def __init__(self, mend: str, code: int = 1) -> None:
        super().__init__(" ".join(mend.split()))
        self.code = code

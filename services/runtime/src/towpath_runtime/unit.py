"""A unit of work: what takes effect whole or not at all, and how it went."""

from dataclasses import dataclass, field

from pymongo import UpdateOne

from towpath_runtime.errors import Poison, Refused
from towpath_runtime.letter import Letter
from towpath_runtime.message import Done, Message


@dataclass(slots=True)
class Unit:
    """One command, or all the messages that one record stands for.

    ``letter`` is the record that is parked if a message of it fails; a command has none and its asker is told.
    ``unreadable`` says that the record could not even be read, or that an attempt showed it can never be kept.
    ``resolves`` is the dead letter that this unit tries again: it goes in spite of its closed lane, and if it takes
    effect the letter is marked in the same transaction. ``blocked`` says that it never came to a decision.
    """

    messages: tuple[Message, ...]
    letter: Letter | None = None
    unreadable: Poison | None = None
    resolves: UpdateOne | None = None
    outcome: list[Done] = field(default_factory=list)
    failure: Refused | Poison | None = None
    parked: bool = False
    blocked: bool = False

    @property
    def readable(self) -> tuple[Message, ...]:
        """Its messages, none where it is known that they cannot be handled: nothing of theirs is loaded again."""
        return () if self.unreadable is not None else self.messages

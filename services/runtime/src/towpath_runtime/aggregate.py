"""What a service hands to the path: how a kind of thing decides, evolves and is kept."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from pymongo import IndexModel

from towpath_contracts.envelope import Envelope
from towpath_contracts.event import Event
from towpath_runtime.message import Message, Write

S = TypeVar("S")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change(Generic[S]):
    """What one message did to one aggregate. ``events`` are those that topics tell of."""

    key: str
    before: S | None
    after: S | None
    message: Message
    events: tuple[Envelope, ...]
    now: datetime


def no_writes(_: Change[Any]) -> Iterable[Write]:
    """Project nothing."""
    return ()


@dataclass(frozen=True)
class Aggregate(Generic[S]):
    """A kind of thing that decides: its name (also that of its collection), its rules and its document.

    ``decide`` and ``evolve`` are pure. ``to_document`` gives what BSON can hold, the same for the same state, without
    ``_id``, ``version``, ``stamp`` and ``sequences``, which are the runtime's. ``project`` derives further documents,
    written in the same transaction.
    """

    name: str
    decide: Callable[[S | None, Any, datetime], Sequence[Event]]
    evolve: Callable[[S | None, Event], S]
    to_document: Callable[[S], Document]
    from_document: Callable[[Document], S]
    project: Callable[[Change[S]], Iterable[Write]] = no_writes
    indexes: Sequence[IndexModel] = ()

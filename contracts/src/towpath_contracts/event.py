"""What every event is: a frozen model with a type, a stream and a rule for its key."""

from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

TYPE_PREFIX = "org.towpath"


class Stream(StrEnum):
    """The streams; each is one topic, or one topic per partner organisation."""

    REFERRAL = "referral"
    MATCHING = "matching"
    FOLLOWUP = "followup"
    DIRECTORY = "directory"
    CAPACITY = "capacity"
    GAP = "gap"
    PERSON = "person"
    INBOX = "inbox"
    REPLIES = "replies"


def name_of(event_type: str) -> str:
    """Return what every version of an event is called: its type without the version."""
    return event_type.rpartition(".")[0]


EVENTS: dict[str, type["Event"]] = {}
"""Every event of the catalogue by its CloudEvents type, such as ``org.towpath.referral.received.v1``."""


class Event(BaseModel):
    """A fact, in the past tense. Readers ignore fields that they do not know; writers send only what is here.

    A subclass states its stream and name; ``type`` follows from them. ``tombstone`` marks the one kind of event whose
    record has no value: on a compacted topic it deletes its key.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)

    stream: ClassVar[Stream]
    name: ClassVar[str]
    version: ClassVar[int] = 1
    type: ClassVar[str]
    tombstone: ClassVar[bool] = False

    def __init_subclass__(
        cls, *, stream: Stream | None = None, name: str = "", version: int = 1, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if stream is None:
            return
        cls.stream, cls.name, cls.version = stream, name, version
        cls.type = f"{TYPE_PREFIX}.{stream.value}.{name}.v{version}"
        EVENTS[cls.type] = cls

    def key(self, aggregate: str) -> str:
        """Return the subject of this event and the key of its record; ``aggregate`` is the id of what decided it."""
        return aggregate

    def in_version_before(self) -> "Event | None":
        """Return the same fact as the version before said it, while both are published; None outside an overlap."""
        return None

    def partner(self) -> str | None:
        """Return the organisation whose own topic carries this event, or None where the stream is one topic."""
        return None

    @classmethod
    def from_json(cls, value: bytes) -> Self:
        """Read the event from its JSON form, as strictly as its schema: ``"42"`` is no number.

        Raises pydantic's ``ValidationError``, whose text echoes no input (its ``errors()`` would).
        """
        return cls.model_validate_json(value, strict=True)

    def to_json(self) -> bytes:
        """Return the JSON form. What is absent is left out, never null."""
        return self.__pydantic_serializer__.to_json(self, exclude_none=True)

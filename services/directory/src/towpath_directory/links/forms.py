"""What people send from the page: read strictly, told in their words. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qsl

from towpath_contracts.codes import CapacityState

MOST_FIELDS = 40
LONGEST_LINE, LONGEST_TEXT = 500, 3000
MOST_SPACES, MOST_WEEKS = 100_000, 520


class Say(StrEnum):
    """What somebody says by a link. ``closing`` asks once more, ``closed`` says it."""

    RIGHT = "right"
    CHANGED = "changed"
    CLOSING = "closing"
    CLOSED = "closed"
    ROOM = "room"


TEXTS = {"times": LONGEST_TEXT, "telephone": LONGEST_LINE, "email": LONGEST_LINE, "url": LONGEST_LINE}
TEXTS |= {"cost": LONGEST_TEXT, "description": LONGEST_TEXT, "more": LONGEST_TEXT}
ROOM = {
    CapacityState.CAPACITY.value: "We have room",
    CapacityState.WAITLIST.value: "We have a waiting list",
    CapacityState.NO_CAPACITY.value: "We are full",
    CapacityState.CLOSED.value: "We are closed for now",
}
"""What can be said of the room, in the words of the page."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it was sent: ``seen`` is the hash of the listing that was shown, ``once`` the number of the form."""

    say: Say | None
    seen: str = ""
    once: str = ""
    fields: dict[str, str] = field(default_factory=dict)


def sent(body: bytes) -> Sent:
    """Read a form (application/x-www-form-urlencoded). What is not known in it is left out."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except (UnicodeDecodeError, ValueError):
        return Sent(None)
    given = {name: " ".join(text.split(" ")).replace("\r\n", "\n").strip() for name, text in pairs}
    say = given.pop("say", "")
    known = say if say in set(Say) else None
    return Sent(None if known is None else Say(known), given.pop("seen", "")[:64], given.pop("once", "")[:64], given)


def faults_of_changes(fields: dict[str, str]) -> dict[str, str]:
    """Return what is wrong with the fields of what changed, by field; nothing at all is wrong too."""
    found = {
        name: f"Write no more than {most} characters"
        for name, most in TEXTS.items()
        if len(fields.get(name, "")) > most
    }
    if not any(fields.get(name) for name in TEXTS):
        found["times"] = "Say what changed, in at least one of the boxes"
    return found


@dataclass(frozen=True, slots=True)
class Room:
    """How much room there is; ``wait_days`` in days."""

    state: str
    spaces: int | None
    wait_days: int | None


def room(fields: dict[str, str]) -> Room | dict[str, str]:
    """Return what is said of the room, or what is wrong with it, by field."""
    found: dict[str, str] = {}
    state = fields.get("state", "")
    if state not in ROOM:
        found["state"] = "Choose how much room there is"
    spaces = _number(fields.get("spaces", ""), MOST_SPACES)
    if spaces is False:
        found["spaces"] = "Write the number of places in figures, or leave it empty"
    weeks = _number(fields.get("weeks", ""), MOST_WEEKS)
    if weeks is False:
        found["weeks"] = "Write the number of weeks in figures, or leave it empty"
    if found or spaces is False or weeks is False:
        return found
    none = state in (CapacityState.NO_CAPACITY.value, CapacityState.CLOSED.value)
    return Room(state, None if none else spaces, None if weeks is None else weeks * 7)


def _number(text: str, most: int) -> int | bool | None:
    """Return a number, None where there is none, False where what is there is none that makes sense."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 8) or int(text) > most:
        return False
    return int(text)

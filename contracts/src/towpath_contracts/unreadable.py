"""Why a record cannot be read: a stable code and the places at fault, never a value."""

from enum import StrEnum

from towpath_contracts import forms


class Fault(StrEnum):
    """The reason codes of unreadable records. They stand in dead letters, logs and metrics, and never change."""

    NO_ENVELOPE = "no-envelope"
    BAD_ATTRIBUTE = "bad-attribute"
    BAD_JSON = "bad-json"
    INVALID_FIELDS = "invalid-fields"
    TOO_LARGE = "too-large"
    UNKNOWN_VERSION = "unknown-version"
    WRONG_STREAM = "wrong-stream"
    WRONG_PARTNER = "wrong-partner"
    KEY_MISMATCH = "key-mismatch"


class Unreadable(Exception):
    """A record is not an event that this catalogue can read.

    ``code`` says why; ``at`` names the attributes or fields at fault, as ``ce_id`` or ``needs.0.code``, with ``*`` for
    a name that the sender chose. ``id`` and ``type`` are there where they could be read and are of their forms.
    """

    def __init__(self, code: Fault, *at: str) -> None:
        self.code = code
        self.at = at
        self.id: str | None = None
        self.type: str | None = None
        super().__init__(f"{code.value}: {', '.join(at)}" if at else code.value)

    def known_as(self, event_id: str, event_type: str) -> None:
        """Note which record this is about, as far as that is of its form."""
        self.id = event_id if forms.UUID.fullmatch(event_id) else None
        self.type = event_type if forms.TYPE.fullmatch(event_type) else None


class Unwritable(ValueError):
    """An envelope cannot be sent: a mistake of its producer, named without a value."""

"""Which version of a listing stands, and who made it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from towpath_directory.commands import By
from towpath_runtime.inward import Inward


class What(StrEnum):
    """What became of a listing with a version of it."""

    PUBLISHED = "published"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    BACK = "back"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Edition:
    """The version that stands: its number from 1, what it was, who made it and when.

    ``of`` is the number of the version that a restored one says again. ``concealed``: a place of it became
    confidential with it, so that nobody may read the versions before it any more.
    """

    number: int
    what: What
    by: By
    at: datetime
    of: int | None = None
    concealed: bool = False


class Edited(Inward):
    """The listing changed, and this is its version from now on."""

    edition: Edition

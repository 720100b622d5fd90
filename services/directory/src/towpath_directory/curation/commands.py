"""What may be asked of a listing in work. Each is a step of the table of `transitions`, or about claims."""

from dataclasses import dataclass
from typing import ClassVar

from towpath_directory.commands import By
from towpath_directory.curation.model import Fields


@dataclass(frozen=True, slots=True)
class Step:
    """A step by somebody. ``expected`` is the revision of the draft that they have seen, if they say so."""

    step: ClassVar[str]
    by: By
    expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest(Step):
    """Begin a draft from what somebody suggested."""

    step = "suggest"
    suggestion: str
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn(Step):
    """Put fields that come from elsewhere, a suggestion or another draft, into the draft, or begin one with them."""

    step = "take-in"
    fields: Fields
    suggestion: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Save(Step):
    """Keep the whole listing as it is in work. ``seen`` is the content hash of the published one that it allows for."""

    step = "save"
    fields: Fields
    seen: str | None = None
    begins: bool = False
    """Whether the asker has seen that no draft is in work."""


@dataclass(frozen=True, slots=True)
class BringUpToDate(Step):
    """Take over what was published since the draft was begun, where the draft did not change the same."""

    step = "bring-up-to-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit(Step):
    """Hand the draft over to a moderator; ``service`` is the id of the listing."""

    step = "submit"
    service: str


@dataclass(frozen=True, slots=True)
class Recall(Step):
    """Take a submitted draft back into work."""

    step = "recall"


@dataclass(frozen=True, slots=True)
class Return(Step):
    """Give a submitted draft back, with a reason."""

    step = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish(Step):
    """Publish a submitted draft; ``service`` is the id of the listing."""

    step = "publish"
    service: str


@dataclass(frozen=True, slots=True)
class Discard(Step):
    """Give a draft up."""

    step = "discard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move(Step):
    """Give a draft up because what it changes goes to the draft of another listing, ``to``."""

    step = "move"
    to: str


@dataclass(frozen=True, slots=True)
class Withdraw(Step):
    """Take the listing out of the directory, for a reason."""

    step = "withdraw"


@dataclass(frozen=True, slots=True)
class SettleConflict:
    """Say which fields are to be as the publisher sent them last (``take``); the others stay as they are."""

    by: By
    take: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MakeClaim:
    """Say that an organisation runs the service. ``shown`` is a domain or a charity number, as ``kind`` says."""

    id: str
    organisation: str
    kind: str
    shown: str | None

    @property
    def by(self) -> By:
        """Who says so."""
        return By("claimant", self.organisation, self.kind)


@dataclass(frozen=True, slots=True)
class SettleClaim:
    """A curator grants or refuses a claim."""

    id: str
    granted: bool
    by: By


@dataclass(frozen=True, slots=True)
class ChangeOwner:
    """Give the listing to another owner, or to none. What an owner gives away, a curator has to grant: ``id`` is that
    of the claim then.
    """

    id: str
    to: str | None
    by: By


Curating = Step | SettleConflict | MakeClaim | SettleClaim | ChangeOwner

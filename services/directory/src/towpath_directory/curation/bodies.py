"""What people send to curate: the bodies of the HTTP API."""

import math
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from towpath_contracts.codes import Code
from towpath_contracts.listing import Listing
from towpath_contracts.values import Id, OrganisationId
from towpath_directory.commands import By
from towpath_directory.curation.evidence import Shown
from towpath_directory.feeds.reach import depth
from towpath_runtime.http import Command

DEEPEST = 10
LARGEST_INTEGER = 2**53

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
"""In somebody's own words: kept in the directory alone, apart from all else, and erased after a while."""


def _fields(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if unknown := set(value) - set(Listing.model_fields):
        raise _wrong(f"a listing has no such field: {len(unknown)} of them are unknown")
    if not depth(value, DEEPEST):
        raise _wrong(f"nest no more than {DEEPEST} levels")
    if not all(map(_storable, value.values())):
        raise _wrong("numbers have to be finite and below 2 to the power of 53, names without $ and dots")
    return value


def _storable(value: JsonValue) -> bool:
    match value:
        case dict():
            return all(name and not set(name) & set("$.\0") and _storable(member) for name, member in value.items())
        case list():
            return all(map(_storable, value))
        case bool() | None | str():
            return True
        case _:
            return math.isfinite(value) and abs(value) < LARGEST_INTEGER


def _wrong(mend: str) -> PydanticCustomError:
    return PydanticCustomError("value_error", "these fields cannot be kept", {"mend": mend})


FieldsBody = Annotated[dict[str, JsonValue], AfterValidator(_fields)]
"""Fields of a listing as JSON has them; what is missing or wrong in them is told, and keeps nobody from saving."""


FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,64}$")]


class Actor(Command):
    """Who acts: a curator, the owner or the publisher of the listing, by a code, never by a person's name."""

    kind: Literal["curator", "owner", "publisher"]
    name: Code


class StepBody(Command):
    """A step by somebody, with the code of a reason, and words beside it if need be."""

    by: Actor
    reason: Code | None = None
    words: Words | None = None

    def who(self) -> By:
        """Return who acts and why."""
        return By(self.by.kind, self.by.name, self.reason)


class SaveBody(StepBody):
    """The whole listing as it is in work. ``seen``: the hash of the published listing that it allows for."""

    listing: FieldsBody
    seen: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class MoveBody(StepBody):
    """Where the changes of a draft go."""

    to: Id


class ConflictBody(StepBody):
    """The fields that are to be as the publisher sent them last; the others in dispute stay as they are."""

    take: Annotated[tuple[FieldName, ...], Field(max_length=100)] = ()


class Evidence(Command):
    """How an organisation shows that it runs the service.

    ``shown`` is the domain of its e-mail addresses (never an address), or its charity number; other evidence is said
    in ``words``.
    """

    kind: Shown
    shown: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{2,252}$")] | None = None


class ClaimBody(Command):
    """An organisation says that it runs the service."""

    organisation: OrganisationId
    evidence: Evidence
    words: Words | None = None


class OwnerBody(StepBody):
    """Who is to own the listing; null: nobody."""

    to: OrganisationId | None = None

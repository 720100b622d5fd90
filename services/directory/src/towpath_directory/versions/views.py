"""What is told of the versions of a listing: the bodies and answers of the HTTP API."""

from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, Field, JsonValue

from towpath_contracts.codes import Code
from towpath_contracts.listing import Listing
from towpath_contracts.values import Id
from towpath_directory.commands import By
from towpath_directory.versions.diff import Difference, Fields, Op
from towpath_directory.versions.model import What
from towpath_directory.versions.store import EDITION
from towpath_directory.versions.words import worded
from towpath_runtime.http import Command

EDITION_FIELDS = ("number", "what", "by", "at", "of")


class RestoreBody(Command):
    """A curator's word that a listing is to be again as it was, and a code of why."""

    curator: Code
    reason: Code


class ByView(BaseModel):
    """Who changed a listing: ``name`` is the code of an organisation, a curator or a policy; ``reason`` a code."""

    kind: str
    name: str
    reason: str | None = None

    @classmethod
    def of(cls, by: By) -> Self:
        """Return how it is told."""
        return cls(kind=by.kind, name=by.name, reason=by.reason)


class VersionView(BaseModel):
    """A version: what became of the listing with it, when, and by whom.

    ``import_id`` is the import that it came with; ``restores`` the version that it says again. ``concealed``: what it
    said is no longer kept, because a place of it is confidential now.
    """

    number: Annotated[int, Field(ge=1)]
    what: What | None = None
    at: AwareDatetime | None = None
    by: ByView | None = None
    import_id: str | None = None
    restores: int | None = None
    concealed: bool = False
    hash: str | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """Return how the row of a version is told; one that was listed before versions were kept knows no more."""
        beside = {
            "number": row["number"],
            "import_id": row.get("import"),
            "concealed": row.get("concealed", False),
            "hash": row.get("hash"),
        }
        if "what" not in row:
            return cls(**beside)
        known = EDITION.validate_python({name: row[name] for name in EDITION_FIELDS if name in row})
        return cls(**beside, what=known.what, at=known.at, by=ByView.of(known.by), restores=known.of)


class VersionWhole(VersionView):
    """A version with the whole listing as it was; null where it was withdrawn."""

    service: Id
    listing: Listing | None = None


class VersionPage(BaseModel):
    """A page of versions, the newest first; ``next`` is the cursor of the one that follows."""

    contents: list[VersionView]
    next: int | None = None


class DifferenceView(BaseModel):
    """One change in the terms of JSON Patch; ``path`` names the parts of lists by their ids.

    ``order`` is ours: the parts of a list, by their ids, stand in another order.
    """

    op: Op
    path: str
    before: JsonValue = None
    after: JsonValue = None
    words: str


class DiffView(BaseModel):
    """What made one version of another; ``before`` 0 is nothing at all."""

    service: Id
    before: int
    after: int
    changes: list[DifferenceView]

    @classmethod
    def of(
        cls,
        service: str,
        numbers: tuple[int, int],
        sides: tuple[Fields | None, Fields | None],
        made: tuple[Difference, ...],
    ) -> Self:
        """Return how the changes between two versions are told."""
        changes = [
            DifferenceView(op=one.op, path=one.path, before=one.before, after=one.after, words=worded(one, *sides))
            for one in made
        ]
        return cls(service=service, before=numbers[0], after=numbers[1], changes=changes)

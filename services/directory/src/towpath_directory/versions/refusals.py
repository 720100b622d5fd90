"""What the rules of versions refuse."""

from towpath_runtime.errors import NotFound, Refused


class VersionNotFound(NotFound):
    """The listing never had that version, or it was kept as long as versions are."""

    code = "version-not-found"


class VersionConcealed(Refused):
    """A place of that version is confidential now, so that what it said is no longer kept."""

    code = "version-concealed"
    status = 410


class NothingToRestore(Refused):
    """In that version the listing was withdrawn."""

    code = "nothing-to-restore"
    status = 422

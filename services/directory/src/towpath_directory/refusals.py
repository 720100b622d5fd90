"""What the rules refuse. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import NotFound, Refused


class ListingNotFound(NotFound):
    """The directory has no listing by that id, or has it no longer."""

    code = "listing-not-found"


class OtherPublisher(Refused):
    """The listing came from another publisher, and stays theirs until they withdraw it."""

    code = "other-publisher"


class ListingChangedSince(Refused):
    """The listing is not the one that the asker has seen (RFC 9110, 13.1.1)."""

    code = "listing-changed-since"
    status = 412


class IdsDiffer(Refused):
    """The id of the listing is not that of its address."""

    code = "ids-differ"
    status = 422


class LowestAgeAboveHighest(Refused):
    """Nobody is of an age that the listing takes."""

    code = "lowest-age-above-highest"
    status = 422


class NewerReportKnown(Refused):
    """A report of a later moment is known."""

    code = "newer-report-known"


class ReportFromTheFuture(Refused):
    """A report is of a moment that has not come yet."""

    code = "report-from-the-future"
    status = 422


class SpacesWithoutCapacity(Refused):
    """A service with no room cannot have spaces."""

    code = "spaces-without-capacity"
    status = 422


class CursorInvalid(Refused):
    """The cursor of a page is none that was given out."""

    code = "cursor-invalid"
    status = 422

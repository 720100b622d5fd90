"""What the rules of curation refuse. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import NotFound, Refused


class StepNotPossible(Refused):
    """The listing, or the draft of it, is in a state from which this step does not lead."""

    code = "step-not-possible"


class NotForThem(Refused):
    """Whoever asks may not take this step."""

    code = "step-not-for-them"
    status = 403


class NotTheOwner(Refused):
    """The organisation does not own this listing."""

    code = "not-the-owner"
    status = 403


class ReasonMissing(Refused):
    """This step takes a reason."""

    code = "reason-missing"
    status = 422


class ReasonUnknown(Refused):
    """This step knows no such reason."""

    code = "reason-unknown"
    status = 422


class DraftNotFound(NotFound):
    """No draft of that listing is in work."""

    code = "draft-not-found"


class DraftChangedSince(Refused):
    """The draft is not the one that the asker has seen (RFC 9110, 13.1.1)."""

    code = "draft-changed-since"
    status = 412


class DraftIncomplete(Refused):
    """Something is missing or wrong that a published listing has to have right."""

    code = "draft-incomplete"
    status = 422


class DraftUnchanged(Refused):
    """The draft says what is published already."""

    code = "draft-unchanged"


class DraftBehind(Refused):
    """The published listing changed after the draft was begun."""

    code = "draft-behind"


class DraftInTheWay(Refused):
    """A listing cannot be merged into another one while a draft of it is in work."""

    code = "draft-in-the-way"


class ConflictNotFound(NotFound):
    """Nothing is in dispute between the listing and what its publisher sends."""

    code = "conflict-not-found"


class ClaimNotFound(NotFound):
    """No such claim waits."""

    code = "claim-not-found"


class ClaimWaits(Refused):
    """The organisation has claimed this listing already, and a curator has not answered yet."""

    code = "claim-waits"


class AlreadyTheOwner(Refused):
    """The organisation owns the listing."""

    code = "already-the-owner"


class TooManyClaims(Refused):
    """More claims wait on one listing than a curator can be asked to tell apart."""

    code = "too-many-claims"


class NobodyOwnsIt(Refused):
    """The listing has no owner."""

    code = "nobody-owns-it"

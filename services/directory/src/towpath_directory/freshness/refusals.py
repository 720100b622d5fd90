"""What the rules of freshness refuse. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import Refused


class AssuranceFromTheFuture(Refused):
    """Nobody can say today what is right on another day."""

    code = "assurance-from-the-future"
    status = 422


class NewerAssuranceKnown(Refused):
    """Somebody said on a later day that the listing is right."""

    code = "newer-assurance-known"


class ListingLeft(Refused):
    """The policy withdrew the listing, and what was sent is no newer assurance of it."""

    code = "left-unassured"


class LinkUsed(Refused):
    """A link says one word about a listing, and this one has said it."""

    code = "link-used"
    status = 410


class PolicyNotReadable(Refused):
    """The file that holds the policy is not there, or says what makes no sense."""

    code = "policy-not-readable"
    status = 422

"""What the rules on duplicates refuse."""

from towpath_runtime.errors import NotFound, Refused


class DuplicateNotFound(NotFound):
    """No two listings were ever proposed under that id."""

    code = "duplicate-not-found"


class DuplicateDecided(Refused):
    """A curator has decided on the two before, or they are not alike any longer."""

    code = "duplicate-decided"


class DuplicateChangedSince(Refused):
    """The proposal is not the one that the curator has seen (RFC 9110, 13.1.1)."""

    code = "duplicate-changed-since"
    status = 412


class NotOneOfTheTwo(Refused):
    """The listing to keep is neither of the two."""

    code = "not-one-of-the-two"
    status = 422


class ListingMerged(Refused):
    """Another listing stands for this one."""

    code = "listing-merged"


class ListingNotMerged(Refused):
    """No other listing stands for this one."""

    code = "listing-not-merged"

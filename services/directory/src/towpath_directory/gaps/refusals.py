"""What the rules of gaps refuse. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import NotFound, Refused


class GapNotFound(NotFound):
    """Nobody has waited for that need in that area."""

    code = "gap-not-found"


class GapNotOpen(Refused):
    """Nobody waits any more, or a service has answered."""

    code = "gap-not-open"


class ServiceNotListed(Refused):
    """The service that is to answer a gap is not in the directory."""

    code = "service-not-listed"
    status = 422

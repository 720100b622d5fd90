"""What the rules of registered feeds refuse. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import NotFound, Refused


class SourceNotFound(NotFound):
    """No feed is registered under that id."""

    code = "source-not-found"


class RunNotFound(NotFound):
    """The feed has no run by that id."""

    code = "run-not-found"


class SourceExists(Refused):
    """Another feed is registered under that id."""

    code = "source-exists"


class SourceChangedSince(Refused):
    """The feed is not registered as the asker has seen it (RFC 9110, 13.1.1)."""

    code = "source-changed-since"
    status = 412


class RunUnderWay(Refused):
    """The feed is being fetched already, and never twice at once."""

    code = "run-under-way"


class NothingToApprove(Refused):
    """The last run of the feed did not find more gone than it may."""

    code = "nothing-to-approve"

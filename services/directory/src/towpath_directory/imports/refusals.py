"""Why an import does not begin. Each says in one line what to mend."""

from towpath_runtime.errors import NotFound, Refused


class ImportNotFound(NotFound):
    """There is no import by that id."""

    code = "import-not-found"


class PublisherMissing(Refused):
    """Nobody is named as the publisher of the feed, so its records could not be told from those of others."""

    code = "publisher-missing"
    status = 422


class FeedNotJson(Refused):
    """The feed is not JSON."""

    code = "feed-not-json"
    status = 422


class FeedShapeUnknown(Refused):
    """Nothing in the feed looks like a service."""

    code = "feed-shape-unknown"
    status = 422


class FeedAddressNotAllowed(Refused):
    """The address is not one of the open web: another scheme, or a private or loopback host."""

    code = "feed-address-not-allowed"
    status = 422


class FeedUnreachable(Refused):
    """The address does not answer, or not with a feed.

    ``answered`` is the status that it answered with, and ``wait`` how many seconds it asks to be left alone, if any.
    """

    code = "feed-unreachable"
    status = 502

    def __init__(
        self, detail: str = "", *, field: str | None = None, answered: int | None = None, wait: float | None = None
    ) -> None:
        super().__init__(detail, field=field)
        self.answered = answered
        self.wait = wait


class FeedTooLarge(Refused):
    """The feed is larger than this directory takes."""

    code = "feed-too-large"
    status = 413


class FeedTooSlow(Refused):
    """The feed did not come in time."""

    code = "feed-too-slow"
    status = 504


class AreaUnknown(Refused):
    """An area that the publisher is said to cover is no postcode district or sector."""

    code = "area-unknown"
    status = 422


class StillReceiving(Refused):
    """The same import is being received by another request."""

    code = "import-still-arriving"
    status = 409

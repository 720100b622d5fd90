"""What reports refuse."""

from towpath_runtime.errors import NotFound


class PublisherNotFound(NotFound):
    """Nothing here is of that publisher."""

    code = "publisher-not-found"

"""The composition of the search."""

from towpath_directory.search.following import Following, Taker
from towpath_directory.search.search import Search
from towpath_runtime.service import Runtime


def search_in(runtime: Runtime, *beside: Taker) -> Search:
    """Return a search that reads the listings while the service runs, whether or not Kafka answers.

    What stands ``beside`` it gets every listing and every change too, and before it: its answers name what is there.
    """
    search = Search(runtime.clock.now)
    runtime.beside("search", Following(runtime.database, runtime.log, *beside, search).run)
    return search

"""The composition of the search."""

from towpath_directory.search.following import Following
from towpath_directory.search.search import Search
from towpath_runtime.service import Runtime


def search_in(runtime: Runtime) -> Search:
    """Return a search that reads the listings while the service runs, whether or not Kafka answers."""
    search = Search(runtime.clock.now)
    runtime.beside("search", Following(runtime.database, search).run)
    return search

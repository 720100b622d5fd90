"""The composition of the search."""

from prometheus_client import Gauge

from towpath_directory.search.following import Following, Taker
from towpath_directory.search.search import Search
from towpath_runtime.service import Runtime


def search_in(runtime: Runtime, *beside: Taker) -> Search:
    """Return a search that reads the listings while the service runs, whether or not Kafka answers.

    What stands ``beside`` it gets every listing and every change too, and before it: its answers name what is there.
    """
    search = Search(runtime.clock.now)
    known = Gauge(
        "towpath_search_listings",
        "Listings that the search of this process knows",
        ("service",),
        registry=runtime.metrics.registry,
    )
    known.labels(runtime.name).set_function(lambda: search.index.listings)
    runtime.beside("search", Following(runtime.database, runtime.log, *beside, search).run)
    return search

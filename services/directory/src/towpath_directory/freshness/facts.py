"""What happens to a listing's freshness. It stays inside; that a state changed, the listing published anew tells."""

from towpath_directory.freshness.review import Review
from towpath_runtime.inward import Inward


class Reviewed(Inward):
    """How fresh it is, and what was done about it, changed: the whole of it as it is now."""

    review: Review

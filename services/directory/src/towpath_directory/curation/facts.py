"""What happens to a listing in work. None of it is told to others: topics have what is published."""

from towpath_directory.curation.model import Claim, Draft, Record
from towpath_runtime.inward import Inward


class Drafted(Inward):
    """The draft is now this one; None: nothing is in work any more."""

    draft: Draft | None


class DraftPublished(Inward):
    """The draft was published; ``record`` is what the publisher of the listing sent last, where others changed it."""

    record: Record | None


class RecordHeard(Inward):
    """What the publisher sent stands beside what is published; None: they are the same again."""

    record: Record | None


class Claimed(Inward):
    """An organisation says that it runs the service."""

    claim: Claim


class ClaimSettled(Inward):
    """A claim waits no longer."""

    id: str


class Owned(Inward):
    """An organisation owns the listing; None: nobody does any longer."""

    organisation: str | None

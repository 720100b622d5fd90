"""What decides in the directory. It listens to no stream: listings come from publishers, over HTTP."""

from towpath_directory.decide import decide
from towpath_directory.evolve import evolve
from towpath_directory.model import Entry
from towpath_directory.store import ENTRIES, ENTRY_INDEXES, from_document, project, to_document
from towpath_runtime.aggregate import Aggregate


def entries() -> Aggregate[Entry]:
    """Return the one kind of thing that decides here: a service in the directory, by its id."""
    return Aggregate(
        name=ENTRIES,
        decide=decide,
        evolve=evolve,
        to_document=to_document,
        from_document=from_document,
        project=project,
        indexes=ENTRY_INDEXES,
    )

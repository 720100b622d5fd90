"""What kind of document something is, told from its fields: nobody has to name files after what they hold."""

from collections.abc import Collection, Iterable

from towpath_directory.validator.facts import Kind, Profile
from towpath_directory.validator.page import COUNTS, FLAGS, entries

_LOOKED_AT = 20
"""So many entries of a page are enough to tell what it lists."""

_LEAST_KNOWN = 2
_LEAST_SHARE = 0.5


def recognise(document: object, standard: Profile) -> Kind | None:
    """Return the kind whose fields a document has most of, None where most of its fields are of none.

    It has one at least of those that the kind requires. A page is known by ``contents``. Where two kinds fit alike, as
    for a name and a description, the first stands.
    """
    if not isinstance(document, dict):
        return None
    listed = isinstance(document.get("contents"), list)
    if listed:
        looked = [entry for entry in entries(document)[:_LOOKED_AT] if isinstance(entry, dict)]
        return _closest({name for entry in looked for name in entry}, standard.kinds.values(), page=True)
    return _closest(document.keys(), standard.kinds.values(), page=False)


def is_page(document: object) -> bool:
    """Tell whether an object is a page of an API: it holds contents, and says something of its paging."""
    return (
        isinstance(document, dict)
        and isinstance(document.get("contents"), list)
        and any(name in document for name in (*COUNTS, *FLAGS))
    )


def _closest(names: Collection[str], kinds: Iterable[Kind], page: bool) -> Kind | None:
    best, most = None, _LEAST_KNOWN - 1
    for kind in kinds:
        known = len(kind.resource.fields.keys() & names)
        fits = known > most and known / len(names) > _LEAST_SHARE
        if kind.page == page and fits and any(name in names for name in kind.resource.required):
            best, most = kind, known
    return best

"""The envelope of a list. Pure."""

from collections.abc import Sequence
from typing import Any

from towpath_directory.public.shape import Document


def envelope(
    contents: Sequence[Document], *, total: int, number: int, size: int, more: bool, by_cursor: bool
) -> dict[str, Any]:
    """Return a page as the standards have it; ``size`` is how many a whole page holds.

    Whoever reads by cursor is on no numbered page, for things come and go before it: the number is then the nearest
    that agrees with the rest, and ``more`` decides which is the last.
    """
    pages = -(-total // size)
    if by_cursor:
        number = max(1, min(number, pages - 1) if more else pages)
        pages = max(pages, number + more)
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }

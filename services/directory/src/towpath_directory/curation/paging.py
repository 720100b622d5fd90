"""Pages in the order of a moment and an id."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from towpath_contracts.values import UUID_FORM
from towpath_directory.refusals import CursorInvalid

CURSOR = re.compile(r"([0-9]{1,15})\.(" + UUID_FORM.strip("^$") + ")")
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def cursor_of(at: datetime, key: str) -> str:
    """Return the cursor of what follows a row; moments are milliseconds, as in the database."""
    return f"{(at - BEGIN) // timedelta(milliseconds=1)}.{key}"


def place(cursor: str) -> tuple[datetime, str]:
    """Return the moment and the id that a cursor names. Raises CursorInvalid."""
    found = CURSOR.fullmatch(cursor)
    if found is None:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor")
    try:
        return BEGIN + timedelta(milliseconds=int(found[1])), found[2]
    except OverflowError:
        raise CursorInvalid("take the cursor from the page before, or leave it out", field="cursor") from None


def after(cursor: str | None, at: str = "at") -> dict[str, Any]:
    """Return the filter for what follows a cursor, the oldest first. Raises CursorInvalid."""
    if cursor is None:
        return {}
    moment, key = place(cursor)
    return {"$or": [{at: {"$gt": moment}}, {at: moment, "_id": {"$gt": key}}]}

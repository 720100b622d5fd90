"""The services of a table as records of a feed."""

from collections.abc import Iterator

from towpath_directory.feeds.part import Part
from towpath_directory.feeds.reasons import refusal
from towpath_directory.feeds.records import LARGEST, Record, legible
from towpath_directory.feeds.shape import Shape
from towpath_directory.tables.record import record, services
from towpath_directory.tables.rows import Table

MOST_ROWS = 500
"""The most rows of one service: more than that are a mistake."""


def table_records(table: Table) -> Iterator[Record]:
    """Yield a record for each service; its document is the line of the file at which it begins.

    What has no id of its own is named in the report by that line.
    """
    for position, rows in enumerate(services(table.rows()), start=1):
        line = rows[0].line
        where = f"line {line}"
        if wrong := rows[0].wrong or ("too-large" if len(rows) > MOST_ROWS else ""):
            yield Record(position, line, Shape.TABLE, where, "", refusal(wrong, ""))
            continue
        found = record(rows)
        text = Part(found).text()
        given = legible(str(found.get("id", ""))) or where
        if len(text) > LARGEST:
            yield Record(position, line, Shape.TABLE, given, "", refusal("too-large", ""))
        else:
            yield Record(position, line, Shape.TABLE, given, text)

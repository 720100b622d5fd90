"""The columns of the table, from their own (columns.toml)."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, those under which people give it, what goes into it, and an example."""

    name: str
    names: frozenset[str]
    about: str
    example: str

    @property
    def title(self) -> str:
        """The name as it stands in a table that we write."""
        return self.name.replace("_", " ")


@cache
def columns() -> tuple[Column, ...]:
    """Return the columns in their order."""
    table = tomllib.loads(files(__package__).joinpath("columns.toml").read_text("utf-8"))
    return tuple(
        Column(name, frozenset(map(_plain, row["names"])), row["about"], row["example"]) for name, row in table.items()
    )


@dataclass(frozen=True, slots=True)
class Heading:
    """The first line of a table: which column each cell is, None where nobody knows it; and the names of these."""

    columns: tuple[str | None, ...]
    unknown: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many columns are known."""
        return sum(name is not None for name in self.columns)


def heading(cells: Sequence[str]) -> Heading:
    """Read the first line of a table; a column that comes twice counts as unknown the second time."""
    found: list[str | None] = []
    unknown: list[str] = []
    for cell in cells:
        name = _known().get(_plain(cell))
        if name is None or name in found:
            name = None
            if cell.strip():
                unknown.append(cell.strip()[:60])
        found.append(name)
    return Heading(tuple(found), tuple(dict.fromkeys(unknown)))


@cache
def _known() -> Mapping[str, str]:
    return {spelling: column.name for column in columns() for spelling in column.names}


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[\s_\-/?:*]+", " ", name).casefold().split())

"""One service as it is read: what it says itself, and what the document around it says about it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from towpath_directory.feeds.reach import Node


@dataclass(frozen=True, slots=True)
class Part:
    """A service with its organisation, and what is around it.

    That is: the place that it stands in, the places that it refers to by id, the places of its document, contacts and
    schedules beside it, and when the document was changed.
    """

    service: Node
    organization: Node | None = None
    place: Node | None = None
    known: dict[str, Node] = field(default_factory=dict)
    places: list[Node] = field(default_factory=list)
    contacts: Node = field(default_factory=dict)
    schedules: list[Node] = field(default_factory=list)
    modified: str = ""

    def text(self) -> str:
        """Return it as JSON in ASCII, so that any string that JSON can hold can be stored."""
        return json.dumps(
            {name: value for name, value in asdict(self).items() if value or name == "service"}, separators=(",", ":")
        )

    @classmethod
    def from_text(cls, text: str) -> "Part":
        """Read what `text` gave."""
        found: dict[str, Any] = json.loads(text)
        return cls(**found)

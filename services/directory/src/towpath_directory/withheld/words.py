"""How publishers say that a place is confidential. It is data, in words.toml."""

import json
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from towpath_directory.feeds.reach import Node, members, names, node, values, word


@dataclass(frozen=True, slots=True)
class Saying:
    """It, ready to be looked for; ``trigger`` finds what may say so in a record as JSON."""

    flags: frozenset[str]
    kinds: frozenset[str]
    kind_words: frozenset[str]
    terms: frozenset[str]
    lines: frozenset[str]
    trigger: re.Pattern[str]

    def of(self, part: Node) -> bool:
        """Tell whether a place, an address or a service at a place says that it is confidential."""
        return self._flagged(part) or self._by_term(part, self.terms) or self._by_line(part)

    def of_all(self, service: Node) -> bool:
        """Tell whether a service says so of all its places: by a flag of its own, or a term.

        That it is a confidential service says nothing of its place: what people say there stays there.
        """
        return self._flagged(service) or self._by_term(service, self.terms - {"confidential"})

    def _flagged(self, part: Node) -> bool:
        for name, value in part.items():
            known = plain(name)
            if known in self.flags and (value is True or plain(word(value)) in ("true", "yes", "1")):
                return True
            if known in self.kinds and plain(word(value)) in self.kind_words:
                return True
        return False

    def _by_term(self, part: Node, terms: frozenset[str]) -> bool:
        for one in members(part, "term", "attributes"):
            inner = next(filter(None, (node(one.get(name)) for name in names("term", "term"))), {})
            said = (one.get("value"), one.get("label"), *(inner.get(name) for name in ("name", "code", "term")))
            if any(plain(word(value)) in terms for value in said):
                return True
        return False

    def _by_line(self, part: Node) -> bool:
        fields = (("address", "street"), ("address", "street_2"), ("address", "attention"), ("location", "name"))
        said = (value for group, field in fields for name in names(group, field) for value in values(part.get(name)))
        return any(plain(word(value)).strip(" .()*-") in self.lines for value in said)


def plain(text: str) -> str:
    """Return words as they are compared."""
    return " ".join(re.sub(r"[-_]", " ", text.casefold()).split())


@cache
def saying() -> Saying:
    """Return how it is said."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    flags, terms, lines = table["flags"], table["terms"]["words"], table["lines"]["words"]
    told = {*flags["names"], *flags["words"], *terms, *lines}
    # the shortest of them are in all the others, and JSON writes nothing but ASCII
    least = [one for one in told if not any(other != one and other in one for other in told)]
    forms = "|".join(re.escape(json.dumps(one)[1:-1]).replace(r"\ ", "[-_ ]+") for one in sorted(least))
    return Saying(
        flags=frozenset(flags["names"]),
        kinds=frozenset(flags["kinds"]),
        kind_words=frozenset(flags["words"]),
        terms=frozenset(terms),
        lines=frozenset(lines),
        trigger=re.compile(forms, re.IGNORECASE),
    )

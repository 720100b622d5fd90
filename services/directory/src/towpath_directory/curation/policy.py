"""Whose word counts for what: data, in policy.toml or in a file of the partnership's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

from towpath_contracts.listing import Listing


class Precedence(StrEnum):
    """Who is right about a field that an owner or a curator changed, and then the publisher."""

    ASK = "ask"
    OWNER = "owner"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Policy:
    """Owners whose word is published at once; who is right about a field, and about all others (``otherwise``)."""

    trusted: frozenset[str] = frozenset()
    otherwise: Precedence = Precedence.ASK
    fields: Mapping[str, Precedence] = field(default_factory=dict)

    def of(self, name: str) -> Precedence:
        """Return who is right about a field."""
        return self.fields.get(name, self.otherwise)


@cache
def policy(path: Path | None = None) -> Policy:
    """Return the policy of a file, ours by default, read once. Raises what `read` does, and OSError."""
    shipped = files(__package__).joinpath("policy.toml")
    return read(shipped.read_text("utf-8") if path is None else path.read_text("utf-8"))


def readable(path: Path | None) -> Path | None:
    """Return the path of a policy that can be read. Raises ValueError with what to mend."""
    try:
        policy(path)
    except OSError:
        raise ValueError("there is no file here that can be read") from None
    except KeyError as missing:
        raise ValueError(f"the policy lacks {missing}") from None
    except (ValueError, AttributeError, TypeError):
        raise ValueError("the policy is not what policy.toml shows: see services/directory") from None
    return path


def read(text: str) -> Policy:
    """Read a policy. Raises TOMLDecodeError, KeyError where a part is missing, ValueError where a word is unknown."""
    table = tomllib.loads(text)
    by_field = {name: Precedence(word) for name, word in table["precedence"].get("fields", {}).items()}
    if unknown := set(by_field) - set(Listing.model_fields):
        raise ValueError(f"a listing has no field {', '.join(sorted(unknown))}")
    return Policy(frozenset(table["owners"]["trusted"]), Precedence(table["precedence"]["otherwise"]), by_field)

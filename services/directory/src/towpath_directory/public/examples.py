"""Examples for the description of the API: one made-up entry, rendered as every answer is."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from towpath_directory.public import render, terms
from towpath_directory.public.page import envelope
from towpath_directory.public.profiles import Profile
from towpath_directory.public.shape import shaped

Document = dict[str, Any]


@cache
def entry() -> Document:
    """Return the entry that the examples are made from."""
    return tomllib.loads(files(__package__).joinpath("example.toml").read_text("utf-8"))


def example(profile: Profile, kind: str) -> Document:
    """Return an answer of a kind, such as ``service`` or ``service_list``."""
    made, listing = entry(), entry()["listing"]
    there = listing["locations"][0]["id"]
    makers: dict[str, Callable[[bool], Document | None]] = {
        "service": lambda full: render.service(made, profile, full=full),
        "service_at_location": lambda full: render.service_at_location(made, there, profile, full=full),
        "organization": lambda full: render.organization(made, profile, full=full),
        "taxonomy": lambda _: shaped(listing["taxonomies"][0], profile.resource("taxonomy", full=False), profile),
        "taxonomy_term": lambda full: shaped(
            terms.detailed(listing["taxonomy_terms"][0]), profile.resource("taxonomy_term", full=full), profile
        ),
    }
    name = kind.removesuffix("_list")
    shown = makers[name](name == kind)
    assert shown is not None, "the example has all that is asked for"
    if name == kind:
        return shown
    return envelope([shown], total=1, number=1, size=50, more=False, by_cursor=False)

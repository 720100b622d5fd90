"""Any listing that the contract allows is rendered as both standards have it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.any_listing import any_listing
from support.public_asked import PROFILES, broken, faults
from support.public_rendered import ID, entry
from towpath_contracts.listing import Listing
from towpath_directory.public import render, terms
from towpath_directory.public.profiles import profile
from towpath_directory.public.shape import shaped

BOTH = pytest.mark.parametrize("name", PROFILES)

CAPACITIES = st.none() | st.fixed_dictionaries(
    {"service": st.just(ID.format(1)), "state": st.sampled_from(("capacity", "closed", "unknown", "of-our-own"))},
    optional={"spaces": st.integers(0, 50), "wait_days": st.integers(0, 50)},
).map(lambda report: report | {"as_of": "2026-03-02T09:10:00Z"})


@settings(max_examples=120, deadline=None)
@given(of=any_listing(), capacity=CAPACITIES)
@BOTH
def test_whatever_a_listing_says_it_is_valid_in_both_standards(of: Listing, capacity: Any, name: str) -> None:
    kept = entry(of) if capacity is None else entry(of, capacity=capacity)
    standard = profile(name)
    whole = render.service(kept, standard, full=True)
    flat = {"contents": [render.service(kept, standard, full=False)]}
    assert (failing(whole, "service", name), broken(flat, "service_list", name)) == ([], [])
    assert broken(whole, "service", name) == []
    organization = render.organization(kept, standard, full=True)
    assert (failing(organization, "organization", name), broken(organization, "organization", name)) == ([], [])
    for place in of.locations[:1]:
        there = render.service_at_location(kept, place.id, standard, full=True)
        assert there is not None
        assert (failing(there, "service_at_location", name), broken(there, "service_at_location", name)) == ([], [])
    for term in list(terms.terms(kept["listing"]))[:2]:
        shown = shaped(terms.detailed(term), standard.resource("taxonomy_term", full=True), standard)
        assert shown is not None
        assert broken(shown, "taxonomy_term", name) == []


def failing(document: dict[str, Any], kind: str, name: str) -> list[str]:
    """What our own judge finds wrong; a text may be as odd as it came."""
    odd = ("markup", "out-of-range", "wrong-order", "days-unclear")
    return [one for one in faults(document, kind, name) if not one.endswith(odd)]

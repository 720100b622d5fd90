"""Questions as people type them, and what they look for: a pattern over a listing's name and its organisation's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from support.directory_records import TODAY
from towpath_contracts.listing import Listing
from towpath_directory.feeds.normalise import Feed, Taken, normalise
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.records import records
from towpath_directory.imports.areas import placed
from towpath_directory.search.asked import SearchAsked
from towpath_directory.search.search import Search

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHOWN = 10

REGION = (
    ("beffriending", "befriending visits"),
    ("befrending visits", "befriending visits"),
    ("visits befriending", "befriending visits"),
    ("befriender", "befriending visits"),
    ("gardning", "garden club|herbs and windowsills"),
    ("hosuing advice", "housing advice"),
    ("housing advise L17", "housing advice, L17"),
    ("debts", "debt advice"),
    ("dept advice", "debt advice"),
    ("benifits", "welfare benefits check"),
    ("welfare benefit checks", "welfare benefits check"),
    ("foodpantry", "food pantry"),
    ("food pantries", "food pantry"),
    ("mens shed", "men's shed"),
    ("men’s sheds", "men's shed"),
    ("womens circle", "women's circle"),
    ("lunch clubs", "lunch club"),
    ("luch club", "lunch club"),
    ("anxity", "anxiety peer group"),
    ("anxious", "anxiety peer group"),
    ("memory café", "memory cafe"),
    ("memmory cafe", "memory cafe"),
    ("refugee", "welcome for refugees"),
    ("homeless", "way out of homelessness"),
    ("diabetis", "diabetes food"),
    ("bereavment", "bereavement"),
    ("carers group", "carers' group"),
    ("young carer", "young carers' club"),
    ("choirs", "choir"),
    ("comunity choir", "community choir"),
    ("veterens", "veterans' breakfast"),
    ("walking footbal", "walking football"),
    ("well being walks", "wellbeing walk"),
    ("telephone freinds", "telephone friends"),
    ("swimming", "swim for all"),
    ("excercise", "gentle exercise"),
    ("kitchen comunity", "community kitchen"),
    ("deaf", "deaf club"),
    ("money help line", "money helpline"),
    ("narrowboat", "narrowboat"),
    ("narowboat good neighbors", "narrowboat good neighbours"),
    ("lapwing wellbeing trust", "lapwing wellbeing trust"),
    ("lapwing listening", "lapwing listening space"),
    ("kingfisher telephone", "kingfisher telephone friends"),
)
"""Of the demo region."""

COUNTY = (
    ("dimentia", "dementia"),
    ("dementia cafes", "dementia cafe"),
    ("demenita carers", "dementia.*carer"),
    ("alzheimers", "alzheimer"),
    ("gardning", "garden(ing|ers)? (group|club)|gardeners"),
    ("garden club", "garden(ing)? club"),
    ("breastfeding support", "breastfeeding.*support"),
    ("breast feeding support group", "breastfeeding.*support group"),
    ("men in shed", "men in sheds"),
    ("mens sheds", "men in sheds"),
    ("carers suport service", "carers' support service"),
    ("citizens advise", "citizens advice"),
    ("parkrun", "parkrun"),
    ("park run junior", "junior parkrun"),
    ("tai chi", "tai ?chi"),
    ("yoga classes", "yoga.*classes"),
    ("pilatees", "pilates"),
    ("zumba gold", "zumba gold"),
    ("autism suport", "autis(m|tic)"),
    ("council housing advice", "housing advice"),
    ("salvation army food bank", "food bank . scunthorpe salvation army"),
    ("food bank", "food ?bank"),
    ("foodbank", "food ?bank"),
    ("bowles clubs", "bowls club"),
    ("knit and natter", "knit & natter"),
    ("ukelele", "ukulele"),
    ("hospice lindsey lodge", "lindsey lodge"),
    ("stroke recovery", "stroke association"),
    ("talking therapys", "talking therapies"),
    ("macmillan or lymphodema", "lymphoedema"),
    ("arthritus", "arthritis"),
    ("fibromialgia", "fibromyalgia"),
    ("debtline", "debtline"),
    ("debt advice", "debt advice"),
    ("veterans breakfast", "veterans breakfast"),
    ("kirton in lindsey WI", "kirton in lindsey wi"),
    ("lgbt group", "lgbtq"),
    ("youth clubs brigg", "brigg youth club"),
    ("wheelchair basket ball", "wheelchair basketball"),
    ("counseling", "counselling"),
    ("coffee mornings", "coffee morning"),
    ("toddlers", "toddler"),
    ("U3A ukulele", "u3a.*ukulele"),
    ("stop smoking", "stop smoking"),
)
"""Of the feed of a county council."""

PANTRY = (
    ("salvation army akron", "salvation army .?akron"),
    ("lutheran church tallmadge", "tallmadge lutheran"),
    ("karlas kupboard", "karla's kupboard"),
    ("greek orthodox", "greek orthodox"),
    ("goodyear hights presbyterian", "goodyear heights"),
    ("produce markets", "produce market"),
    ("veterans food pantry", "veteran food pantry"),
    ("xavier misson", "xavier mission"),
    ("catholic charities lorain", "catholic charities.*lorain"),
    ("bronxworks", "bronxworks"),
)
"""Of the feed of food pantries."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a question went: the part of what was wanted that is among the first ten, and whether the first one is."""

    question: str
    recall: float
    first: str
    right: bool


def searching(listings: Iterable[Listing]) -> Search:
    """A search over listings."""
    search = Search(lambda: NOW)
    for listing in listings:
        search.take(entry(listing))
    search.settled()
    return search


def entry(listing: Listing | None, version: int = 1, *, service: str = "", **fields: Any) -> dict[str, Any]:
    """An entry as the database has it; without a listing, one that was withdrawn."""
    kept: dict[str, Any] = {"_id": service or (listing.id if listing else ""), "version": version, "stamp": version}
    if listing is not None:
        kept["listing"] = listing.model_dump(mode="json", exclude_defaults=True)
    return kept | fields


def taken_from(feed: Path | bytes) -> Iterable[Listing]:
    """The listings of a feed, each id once."""
    found: dict[str, Listing] = {}
    for record in records([feed if isinstance(feed, bytes) else feed.read_bytes()]):
        if record.refusal is None:
            listing = normalise(Part.from_text(record.text), Feed("bench", record.shape, TODAY, placed))
            if isinstance(listing, Taken):
                found.setdefault(listing.listing.id, listing.listing)
    return found.values()


def asked_of(listings: Iterable[Listing], questions: Iterable[tuple[str, str]]) -> Iterator[Answer]:
    """Ask every question of a directory of these listings."""
    known = {listing.id: f"{listing.name} | {listing.organization.name}".casefold() for listing in listings}
    search = searching(listings)
    for question, pattern in questions:
        wanted = {service for service, name in known.items() if re.search(pattern, name, re.IGNORECASE)}
        assert wanted, f"nothing to find: {pattern}"
        yield _answered(search, question, wanted, known.__getitem__)


def _answered(search: Search, question: str, wanted: set[str], name: Callable[[str], str]) -> Answer:
    found = [hit.service for hit in search.find(SearchAsked(search=question, limit=SHOWN)).contents]
    recall = len(wanted & set(found)) / min(SHOWN, len(wanted))
    return Answer(question, recall, name(found[0]) if found else "nothing", bool(found) and found[0] in wanted)

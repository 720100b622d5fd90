"""What is asked of the public API: its parameters, and the question that they make. What is unknown is passed over."""

from datetime import UTC, datetime, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from towpath_directory.public.registers import Registers
from towpath_directory.search.asked import Of, Order, SearchAsked
from towpath_directory.search.cursor import LONGEST
from towpath_directory.search.place import place_of
from towpath_directory.search.sketch import WEEKDAYS

MOST = 500
MOST_FULL = 100
CODES = r"^[a-z0-9][a-z0-9-]{0,63}(,[a-z0-9][a-z0-9-]{0,63}){0,19}$"
IDS = r"^[0-9A-Fa-f-]{36}(,[0-9A-Fa-f-]{36}){0,19}$"
DAY = "(MO|TU|WE|TH|FR|SA|SU|[Mm]onday|[Tt]uesday|[Ww]ednesday|[Tt]hursday|[Ff]riday|[Ss]aturday|[Ss]unday)"

Words = Annotated[str | None, Field(min_length=1, max_length=200, examples=["walking"])]
Term = Annotated[str | None, Field(pattern=IDS, description="Ids of taxonomy terms, with commas; one is enough.")]
Taxonomy = Annotated[str | None, Field(max_length=200, description="The id of a taxonomy of which any term is enough.")]


class Paged(BaseModel):
    """A page of a list: by number, or after a cursor, whatever changes meanwhile."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True, allow_inf_nan=False)

    page: Annotated[int, Field(ge=1, le=1_000_000, description="The number of the page.")] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST, description="How many a page holds; 100 at the most with full.")] = 50
    cursor: Annotated[
        str | None,
        Field(max_length=LONGEST, description="Where to go on: take the link `next` of the page before, as it is."),
    ] = None


class Terms(Paged):
    """Which taxonomy terms."""

    search: Words = None
    taxonomy_id: Annotated[str | None, Field(max_length=200, description="The id of their taxonomy.")] = None
    parent_id: Annotated[str | None, Field(max_length=200, description="The id of the term above them.")] = None


class Taxonomies(Paged):
    """Which taxonomies."""

    search: Words = None


class Organisations(Paged):
    """Which organisations."""

    search: Words = None
    taxonomy_term_id: Term = None
    taxonomy_id: Taxonomy = None
    full: Annotated[bool, Field(description="Whole organisations, without their services.")] = False


class Services(Paged):
    """Which services."""

    search: Words = None
    taxonomy_term_id: Term = None
    taxonomy_id: Taxonomy = None
    organization_id: Annotated[str | None, Field(max_length=200, description="The id of who runs them.")] = None
    minimum_age: Annotated[
        float | None, Field(ge=0, le=200, description="The lowest age that a service names is this or more.")
    ] = None
    maximum_age: Annotated[
        float | None, Field(ge=0, le=200, description="The highest age that a service names is this or less.")
    ] = None
    start_time: Annotated[
        time | None, Field(description="A session starts at this time of day (Europe/London) or later.")
    ] = None
    end_time: Annotated[time | None, Field(description="A session ends at this time of day or earlier.")] = None
    day: Annotated[
        str | None,
        Field(pattern=f"^{DAY}(,{DAY}){{0,6}}$", description="Days of the week, with commas.", examples=["TU,TH"]),
    ] = None
    modified_after: Annotated[
        datetime | None, Field(description="Our record changed then or later; without an offset, UTC.")
    ] = None
    postcode: Annotated[
        str | None,
        Field(max_length=10, description="Where somebody lives: a postcode or its sector.", examples=["L8 5TF"]),
    ] = None
    proximity: Annotated[
        float | None, Field(gt=0, le=2_000_000, description="Within so many metres of the postcode.")
    ] = None
    need: Annotated[
        str | None, Field(pattern=CODES, description="Codes of needs, with commas; one is enough.", examples=["debt"])
    ] = None
    full: Annotated[bool, Field(description="Each whole, as it is alone.")] = False


def question(asked: Services, of: Of, registers: Registers) -> SearchAsked:
    """Return what is asked of the search. Raises PostcodeUnknown and PlaceMissing.

    Without words and a place the order is that of the ids, in which nothing moves, whatever changes.
    """
    ranked = asked.search is not None or asked.postcode is not None
    return SearchAsked(
        search=asked.search,
        needs=_several(asked.need),
        taxonomy_terms=tuple(one.lower() for one in _several(asked.taxonomy_term_id)),
        taxonomy=None if asked.taxonomy_id is None else registers.name_of(asked.taxonomy_id),
        minimum_age=asked.minimum_age,
        maximum_age=asked.maximum_age,
        days=tuple(sorted({WEEKDAYS.index(day[:2].upper()) for day in _several(asked.day)})),
        start_time=_plain(asked.start_time),
        end_time=_plain(asked.end_time),
        modified_after=_aware(asked.modified_after),
        organisation=asked.organization_id,
        place=place_of(asked.postcode, asked.proximity),
        of=of,
        order=Order.RANK if ranked else Order.ID,
        cursor=asked.cursor,
        offset=0 if asked.cursor is not None else (asked.page - 1) * size(asked),
        limit=size(asked),
    )


def size(asked: Services | Organisations) -> int:
    """Return how many a page holds."""
    return min(asked.per_page, MOST_FULL) if asked.full else asked.per_page


def _several(given: str | None) -> tuple[str, ...]:
    return () if given is None else tuple(dict.fromkeys(given.split(",")))


def _plain(at: time | None) -> time | None:
    """Return a time of day without an offset: schedules keep the clock of the place."""
    return None if at is None else at.replace(tzinfo=None)


def _aware(moment: datetime | None) -> datetime | None:
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=UTC)

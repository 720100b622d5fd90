"""What the parts of a listing are made of."""

from typing import Annotated

from pydantic import Field, StringConstraints

from towpath_contracts.values import Id, Value

Text = Annotated[str, StringConstraints(max_length=10_000)]
Line = Annotated[str, StringConstraints(max_length=500)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Amount = Annotated[float, Field(ge=0)]


class Taxonomy(Value):
    """A list of terms, with who keeps it at ``uri``."""

    id: Id
    name: Line
    description: Text | None = None
    uri: Line | None = None
    version: Line | None = None


class TaxonomyTerm(Value):
    """A term of a taxonomy, as the publisher named it; ``taxonomy`` is the name of its taxonomy."""

    id: Id
    name: Line
    taxonomy: Line = ""
    code: Line | None = None
    description: Text | None = None
    parent_id: Id | None = None
    taxonomy_id: Id | None = None
    term_uri: Line | None = None
    language: Line | None = None


class Attribute(Value):
    """A term said of a part of a listing; ``link_type`` is the part's field that it speaks of, such as ``cost``."""

    id: Id
    taxonomy_term_id: Id | None = None
    term: TaxonomyTerm | None = None
    link_type: Line | None = None
    value: Line | None = None
    label: Line | None = None


class Described(Value):
    """A part of a listing that its publisher may say more of."""

    attributes: tuple[Attribute, ...] = ()


class Funding(Value):
    """Where money comes from."""

    id: Id
    source: Line | None = None


class Url(Value):
    """A further address on the web."""

    id: Id
    label: Line | None = None
    url: Line

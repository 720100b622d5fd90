"""What requests say. Unknown fields are refused, codes are those of the contracts, errors quote nothing."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from towpath_contracts.codes import Channel, ConcernKind, Outcome, PartnerAnswer, Reason, Urgency
from towpath_contracts.values import (
    AccessField,
    Area,
    CircumstanceField,
    Id,
    Language,
    Need,
    NeedField,
    OrganisationId,
    Preferences,
    Referrer,
)
from towpath_referral.api.examples import ASSESSMENT, CONNECTION, REFERRAL, example
from towpath_referral.people.fields import Email, Name, NhsNumber, Phone, Postcode, ShortWords, Words
from towpath_runtime.http import Command as Body

STRICT = ConfigDict(extra="forbid")
AREA_DEGREES = 2
"""Decimals of a given place: about a kilometre, so that nobody sends the coordinates of a front door."""

Languages = Annotated[tuple[Language, ...], Field(max_length=10)]
AccessNeeds = Annotated[tuple[AccessField, ...], Field(max_length=30)]
Services = Annotated[tuple[Id, ...], Field(max_length=500)]


class GivenNeed(Need):
    """A need and its priority, 1 first."""

    model_config = STRICT


class GivenPreferences(Preferences):
    """What the person would like."""

    model_config = STRICT


class GivenReferrer(Referrer):
    """Who refers: an organisation and a kind of role."""

    model_config = STRICT
    channel: Channel = Channel.API


class GivenArea(Area):
    """A small area outside Great Britain's postcodes, with its middle in degrees."""

    model_config = STRICT


def _to_a_kilometre(area: GivenArea) -> Area:
    lat, lon = (None if part is None else round(part, AREA_DEGREES) for part in (area.lat, area.lon))
    return Area(code=area.code, lat=lat, lon=lon)


SmallArea = Annotated[GivenArea, AfterValidator(_to_a_kilometre)]


class Contact(Body):
    """How the person wants to be reached (DCB1605), and how never."""

    prefers: Channel | None = None
    never: Annotated[tuple[Channel, ...], Field(max_length=12)] = ()
    words: ShortWords | None = None


class Person(Body):
    """Who is referred. A postcode or an area, one of them."""

    given_name: Name
    family_name: Name
    date_of_birth: date
    nhs_number: NhsNumber | None = None
    postcode: Postcode | None = None
    area: SmallArea | None = None
    address: Words | None = None
    phone: Phone | None = None
    email: Email | None = None
    languages: Languages = ()
    access_needs: AccessNeeds = ()
    contact: Contact | None = None

    @model_validator(mode="after")
    def _a_place(self) -> Self:
        if (self.postcode is None) == (self.area is None):
            raise PydanticCustomError("postcode_or_area", "send a postcode or an area, one of the two")
        return self

    def sealed_fields(self) -> dict[str, Any]:
        """Return what is kept of the person, all of it to be sealed."""
        return self.model_dump(mode="json", exclude={"area", "languages", "access_needs"}, exclude_none=True)


class Referral(Body):
    """A referral: who, by whom, why. ``team`` owns it until a link worker does."""

    model_config = example(REFERRAL)

    person: Person
    referrer: GivenReferrer
    urgency: Urgency = Urgency.ROUTINE
    reasons: Annotated[tuple[NeedField, ...], Field(max_length=30)] = ()
    words: Words | None = None
    team: OrganisationId | None = None


class Owner(Body):
    """Who takes the case on; without a team it stays with the one that has it."""

    link_worker: Id
    team: OrganisationId | None = None


class Reasoned(Body):
    """A reason, and words where it is not enough."""

    reason: Reason
    words: Words | None = None

    @model_validator(mode="after")
    def _other_needs_words(self) -> Self:
        if self.reason == Reason.OTHER and self.words is None:
            raise PydanticCustomError("words_missing", "say in words what the other reason is")
        return self


class Break(Body):
    """A break, until a day where one is known."""

    reason: Reason
    until: date | None = None
    words: Words | None = None


class Assessment(Body):
    """What is needed and what the person would like. What is absent is taken from the referral."""

    model_config = example(ASSESSMENT)

    needs: Annotated[tuple[GivenNeed, ...], Field(min_length=1, max_length=30)]
    circumstances: Annotated[tuple[CircumstanceField, ...], Field(max_length=30)] = ()
    preferences: GivenPreferences = GivenPreferences()
    area: SmallArea | None = None
    languages: Languages | None = None
    access_needs: AccessNeeds | None = None
    excluded_services: Services = ()
    words: Words | None = None


class Rematch(Body):
    """Other options, without these services from now on."""

    exclude: Services = ()


class Plan(Body):
    """The goals in the person's words, and how often they are looked at together, in days."""

    goals: Annotated[tuple[Words, ...], Field(min_length=1, max_length=20)]
    review_every_days: Annotated[int, Field(ge=1, le=730)] | None = None


class NewConnection(Body):
    """An introduction that the person agreed to. ``share_contact``: and to being reached by this organisation."""

    model_config = example(CONNECTION)

    service: Id
    organisation: OrganisationId
    needs: Annotated[tuple[NeedField, ...], Field(max_length=30)] = ()
    supported_introduction: bool = False
    share_contact: bool = False


class Answer(Body):
    """What the organisation answered; a rejection says why."""

    answer: PartnerAnswer
    reason: Reason | None = None
    expected_by: date | None = None

    @model_validator(mode="after")
    def _a_no_says_why(self) -> Self:
        if self.answer == PartnerAnswer.REJECTED and self.reason is None:
            raise PydanticCustomError("reason_missing", "a rejection comes with its reason")
        return self


class Nothing(Body):
    """There is nothing more to say."""


class End(Body):
    """How a connection ended."""

    outcome: Outcome = Outcome.COMPLETED


class Concern(Body):
    """A concern for a human, the case's team where nobody is named. The words stay here, sealed."""

    kind: ConcernKind
    routed_to: OrganisationId | None = None
    words: Words | None = None


class PartnerKey(Body):
    """A partner's public key as a JWK (RFC 7517), or none."""

    key: dict[str, Any] | None = None

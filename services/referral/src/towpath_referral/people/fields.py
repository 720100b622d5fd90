"""The fields that name, number or find a person: checked, and brought into one form. Errors hold no value."""

import re
from datetime import date
from typing import Annotated

import phonenumbers
from nhs_number.standardise import standardise_format
from nhs_number.validate import is_valid
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from towpath_contracts.areas import NotAPostcode, area_of

NAME_LENGTH = 100
WORDS_LENGTH = 4000
SHORT_LENGTH = 1000
OLDEST = 130
"""Years; the most that the contracts take for an age."""
_MAIL = re.compile(r"[^@\s<>,;]{1,64}@(?!-)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def _nhs_number(value: str) -> str:
    digits = standardise_format(value)
    if not digits or not is_valid(digits):
        raise PydanticCustomError("nhs_number", "ten digits of which the last is the check digit (modulus 11)")
    return str(digits)


def _phone(value: str) -> str:
    wrong = PydanticCustomError("phone", "a phone number, with its country code where it is not of the United Kingdom")
    try:
        number = phonenumbers.parse(value, "GB")
    except NumberParseException:
        raise wrong from None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        raise wrong
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _email(value: str) -> str:
    if not _MAIL.fullmatch(value) or ".." in value:
        raise PydanticCustomError("email", "an e-mail address, such as name@example.org")
    return value


def _postcode(value: str) -> str:
    """The outward and the inward part, with one space."""
    compact = "".join(value.upper().split())
    try:
        area_of(compact)
    except NotAPostcode:
        raise PydanticCustomError(
            "postcode", "a whole postcode, such as L8 5AA, or a pseudo-postcode, such as ZZ99 3VZ; else send an area"
        ) from None
    return f"{compact[:-3]} {compact[-3:]}"


NhsNumber = Annotated[str, StringConstraints(max_length=20), AfterValidator(_nhs_number)]
"""Ten digits, modulus 11 (NHS Data Dictionary). Spaces and hyphens are taken out."""

Phone = Annotated[str, StringConstraints(max_length=40), AfterValidator(_phone)]
"""E.164. Possible is enough: ranges that were opened lately are not in every list."""

Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
"""An address of the ordinary form (RFC 5322 without comments, quotes and literals)."""

Postcode = Annotated[str, StringConstraints(max_length=12), AfterValidator(_postcode)]
"""BS 7666-2, or an NHS pseudo-postcode ZZ99."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_LENGTH)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=WORDS_LENGTH)]
"""Free text: up to 4,000 characters."""

ShortWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=SHORT_LENGTH)]
"""Free text that goes along in an offer, which has room for 16,384 characters of JWE: up to 1,000."""


def age_on(born: date, today: date) -> int:
    """Return whole years; who was born on 29 February has the birthday on 1 March of other years (English law)."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

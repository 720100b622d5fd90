"""What the directory can find out by itself about a claim: pure. A curator decides."""

import re
from collections.abc import Iterator
from enum import StrEnum
from urllib.parse import urlsplit

from towpath_contracts.listing import Listing


class Shown(StrEnum):
    """How an organisation shows that it runs a service."""

    EMAIL_DOMAIN = "email-domain"
    CHARITY_NUMBER = "charity-number"
    OTHER = "other"


class Found(StrEnum):
    """What came of it."""

    MATCHES_WEBSITE = "domain-matches-website"
    MATCHES_EMAIL = "domain-matches-email"
    DIFFERS = "domain-differs"
    SHARED = "domain-of-many"
    NOTHING_TO_COMPARE = "nothing-to-compare"
    NUMBER_MATCHES = "charity-number-matches"
    NUMBER_DIFFERS = "charity-number-differs"
    FOR_A_CURATOR = "for-a-curator-to-judge"
    OWNER_AGREES = "owner-agrees"


OF_MANY = frozenset(
    (
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.co.uk", "yahoo.com"),
        *("yahoo.co.uk", "icloud.com", "me.com", "aol.com", "btinternet.com", "sky.com", "talktalk.net", "mail.com"),
        *("proton.me", "protonmail.com", "facebook.com", "instagram.com", "eventbrite.co.uk", "meetup.com"),
        *("google.com", "wordpress.com", "wixsite.com", "weebly.com", "blogspot.com", "linktr.ee", "nhs.net"),
    )
)
"""Domains that a great many unrelated people share: one of them shows nothing."""

CHARITY = re.compile(r"(?:GB-(?:CHC|SC|NIC)-)?(?:SC|NIC|N)?([0-9]{5,8})(?:-[0-9])?", re.IGNORECASE)
"""A number of the Charity Commission, OSCR or CCNI, with or without its scheme (org-id.guide)."""


def evidence(listing: Listing, kind: str, shown: str | None) -> tuple[str, ...]:
    """Return the codes of what was found out."""
    match kind:
        case Shown.EMAIL_DOMAIN if shown is not None:
            return tuple(_domains(listing, shown.casefold().strip(".")))
        case Shown.CHARITY_NUMBER if shown is not None:
            return (_number(listing, shown).value,)
        case _:
            return (Found.FOR_A_CURATOR.value,)


def _domains(listing: Listing, domain: str) -> Iterator[str]:
    if any(_below(domain, many) for many in OF_MANY):
        yield Found.SHARED.value
        return
    runs = listing.organization
    sites = [host for host in map(_host, (listing.url, runs.website)) if host]
    mails = [address.rpartition("@")[2].casefold() for address in (listing.email, runs.email) if address]
    if not sites and not mails:
        yield Found.NOTHING_TO_COMPARE.value
    elif not any(_below(domain, known) for known in (*sites, *mails)):
        yield Found.DIFFERS.value
    if any(_below(domain, host) for host in sites):
        yield Found.MATCHES_WEBSITE.value
    if any(_below(domain, host) for host in mails):
        yield Found.MATCHES_EMAIL.value


def _below(domain: str, known: str) -> bool:
    """Whether a domain is one that is known, or below it; never above: ``co.uk`` is nobody's."""
    return domain == known or domain.endswith(f".{known}")


def _host(address: str | None) -> str:
    try:
        host = urlsplit(address or "").hostname or ""
    except ValueError:
        return ""
    return host.casefold().removeprefix("www.")


def _number(listing: Listing, shown: str) -> Found:
    known = {
        _digits(one.identifier)
        for one in listing.organization.organization_identifiers
        if "chc" in f"{one.identifier_type} {one.identifier_scheme}".casefold()
        or "charity" in f"{one.identifier_type} {one.identifier_scheme}".casefold()
        or one.identifier.upper().startswith(("GB-CHC", "GB-SC", "GB-NIC"))
    } - {None}
    if not known:
        return Found.NOTHING_TO_COMPARE
    return Found.NUMBER_MATCHES if _digits(shown) in known else Found.NUMBER_DIFFERS


def _digits(number: str) -> str | None:
    found = CHARITY.fullmatch(number.strip())
    return None if found is None else found[1]

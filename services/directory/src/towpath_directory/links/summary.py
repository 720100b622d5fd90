"""A listing in plain words, as the page shows it, and what is different from another one. Pure."""

from collections.abc import Iterator, Mapping

from towpath_contracts.listing import CostOption, Listing, Location
from towpath_directory.links.schedules import day_in_words, in_words

Summary = Mapping[str, str]
"""What the page says of a listing: a label and a text, whose lines are on lines of their own."""

LONGEST = 1500
"""Characters of a text that are shown; the rest of a long one is in the directory."""


def summary(listing: Listing) -> Summary:
    """Return what is said of a listing, without what nobody said."""
    return {label: text[:LONGEST] for label, text in _parts(listing) if text}


def changes(before: Summary, now: Summary) -> Iterator[tuple[str, str, str]]:
    """Yield each label with what was said and what is said, where that differs; the day of a look is no difference."""
    for label in dict.fromkeys((*before, *now)):
        was, is_now = before.get(label, ""), now.get(label, "")
        if was != is_now and label != "Last checked":
            yield label, was, is_now


def _parts(listing: Listing) -> Iterator[tuple[str, str]]:
    yield "Name", listing.name
    yield "Run by", listing.organization.name
    yield "What it is", listing.description
    yield "When", "\n".join(dict.fromkeys(map(in_words, listing.schedules)))
    yield "Where", "\n".join(dict.fromkeys(filter(None, map(_place, listing.locations))))
    yield "Telephone", "\n".join(dict.fromkeys(phone.number for phone in listing.phones))
    yield "E-mail", listing.email or ""
    yield "Website", listing.url or ""
    yield "Cost", "\n".join(filter(None, (*map(_cost, listing.cost_options), listing.fees_description, _free(listing))))
    yield "Who it is for", "\n".join(filter(None, (_ages(listing), listing.eligibility_description)))
    yield "How to join", listing.application_process or ""
    yield "Last checked", "" if listing.assured_date is None else day_in_words(listing.assured_date)


def _place(location: Location) -> str:
    if location.confidential:
        return "At a place that is not published"
    if location.location_type == "virtual":
        return ", ".join(filter(None, (location.name, "online or by telephone")))
    parts: list[str | None] = [location.name]
    for address in location.addresses[:1]:
        parts += [address.address_1, address.address_2, address.city, address.postal_code]
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _cost(option: CostOption) -> str:
    amount = option.amount
    said = None if amount is None else "Free" if amount == 0 else _money(amount, option.currency or "GBP")
    return ": ".join(filter(None, (option.option, said, option.amount_description)))


def _money(amount: float, currency: str) -> str:
    return f"£{amount:.2f}" if currency == "GBP" else f"{amount:.2f} {currency}"


def _free(listing: Listing) -> str:
    return "Free" if listing.free and not listing.cost_options and not listing.fees_description else ""


def _ages(listing: Listing) -> str:
    low, high = listing.minimum_age, listing.maximum_age
    if low is None and high is None:
        return ""
    if high is None:
        return f"Aged {low:g} or over"
    return f"Aged up to {high:g}" if low is None else f"Aged {low:g} to {high:g}"

"""Whom a service is for and what it costs: ages, languages, prices, service areas."""

import re
from collections.abc import Iterator

from towpath_contracts.listing import CostOption, ServiceArea
from towpath_directory.feeds import told
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.meaning import Words, free_of_charge
from towpath_directory.feeds.moments import dated
from towpath_directory.feeds.reach import Node, given, look, members, names, node, nodes, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.terms import attributes
from towpath_directory.feeds.text import line, long_text
from towpath_directory.feeds.vocabulary import vocabulary

_OLDEST = 130.0
_SPAN = ("valid_from", "valid_to")
_FROM = re.compile(
    r"\b(?:over|aged?)\s*(\d{2})['’]?s?\b(?!\s*(?:-|–|to\b))|\b(\d{1,2})\s*\+|\((\d{1,2}) ?(?:and|&) over\)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(\d{1,2})\s*(?:-|–|to)\s*(\d{1,2})\s*(?:year|yr)s?['’]?\s*olds?\b", re.IGNORECASE)


def ages(record: Node, name: str, notes: Notes) -> tuple[float | None, float | None]:
    """Return the lowest and the highest age in years: as given, else as the name of the service says."""
    sources = [record, *(part for key in names("service", "eligibility") for part in nodes(record.get(key)))]
    sources += nodes(record.get("eligibilitys"))
    lowest = [age for one in sources if (age := _age(one, "minimum_age", notes)) is not None]
    highest = [age for one in sources if (age := _age(one, "maximum_age", notes)) is not None]
    low, high = min(lowest, default=None), max(highest, default=None)
    if low is None and high is None:
        low, high = _named(name)
        if low is not None or high is not None:
            notes.mend("age-from-name", "minimum_age")
    if high == 0 and not low:  # nothing is for nobody above 0: a form that was left empty
        notes.mend("bad-age-dropped", "maximum_age")
        high = None
    if low is not None and high is not None and low > high:
        notes.mend("age-bounds-swapped", "minimum_age")
        low, high = high, low
    return low, high


def _age(source: Node, field: str, notes: Notes) -> float | None:
    text = look(source, "service", field)
    if not text:
        return None
    try:
        age = float(text)
    except ValueError:
        age = -1.0
    if 0 <= age <= _OLDEST:
        return age
    notes.mend("bad-age-dropped", field)
    return None


def _named(name: str) -> tuple[float | None, float | None]:
    if found := _BETWEEN.search(name):
        return float(found[1]), float(found[2])
    if found := _FROM.search(name):
        return float(next(filter(None, found.groups()))), None
    return None, None


def eligibility(record: Node, notes: Notes) -> str | None:
    """Return what the publisher says about who may come."""
    told = [value for key in names("service", "eligibility") for value in values(record.get(key))]
    texts = [word(value) or look(node(value) or {}, "access", "words") for value in told]
    texts += [word(part.get("eligibility")) for part in nodes(record.get("eligibilitys"))]
    found = (long_text(text, "eligibility_description", notes) for text in texts)
    joined = "\n".join(dict.fromkeys(filter(None, found)))
    return joined[:10_000] or None


def languages(record: Node, notes: Notes) -> tuple[str, ...]:
    """Return the languages in which the service is given, as BCP 47 tags."""
    known = vocabulary().languages
    found: dict[str, None] = {}
    for key in names("language", "languages"):
        for value in values(record.get(key)):
            inner = node(value) or {"name": value}
            spoken = [text for name in names("language", "name") if (text := word(inner.get(name)))]
            tags = [known[one.casefold()] for one in spoken if one.casefold() in known]
            tags += [one.lower() for one in spoken if one.lower() in known.values()]
            if tags:
                found[tags[0]] = None
            elif spoken:
                notes.mend("language-unknown", "languages")
    return tuple(found)


def costs(record: Node, ids: Ids, notes: Notes) -> tuple[CostOption, ...]:
    """Return the prices."""
    return tuple(_costs(record, ids, notes))


def _costs(record: Node, ids: Ids, notes: Notes) -> Iterator[CostOption]:
    for cost in members(record, "cost", "costs"):
        text = look(cost, "cost", "amount").lstrip("£$€ ")
        amount: float | None
        try:
            amount = float(text) if text else None
        except ValueError:
            amount = -1.0
        if amount is not None and not 0 <= amount < 1e6:
            notes.mend("bad-cost-dropped", "cost_options.amount")
            amount = None
        currency = look(cost, "cost", "currency").upper()
        if currency and not re.fullmatch(r"[A-Z]{3}", currency):
            notes.mend("currency-dropped", "cost_options.currency")
            currency = ""
        option = line(look(cost, "cost", "option"), "cost_options.option", notes)
        if option or amount is not None:
            where = ids.part("cost_options", cost.get("id"), f"{option}|{amount}|{currency}")
            span = {field: dated(look(cost, "cost", field), f"cost_options.{field}", notes) for field in _SPAN}
            if span["valid_from"] and span["valid_to"] and span["valid_from"] > span["valid_to"]:
                notes.mend("dates-swapped", "cost_options")
                span = {"valid_from": span["valid_to"], "valid_to": span["valid_from"]}
            yield CostOption(
                id=where,
                option=option,
                amount=amount,
                currency=currency or None,
                amount_description=told.words(cost, "cost", "amount_description", "cost_options.option", notes),
                attributes=attributes(cost, ids, notes),
                **span,
            )


def free(record: Node, options: tuple[CostOption, ...], words: Words) -> bool | None:
    """Return whether the service is free, or None where nobody says: no price at all does not mean free (ORUK)."""
    said = look(record, "service", "fees").casefold().strip(" .!£")
    if said in ("free", "free of charge", "no charge", "0", "0.00", "nil"):
        return True
    amounts = [option.amount for option in options]
    if any(amounts):
        return False
    if amounts and None not in amounts:
        return True
    return True if free_of_charge(words) else None


def service_areas(record: Node, ids: Ids, notes: Notes, place: str | None = None) -> tuple[ServiceArea, ...]:
    """Return the areas that the publisher names; ``place`` is where, if they are those of one place."""
    found: dict[str, ServiceArea] = {}
    for area in members(record, "area", "areas"):
        name = look(area, "area", "name")
        if not name:
            parts = [word(value) for key in names("area", "parts") for value in values(area.get(key))]
            name = ", ".join(filter(None, parts))
            if not name:
                continue
            notes.mend("region-as-service-area", "service_areas.name")
        name = line(name, "service_areas.name", notes)
        described = told.paragraphs(area, "area", "description", "service_areas.description", notes)
        area_found = ServiceArea(
            id=ids.part("service_areas", area.get("id"), name),
            name=name,
            extent=line(word(given(area, "area", "extent")[1]), "service_areas.extent", notes) or None,
            description=described if described != name else None,
            extent_type=told.words(area, "area", "extent_type", "service_areas.extent_type", notes),
            uri=told.link(look(area, "area", "uri"), "service_areas.uri", notes),
            location_id=place,
            attributes=attributes(area, ids, notes),
        )
        found.setdefault(name, area_found)
    return tuple(found.values())

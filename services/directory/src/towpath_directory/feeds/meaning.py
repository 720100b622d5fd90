"""What a service is for, in codes: needs, circumstances, modes, access features, setting, reach."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from towpath_contracts.codes import Circumstance, Mode, Setting
from towpath_contracts.listing import Location, ServiceArea, TaxonomyTerm
from towpath_directory.feeds.ids import Ids
from towpath_directory.feeds.reach import Node, look, members, names, node, values, word
from towpath_directory.feeds.reasons import Notes
from towpath_directory.feeds.terms import details
from towpath_directory.feeds.text import line
from towpath_directory.feeds.vocabulary import Meaning, vocabulary

AUDIENCE = "audience"
"""The taxonomy of the terms that say whom a service is meant for."""

PUBLISHER = "publisher"
"""The taxonomy of the plain words in which a publisher says what kind of service it is."""


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to read of a service: what its name and its text speak of, and its terms in lower case."""

    name: Mapping[Meaning, frozenset[str]]
    text: Mapping[Meaning, frozenset[str]]
    terms: frozenset[str]
    audience: tuple[str, ...]

    def speak_of(self, table: str) -> set[str]:
        """Return the codes of a table of the vocabulary that the name or the text speaks of."""
        return {code for found in (self.name, self.text) for named, code in found if named == table}


def terms(record: Node, ids: Ids, notes: Notes) -> tuple[TaxonomyTerm, ...]:
    """Return the taxonomy terms of a record, each once: those of a taxonomy, its audience, its plain words."""
    found: dict[tuple[str, str], TaxonomyTerm] = {}
    for taxonomy, name, code, given, inner in _raw_terms(record):
        name, taxonomy = line(name, "taxonomy_terms.name", notes), line(taxonomy, "taxonomy_terms.taxonomy", notes)
        if name and (name.casefold(), taxonomy) not in found:
            where = ids.part("taxonomy_terms", given, f"{taxonomy}|{name}")
            found[name.casefold(), taxonomy] = TaxonomyTerm(
                id=where, name=name, taxonomy=taxonomy, code=code[:500] or None, **details(inner, notes)
            )
    return tuple(found.values())


def _raw_terms(record: Node) -> Iterable[tuple[str, str, str, object, Node]]:
    for holder in members(record, "term", "taxonomies"):
        inner = next(filter(None, (node(holder.get(name)) for name in names("term", "term"))), holder)
        yield (
            look(inner, "term", "vocabulary"),
            look(inner, "term", "name"),
            look(inner, "term", "code"),
            inner.get("id"),
            {} if inner is holder else inner,
        )
    for audience in members(record, "term", "audience"):
        yield AUDIENCE, look(audience, "term", "audience_name"), word(audience.get("id")), None, {}
    for name in names("term", "plain"):
        for value in values(record.get(name)):
            yield PUBLISHER, word(value) or look(node(value) or {}, "term", "name"), "", None, {}


def words_of(name: str, text: str, found: tuple[TaxonomyTerm, ...]) -> Words:
    """Return what there is to read."""
    phrases = vocabulary().phrases
    audience = tuple(term.name.casefold() for term in found if term.taxonomy == AUDIENCE)
    return Words(phrases.find(name), phrases.find(text), frozenset(term.name.casefold() for term in found), audience)


def needs(words: Words) -> tuple[str, ...]:
    """Return the needs that a service meets, the best supported first."""
    table = vocabulary()
    counts, found = table.counts, {}
    for code, terms_of_code in table.terms.items():
        name, text = ("needs.name", code), ("needs.text", code)
        found[code] = (
            counts["name_in_name"] * (name in words.name)
            + counts["text_in_name"] * (text in words.name)
            + counts["text_in_text"] * len(words.text.get(text, ()))
            + counts["name_in_text"] * (name in words.text)
            + counts["term"] * bool(terms_of_code & words.terms)
        )
    supported = [code for code, count in found.items() if count >= counts["enough"]]
    return tuple(sorted(supported, key=lambda code: (-found[code], code))[: counts["most"]])


def circumstances(words: Words) -> tuple[str, ...]:
    """Return whom a service is for alone; nobody named means everybody. Women and men together are everybody."""
    table = vocabulary()
    if words.audience:
        broad = [audience for audience in words.audience if audience.rpartition(">")[0] not in words.audience]
        named = [table.audiences.get(audience) for audience in broad]
        if None in named or len(named) > table.most_audiences:
            return ()
        found = {code for codes in named for code in codes or ()}
    else:
        found = {code for named, code in words.name if named == "circumstances"}
    both = {Circumstance.WOMAN.value, Circumstance.MAN.value}
    return tuple(sorted(found - both if both <= found else found))


def modes(record: Node, words: Words, locations: tuple[Location, ...], attending: Iterable[str]) -> tuple[str, ...]:
    """Return how a service is given: as a field says, as its text says, and in person where it has a place."""
    table = vocabulary()
    said = " | ".join((look(record, "mode", "attending"), *attending)).casefold()
    found = {mode for told, mode in table.attending.items() if re.search(rf"\b{re.escape(told)}\b", said)}
    found |= words.speak_of("modes")
    kinds = {location.location_type for location in locations}
    if "physical" in kinds:
        found.add(Mode.IN_PERSON.value)
    if "virtual" in kinds:
        found.add(Mode.ONLINE.value)
    return tuple(mode.value for mode in Mode if mode.value in found)


def access_features(record: Node, words: Words) -> tuple[str, ...]:
    """Return the access needs that a service meets."""
    holders = [record, *members(record, "location", "within")]
    holders += [inner for holder in holders for inner in members(holder, "location", "within")]
    told = [look(part, "access", "words") for holder in holders for part in members(holder, "access", "accessibility")]
    beside = vocabulary().phrases.find("\n".join((word(record.get("interpretation_services")), *told)))
    return tuple(sorted(words.speak_of("access") | {code for named, code in beside if named == "access"}))


def setting(words: Words) -> str:
    """Return whether it is a group, one to one, or either."""
    named = {
        code
        for found in (words.name, *map(vocabulary().phrases.find, words.terms))
        for table, code in found
        if table == "setting"
    }
    return named.pop() if len(named) == 1 else Setting.EITHER.value


def nationwide(words: Words, areas: tuple[ServiceArea, ...]) -> bool:
    """Tell whether a service is for the whole country."""
    named = {part.casefold() for area in areas for part in (area.name, area.extent or "")}
    return bool(named & vocabulary().national_areas) or bool(words.speak_of("nationwide"))


def free_of_charge(words: Words) -> bool:
    """Tell whether the text says that a service is free, and names no charge."""
    return "free" in (said := words.speak_of("cost")) and "charges" not in said

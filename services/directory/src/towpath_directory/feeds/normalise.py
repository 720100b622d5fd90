"""A record of a feed, made a listing: what can be mended is mended and named, the rest is refused with what to mend."""

import hashlib
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from towpath_contracts.listing import Contact, Listing, Location, Organization, Phone, Schedule
from towpath_contracts.values import Area
from towpath_directory.feeds import contact, eligible, meaning, people, said, told
from towpath_directory.feeds.address import in_a_line, mentioned
from towpath_directory.feeds.beside import beside
from towpath_directory.feeds.hours import hours, known_as
from towpath_directory.feeds.ids import Ids, as_uuid, derived
from towpath_directory.feeds.moments import dated
from towpath_directory.feeds.part import Part
from towpath_directory.feeds.place import AreaOf, Places, of_postcode
from towpath_directory.feeds.reach import Node, look, members, names, node, values, word
from towpath_directory.feeds.reasons import Mend, Notes, Refusal, Refuse
from towpath_directory.feeds.runs import organization
from towpath_directory.feeds.schedule import Source, schedules
from towpath_directory.feeds.served import served
from towpath_directory.feeds.shape import Shape
from towpath_directory.feeds.sites import Sites
from towpath_directory.feeds.text import line, long_text

_STATUSES = ("active", "inactive", "defunct", "temporarily closed")


@dataclass(frozen=True, slots=True)
class Feed:
    """What is the same for every record of a feed.

    ``today`` is the day of the import; ``covered`` are the areas that the publisher serves, taken for a record that
    names no place; ``area_of`` places a postcode.
    """

    publisher: str
    shape: Shape
    today: date
    area_of: AreaOf
    covered: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A record as a listing, and what was mended on the way."""

    listing: Listing
    mends: tuple[Mend, ...]


def normalise(part: Part, feed: Feed) -> Taken | Refusal:
    """Return the listing that a record describes, or why it is refused."""
    notes = Notes()
    try:
        return Taken(_listing(part, feed, notes), notes.all())
    except Refuse as refused:
        return refused.refusal
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"] if isinstance(step, str))
        return Refuse("does-not-fit", where).refusal


def _listing(part: Part, feed: Feed, notes: Notes) -> Listing:
    record = part.service
    runner, runs = _organization(part, feed, notes)
    name = _name(record, notes)
    described = long_text(_description(record), "description", notes)
    alert = told.paragraphs(record, "service", "alert", "alert", notes)
    text = described if alert is None or alert in described else f"{described}\n{alert}"
    ids = Ids(feed.publisher, _identity(part, feed, runner.name, name, notes), notes)
    locations, places = _locations(part, ids, feed, notes, text)
    sites = Sites(record, places, ids, notes)
    terms = meaning.terms(record, ids, notes)
    words = meaning.words_of(name, text, terms)
    times = _schedules(part, text, places, ids, notes)
    costs = eligible.costs(record, ids, notes)
    areas = sites.areas(eligible.service_areas(record, ids, notes))
    nationwide = said.nationwide(record, meaning.nationwide(words, areas))
    ways = meaning.modes(record, words, locations, [time.attending_type or "" for time in times])
    placed = nationwide or any(where.latitude is not None for where in locations)
    covered = () if placed else served(record, feed.covered, notes)
    low, high = eligible.ages(record, name, notes)
    return Listing(
        id=ids.service,
        name=name,
        description=described,
        alert=alert,
        status=_status(record, notes),
        organization=runner,
        publisher=feed.publisher,
        url=contact.url(record, "service", "url", notes),
        email=contact.email(record, "service", "email", notes),
        locations=locations,
        phones=sites.phones(_phones(part, runs, ids, notes)),
        contacts=sites.contacts(_contacts(part, ids, notes)),
        service_at_locations=sites.all(),
        schedules=times,
        service_areas=areas,
        cost_options=costs,
        free=eligible.free(record, costs, words),
        languages=eligible.languages(record, notes),
        taxonomy_terms=terms,
        minimum_age=low,
        maximum_age=high,
        eligibility_description=eligible.eligibility(record, notes),
        wait_time=line(look(record, "service", "wait_time"), "wait_time", notes) or None,
        assured_date=_assured(record, feed, notes),
        last_modified=dated(_modified(part), "last_modified", notes),
        needs=said.codes(record, "needs", meaning.needs(words)),
        circumstances=said.codes(record, "circumstances", meaning.circumstances(words)),
        access_features=said.codes(record, "access_features", meaning.access_features(record, words)),
        modes=said.codes(record, "modes", ways),
        setting=said.setting(record, meaning.setting(words)),
        nationwide=nationwide,
        reach_km=said.reach_km(record),
        areas=covered,
        **beside(record, feed.today, ids, notes),
    )


def _organization(part: Part, feed: Feed, notes: Notes) -> tuple[Organization, Node]:
    runs = part.organization or next(iter(members(part.service, "service", "organization")), None)
    name = line(look(runs, "organization", "name"), "organization.name", notes) if runs else ""
    if runs is None or not name:
        raise Refuse("no-organisation", "organization.name")
    own = as_uuid(look(runs, "organization", "id"))
    if own is None:
        notes.mend("id-derived", "organization.id")
    ids = Ids(feed.publisher, own or derived(feed.publisher, "organization", name), notes)
    return organization(runs, name, ids, notes), runs


def _name(record: Node, notes: Notes) -> str:
    if name := line(look(record, "service", "name"), "name", notes):
        return name
    if name := line(look(record, "service", "type"), "name", notes):
        notes.mend("name-from-type", "name")
        return name
    raise Refuse("no-name", "name")


def _description(record: Node) -> str:
    """Return the description with what a publisher keeps in notes beside it."""
    found = (look(record, "service", "description"), word(record.get("notes")))
    return "\n".join(dict.fromkeys(filter(None, found)))


def _identity(part: Part, feed: Feed, organization: str, name: str, notes: Notes) -> str:
    """Return the id of the listing: the publisher's UUID, or one from what stays the same when the feed comes again.

    In a document an id such as ``svc_1`` means something in that document alone, so the organisation, the name and the
    place go into it, or the telephone number where no place is known.
    """
    given_id = look(part.service, "service", "id") or look(node(part.service.get("metadata")) or {}, "service", "id")
    if (own := as_uuid(given_id)) is not None:
        return own
    notes.mend("id-derived", "id")
    if feed.shape is not Shape.DOCUMENT and given_id:
        return derived(feed.publisher, "service", given_id)
    runs, ids = part.organization or {}, Ids(feed.publisher, "", Notes())
    places, _ = _locations(part, ids, feed, Notes(), "")
    where = sorted(f"{in_a_line(one)}|{one.city}|{one.postal_code}" for place in places for one in place.addresses)
    where = where or [phone.number for phone in _phones(part, runs, ids, Notes())]
    known_as = [
        word(value) for name in ("alternate_names", "alternate_name", "nickname") for value in values(runs.get(name))
    ]
    number = look(runs, "organization", "id")
    return derived(feed.publisher, "service", organization, number, given_id, name, *sorted(known_as), *where)


def _locations(part: Part, ids: Ids, feed: Feed, notes: Notes, text: str) -> tuple[tuple[Location, ...], Places]:
    reader = Places(ids, notes, feed.area_of, part.known)
    if found := reader.of(part.service):
        return found, reader
    for around in ([part.place] if part.place else [], part.places):
        if found := reader.of({"locations": around}):
            return found, reader
    if part.organization and (
        found := reader.of({name: part.organization.get(name) for name in names("document", "locations")})
    ):
        notes.mend("place-from-organisation", "locations")
        return found, reader
    postcode = mentioned(text)
    spoken = of_postcode(postcode, ids, feed.area_of) if postcode else None
    if spoken is None:
        if reader.refers(part.service) and not notes.has("coordinates-without-address-dropped"):
            notes.mend("place-unknown", "locations")
        return (), reader
    notes.mend("place-from-text", "locations")
    return (spoken,), reader


def _phones(part: Part, runs: Node, ids: Ids, notes: Notes) -> tuple[Phone, ...]:
    """Return the telephone numbers nearest to the service: its own, its place's, the document's, its organisation's."""
    of_places = (
        members(part.service, "location", "within") + ([part.place] if part.place else []) + list(part.known.values())
    )
    for sources in ([part.service], of_places, [part.contacts], [runs]):
        if found := contact.phones(list(sources), ids, notes):
            return found
    return ()


def _contacts(part: Part, ids: Ids, notes: Notes) -> tuple[Contact, ...]:
    return people.contacts(part.service, "contacts", ids, notes) or people.contacts(
        part.contacts, "contacts", ids, notes
    )


def _schedules(part: Part, text: str, places: Places, ids: Ids, notes: Notes) -> tuple[Schedule, ...]:
    if members(part.service, "service", "holidays"):
        notes.mend("exceptions-dropped", "holiday_schedules")
    found = hours(part.service, places.where, notes) or [Source(known_as(one), one) for one in part.schedules]
    return schedules(found, text, ids, notes) if found else ()


def _status(record: Node, notes: Notes) -> str:
    told = " ".join(look(record, "service", "status").casefold().replace("_", " ").split())
    if told in _STATUSES:
        return told
    notes.mend("status-unknown" if told else "status-assumed", "status")
    return "inactive" if told else "active"


def _assured(record: Node, feed: Feed, notes: Notes) -> date | None:
    told = look(record, "service", "assured") or word((node(record.get("pc_metadata")) or {}).get("date_assured"))
    found = dated(told, "assured_date", notes)
    if found is not None and found > feed.today:
        notes.mend("date-in-future-dropped", "assured_date")
        return None
    return found


def _modified(part: Part) -> str:
    record = part.service
    of_record = node(record.get("pc_metadata")) or node(record.get("metadata")) or {}
    return (
        look(record, "service", "modified")
        or word(of_record.get("date_modified"))
        or look(of_record, "service", "modified")
        or part.modified
    )


def content_hash(listing: Listing) -> str:
    """Return a hash of what a listing says, the same for the same listing (SHA-256, hexadecimal)."""
    return hashlib.sha256(listing.model_dump_json(exclude_defaults=True).encode()).hexdigest()

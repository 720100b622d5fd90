"""Scoring: what speaks for two listings being one service, and what against it, piece by piece."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz

from towpath_contracts.areas import POSTCODE
from towpath_directory.duplicates.keys import named, reached
from towpath_directory.duplicates.sketch import Point, Sketch, host
from towpath_directory.duplicates.tokens import Tokens, initials, matched, shared
from towpath_directory.duplicates.weights import Weights

NOBODY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against it."""

    code: str
    points: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two listings compared. ``services`` in the order of their ids, so that a pair has one name."""

    services: tuple[str, str]
    score: int
    evidence: tuple[Evidence, ...]


def compare(one: Sketch, other: Sketch, weights: Weights, having: Mapping[str, int] = NOBODY) -> Comparison:
    """Compare two listings: the same whichever comes first.

    ``having`` says how many listings have a key: what a whole chain or council shares says little of a single service.
    """
    first, second = sorted((one, other), key=lambda sketch: sketch.id)
    codes = [*_names(first, second, weights), *_organisations(first, second, weights), *_places(first, second, weights)]
    codes += [*_contacts(first, second, weights, having), *_meetings(first, second)]
    if "organisation-different" in codes and having.get(named(first, weights), 0) > weights.crowd:
        codes.append("name-of-many")
    if _same_text(first.text, second.text, weights):
        codes.append("text-same")
    if _doubtful(codes):
        codes.append("room-for-doubt")
    evidence = _counted(codes, weights)
    return Comparison((first.id, second.id), sum(piece.points for piece in evidence), evidence)


def _counted(codes: list[str], weights: Weights) -> tuple[Evidence, ...]:
    """Count the pieces, those of a group up to what it may count: who shares one contact is likely to share all."""
    left, evidence = dict(weights.most), []
    for code in codes:
        kind, points = code.partition("-")[0], weights.points.get(code, 0)
        group = weights.groups.get(kind)
        if group is not None and points > 0:
            points = min(points, left[group])
            left[group] -= points
        evidence.append(Evidence(code, points))
    return tuple(evidence)


def _names(one: Sketch, other: Sketch, weights: Weights) -> Iterator[str]:
    if _stands_for(one.name, other.name):
        yield "name-same"
        return
    found, mine, theirs = matched(one.name, other.name)
    run_by = {*one.organisation, *other.organisation}
    explained = run_by | {*one.places, *other.places}
    if not _telling(tuple(found), weights):
        explained = set()  # what they have in common says nothing: the word that is left is what the service is
    left, right = _without(explained, one.name), _without(explained, other.name)
    alike = max(shared(one.name, other.name, weights), shared(left, right, weights))
    bands = ("name-same", "name-alike", "name-partly")
    band = next((band for band in bands if alike >= weights.alike[band]), "name-different")
    yield band
    yield from _set_apart(_without(explained, mine), _without(explained, theirs), weights)
    if band == "name-different":
        return
    own = [_telling(words, weights) - explained for words in (mine, theirs)]
    if all(own) or all(_own_organisations(one, other, _telling(mine, weights), _telling(theirs, weights))):
        yield "words-of-their-own"
    elif any(own):
        yield "more-words-on-one-side"
    sites = ({*one.places} - run_by - {*other.places}, {*other.places} - run_by - {*one.places})
    if all(_telling(words, weights) & site for words, site in zip((mine, theirs), sites, strict=True)):
        yield "other-branch-named"


def _own_organisations(one: Sketch, other: Sketch, mine: set[str], theirs: set[str]) -> tuple[set[str], set[str]]:
    """Return the words by which each name tells its organisation, where the other's is not called that."""
    first, second = {*one.organisation}, {*other.organisation}
    return mine & first - second, theirs & second - first


def _without(explained: set[str], name: Tokens) -> Tokens:
    """Return a name without the words that the organisation or the place explains."""
    return tuple(word for word in name if word not in explained)


def _set_apart(mine: Tokens, theirs: Tokens, weights: Weights) -> Iterator[str]:
    """Say whether words that only one of them has set them apart by day, number, level, age or sex."""
    kinds_of_one, kinds_of_other = _kinds(mine, weights), _kinds(theirs, weights)
    if kinds_of_one & kinds_of_other:
        yield "other-kind-named"
    elif (one_sided := kinds_of_one | kinds_of_other) & weights.narrow:
        yield "narrower-on-one-side"
    elif one_sided:
        yield "kind-on-one-side"


def _stands_for(one: Tokens, other: Tokens) -> bool:
    """Tell whether one is the initials of the other."""
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and len(long) >= 3 and short[0] == initials(long)


def _telling(words: Tokens, weights: Weights) -> set[str]:
    return {word for word in words if word not in weights.little and not word.isdigit()}


def _kinds(words: Tokens, weights: Weights) -> set[str]:
    return {"numbers" if word[0].isdigit() else weights.kinds.get(word, "") for word in words} - {""}


def _organisations(one: Sketch, other: Sketch, weights: Weights) -> Iterator[str]:
    alike = shared(one.organisation, other.organisation, weights)
    same = one.runs == other.runs or _stands_for(one.organisation, other.organisation)
    if same or alike >= weights.alike["organisation-same"]:
        yield "organisation-same"
    elif alike >= weights.alike["organisation-alike"] or _named(one, other) or _named(other, one):
        yield "organisation-alike"
    else:
        yield "organisation-different"


def _named(one: Sketch, other: Sketch) -> bool:
    """Tell whether the organisation of one is in the name of the other."""
    return bool(one.organisation) and {*one.organisation} <= {*other.name}


def _places(one: Sketch, other: Sketch, weights: Weights) -> Iterator[str]:
    both = {*one.postcodes} & {*other.postcodes}
    if any(POSTCODE.fullmatch(code.replace(" ", "")) for code in both):
        yield "place-same"
    elif one.points and other.points:
        apart = min(kilometres(here, there) for here, there in product(one.points, other.points))
        if apart <= weights.near_km:
            yield "place-near"
            if one.streets and other.streets and not _same_street(one, other, weights):
                yield "street-different"
        else:
            yield "place-in-reach" if apart < weights.far_km else "place-far"
    elif both:  # a code of another country can be that of a whole town
        yield "place-in-reach"
    if _same_street(one, other, weights):
        yield "street-same"


def _same_street(one: Sketch, other: Sketch, weights: Weights) -> bool:
    return any(shared(here, there, weights) >= weights.alike["street"] for here, there in _streets(one, other))


def _streets(one: Sketch, other: Sketch) -> Iterator[tuple[Tokens, Tokens]]:
    for here, there in product(one.streets, other.streets):
        numbers = [{word for word in street if word.isdigit()} for street in (here, there)]
        if numbers[0] == numbers[1]:
            yield here, there


def kilometres(here: Point, there: Point) -> float:
    """Return the distance of two points in kilometres, flat: right to a hundredth within a country."""
    across = (here[1] - there[1]) * math.cos(math.radians((here[0] + there[0]) / 2))
    return 111.2 * math.hypot(here[0] - there[0], across)


def _contacts(one: Sketch, other: Sketch, weights: Weights, having: Mapping[str, int]) -> Iterator[str]:
    words = {*one.name} & {*other.name}
    for kind, mine, theirs in (
        ("phone", one.phones, other.phones),
        ("email", one.emails, other.emails),
        ("page", one.pages, other.pages),
    ):
        if not (mine and theirs):
            continue
        if both := {*mine} & {*theirs}:
            few = any(_few(kind, contact, words, weights, having) for contact in both)
            yield f"{kind}-same" if few else f"{kind}-shared"
        elif kind == "page" and {*map(host, mine)} & {*map(host, theirs)}:
            yield "page-shared"
        else:
            yield f"{kind}-different"


def _few(kind: str, contact: str, words: set[str], weights: Weights, having: Mapping[str, int]) -> bool:
    """Tell whether a contact is that of a few services: of a few of such a name, and not of a whole council."""
    counts = [having[key] for word in words if (key := reached(kind, contact, word)) in having]
    return min(counts, default=0) <= weights.few and having.get(f"{kind} {contact}", 0) <= weights.crowd


def _meetings(one: Sketch, other: Sketch) -> Iterator[str]:
    if one.days and other.days:
        if one.days == other.days:
            yield "days-same"
        elif not {*one.days} & {*other.days}:
            yield "days-different"
    if one.ages[0] > other.ages[1] or other.ages[0] > one.ages[1]:
        yield "ages-apart"


def _same_text(one: str, other: str, weights: Weights) -> bool:
    if min(len(one), len(other)) < 40:
        return False
    return fuzz.ratio(one, other, score_cutoff=100 * weights.alike["text"]) > 0


def _doubtful(codes: list[str]) -> bool:
    """Tell whether all that speaks for it holds for every listing of a chain as well."""
    firm = {"place-same", "place-near", "street-same", "phone-same", "email-same"}
    return not firm & {*codes}

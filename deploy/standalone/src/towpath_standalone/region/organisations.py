"""Who offers, who refers and who listens: partner organisations, surgeries and teams of link workers."""

from __future__ import annotations

from towpath_standalone.region.chance import named_id, source, table, words
from towpath_standalone.region.model import Partner, Place, Surgery, Team
from towpath_standalone.region.places import places

_NATIONWIDE = 2
_SURGERIES = {"Liverpool": 20, "Birmingham": 22, "Thurrock": 12}
_TEAMS = {"Liverpool": 2, "Birmingham": 2, "Thurrock": 1}
_LINK_WORKERS = 6
"""Six a team and about 200 cases a year each (domain.md) is a town of this size."""


def make_partners(seed: int) -> tuple[Partner, ...]:
    """Return one organisation of every theme in every place, and those that work nationwide."""
    chance = source(seed, "partners")
    birds = words("birds_and_locks")
    chance.shuffle(birds)
    made: list[Partner] = []
    for organisation in table("partners")["organisation"]:
        theme = organisation["theme"]
        homes: list[str | None] = [place.name for place in places()]
        if theme == "nationwide":
            homes = [None] * _NATIONWIDE
        for n, home in enumerate(homes):
            word = birds.pop()
            name = f"{word} {organisation['name']}"
            made.append(Partner(named_id(seed, f"partner/{theme}/{n}"), name, word, theme, home))
    return tuple(made)


def make_surgeries(seed: int) -> tuple[Surgery, ...]:
    """Return the surgeries of every place."""
    chance = source(seed, "surgeries")
    names = [f"{word} {kind}" for word in words("birds_and_locks") for kind in words("surgeries")]
    chance.shuffle(names)
    return tuple(
        Surgery(_slug(name), name, place.name, chance.choice(place.postcodes))
        for place in places()
        for name in (names.pop() for _ in range(_SURGERIES[place.name]))
    )


def make_teams(seed: int) -> tuple[Team, ...]:
    """Return the teams of every place, each with its link workers."""
    return tuple(_team(seed, place, n) for place in places() for n in range(1, _TEAMS[place.name] + 1))


def _team(seed: int, place: Place, n: int) -> Team:
    team = f"{place.name.lower()}-link-workers-{n}"
    workers = tuple(named_id(seed, f"{team}/{worker}") for worker in range(_LINK_WORKERS))
    return Team(team, f"{place.name} link workers {n}", place.name, workers)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")

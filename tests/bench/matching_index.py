"""How long a match takes, and what the index weighs: ``python tests/bench/matching_index.py [SIZE …]``.

Listings are placed around real postcode sectors of Great Britain, with the kinds of need, mode, age and room that
directories have; people live in random sectors. One process, one thread, everything in memory: an answer with reasons,
exclusions and misses, from the request to the event. Seeded, so that runs compare.
"""

import argparse
import json
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from support.matching_story import NOW, POLICY, place
from towpath_contracts.areas import sectors
from towpath_contracts.codes import NeedCode
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.matching import OptionsProposed
from towpath_contracts.events.referral import NeedsAssessed
from towpath_contracts.listing import Listing, Organization, Schedule
from towpath_contracts.values import Area, Circumstances, Need, Preferences
from towpath_matching.decide import answer
from towpath_matching.index import Index

NEEDS = [need.value for need in NeedCode]
SECTORS = sorted(sectors().items())
UPDATES = 2_000


def identity(rng: random.Random) -> str:
    """A UUID from the seed."""
    return str(UUID(int=rng.getrandbits(128)))


def listing(rng: random.Random) -> Listing:
    """A listing: four in five in person around a sector, the rest by phone or online, one in fifty nationwide."""
    code, (lat, lon) = rng.choice(SECTORS)
    remote = rng.random() < 0.2
    service = identity(rng)
    weekday = rng.choice(["MO", "TU", "WE", "TH", "FR", "TU,TH"])
    return Listing(
        id=service,
        name=f"Service {service[:8]}",
        organization=Organization(id=service, name=f"Organisation {service[:8]}"),
        publisher="bench",
        needs=tuple(rng.sample(NEEDS, rng.choice([1, 1, 1, 2, 3]))),
        locations=(place((lat + rng.gauss(0, 0.01), lon + rng.gauss(0, 0.015))),),
        modes=(rng.choice(["phone", "online"]),) if remote else ("in-person",),
        areas=(Area(code=code.split(" ")[0]),) if remote and code.split(" ")[0][-1].isdigit() else (),
        nationwide=rng.random() < 0.02,
        reach_km=rng.choice([None, None, 5.0, 10.0, 20.0]),
        minimum_age=rng.choice([None, 18, 50]),
        maximum_age=rng.choice([None, None, None, 25]),
        circumstances=rng.choice([(), (), (), ("carer",), ("woman",)]),
        access_features=rng.choice([(), ("step-free",), ("step-free", "hearing-loop")]),
        free=rng.choice([None, True, True, False]),
        schedules=(Schedule(id=service, freq="WEEKLY", byday=weekday, opens_at="10:00"),),
        assured_date=NOW.date() - timedelta(days=rng.randrange(900)),
    )


def request(rng: random.Random) -> NeedsAssessed:
    """Somebody with one to three needs."""
    code, (lat, lon) = rng.choice(SECTORS)
    needs = rng.sample(NEEDS, rng.choice([1, 2, 3]))
    return NeedsAssessed(
        assessment=identity(rng),
        needs=tuple(Need(code=need, priority=n) for n, need in enumerate(needs, start=1)),
        circumstances=Circumstances(age=rng.randrange(16, 95), codes=rng.choice([(), ("carer",), ("woman",)])),
        area=Area(code=code, lat=lat, lon=lon),
        preferences=Preferences(max_km=rng.choice([None, 5.0, 10.0]), days=rng.choice([(), ("tu", "th")])),
        access_needs=rng.choice([(), (), ("step-free",)]),
    )


def measure(size: int, matches: int) -> dict[str, Any]:
    """Build an index of ``size`` listings and answer ``matches`` requests; milliseconds, bytes and rates."""
    rng, index = random.Random(size), Index()
    listings = [listing(rng) for _ in range(size)]
    began = time.perf_counter()
    for one in listings:
        index.publish(one.id, one, NOW)
    built = time.perf_counter() - began
    for one in listings[::2]:
        room = CapacityReported(service=one.id, state="capacity", as_of=NOW, spaces=rng.randrange(20))
        index.report(one.id, room, NOW)
    began = time.perf_counter()
    for one in rng.choices(listings, k=UPDATES):
        index.publish(one.id, one, NOW)
    updated = time.perf_counter() - began
    asked = [request(rng) for _ in range(matches)]
    taken, found = [], 0
    for wish in asked:
        began = time.perf_counter()
        answered = answer(wish, index, POLICY, NOW)
        taken.append(time.perf_counter() - began)
        found += isinstance(answered, OptionsProposed)
    return {
        "services": size,
        "match_ms": {f"p{q}": round(float(np.percentile(taken, q)) * 1000, 3) for q in (50, 95, 99)},
        "with_options": round(found / matches, 3),
        "build_seconds": round(built, 2),
        "updates_per_second": round(UPDATES / updated),
        "column_bytes_per_service": round(index.nbytes / size),
    }


def main() -> None:
    """Measure every size and print one JSON object each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 100_000])
    parser.add_argument("--matches", type=int, default=2_000)
    given = parser.parse_args()
    for size in given.sizes:
        print(json.dumps(measure(size, given.matches)), flush=True)


if __name__ == "__main__":
    main()

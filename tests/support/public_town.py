"""A town of three services and two organisations, in a directory that anybody may read."""

from __future__ import annotations

import uuid

from support.directory_records import body, listing
from support.directory_service import Directory, until
from support.public_asked import Reader
from towpath_contracts.listing import Address, Location, Organization, Schedule, Taxonomy, TaxonomyTerm


def an_id() -> str:
    """A new id."""
    return str(uuid.uuid4())


TOWN = Taxonomy(id=an_id(), name="Town", description="Ours")
WALKING = TaxonomyTerm(id=an_id(), name="Walking", taxonomy="Town", taxonomy_id=TOWN.id)
SINGING = TaxonomyTerm(id=an_id(), name="Singing", taxonomy="Songs of the River")
WALKERS = Organization(id=an_id(), name="Walkers of the Cut", website="https://walkers.example/")


def placed(postcode: str, lat: float, lon: float, **changes: object) -> Location:
    """A location with an address and its place on the map."""
    address = Address(id=an_id(), address_1="1 Lock Lane", city="Liverpool", postal_code=postcode)
    return Location.model_validate(
        {"id": an_id(), "latitude": lat, "longitude": lon, "addresses": (address,)} | changes
    )


TOXTETH = placed("L8 5TF", 53.3920, -2.9760, name="Lock house")
MILL = placed("CV1 1GT", 52.408, -1.51, name="Mill")
WALK = listing(
    name="Canal walk",
    organization=WALKERS,
    locations=(TOXTETH,),
    taxonomy_terms=(WALKING,),
    taxonomies=(TOWN,),
    needs=("walking", "loneliness"),
    minimum_age=18,
    maximum_age=60,
    schedules=(Schedule(id=an_id(), freq="WEEKLY", byday="TU", opens_at="10:00", closes_at="11:30"),),
)
CHOIR = listing(
    name="Lantern choir",
    organization=WALKERS.model_copy(update={"description": "We walk and we sing.", "email": "hello@walkers.example"}),
    locations=(MILL,),
    taxonomy_terms=(SINGING,),
    needs=("singing",),
    schedules=(Schedule(id=an_id(), freq="WEEKLY", byday="FR", opens_at="19:00", closes_at="21:00"),),
)
ADVICE = listing(name="Debt advice by telephone", needs=("debt",), modes=("phone",), minimum_age=16)


async def settle(directory: Directory) -> None:
    """Publish the three services, and wait until everybody is told of them."""
    for one in (WALK, CHOIR, ADVICE):
        assert (await directory.ask("POST", "/v1/services", json=body(one))).status_code == 201
    await told(directory, 3)


async def told(directory: Directory, count: int) -> None:
    """Wait until the lists tell of so many services."""

    async def all_told() -> bool:
        answer = await Reader(directory).ask("/services", params={"per_page": 1})
        return answer.status_code == 200 and answer.json()["total_items"] == count

    await until(f"{count} services told", all_told)

"""What a test says about duplicates to a directory, and what it hears back."""

from __future__ import annotations

import uuid
import zlib
from typing import Any

from support.directory_records import listing
from support.directory_service import Directory, until
from towpath_contracts.areas import sectors
from towpath_contracts.listing import Address, Listing, Location, Organization, Phone

WORD = {"curator": "curator-7", "reason": "The same people in the same hall."}


def table(publisher: str, name: str = "Tuesday table at the Hive", **changes: Any) -> Listing:
    """A listing whose organisation, place and telephone number are always the same for one made-up town."""
    town = changes.pop("town", "Willowbank")
    number = zlib.crc32(town.encode())
    codes = sorted(sectors())
    run_by = Organization(id=str(uuid.uuid4()), name=f"{town} Community Association")
    code = f"{codes[number % len(codes)]}TF"
    at = Address(id=str(uuid.uuid4()), address_1=f"12 {town} Road", city=town, postal_code=code)
    place = Location(id=str(uuid.uuid4()), name=f"{town} Hall", addresses=(at,))
    phone = Phone(id=str(uuid.uuid4()), number=f"0{number % 10**10:010d}")
    fields = {"organization": run_by, "locations": (place,), "phones": (phone,)}
    return listing(name=name, publisher=publisher, **(fields | changes))


async def searched(directory: Directory) -> None:
    """Wait until nothing waits to be compared."""

    async def quiet() -> bool:
        return not directory.database["likeness"].count_documents({"fresh": {"$exists": True}})

    await until("searched", quiet)


async def seen(directory: Directory, publisher: str, **parameters: str) -> list[dict[str, Any]]:
    """The proposals that concern a publisher, once everything was compared."""
    await searched(directory)
    query = {"publisher": publisher, "limit": "500", **parameters}
    return list((await directory.ask("GET", "/v1/duplicates", params=query)).json()["contents"])


async def the_one(directory: Directory, publisher: str) -> dict[str, Any]:
    """The one proposal that concerns a publisher."""
    (found,) = await seen(directory, publisher)
    return found

"""Where somebody looks, from what they wrote."""

from towpath_contracts.areas import NotAPostcode, area_of
from towpath_directory.search.asked import Place
from towpath_directory.search.refusals import PlaceMissing, PostcodeUnknown


def place_of(
    postcode: str | None, proximity: float | None, lat: float | None = None, lon: float | None = None
) -> Place | None:
    """Return where somebody looks: around a point, or else the middle of a postcode's sector; ``proximity`` in metres.

    Raises PostcodeUnknown, or PlaceMissing where there is a proximity to nothing.
    """
    if lat is not None and lon is not None:
        return Place(lat, lon, metres=proximity)
    if lat is not None or lon is not None:
        raise PlaceMissing("give both lat and lon, or neither", field="lat" if lat is None else "lon")
    if postcode is None:
        if proximity is not None:
            raise PlaceMissing("give a postcode, or lat and lon, that the proximity is measured from", field="postcode")
        return None
    try:
        area = area_of(postcode)
    except NotAPostcode:
        raise PostcodeUnknown(
            "give a postcode, such as L8 5AA, or its sector, such as L8 5", field="postcode"
        ) from None
    if area.lat is None or area.lon is None:
        raise PostcodeUnknown(
            "this postcode has no place on our map: give one close by in Great Britain, or lat and lon",
            field="postcode",
        )
    return Place(area.lat, area.lon, area.code, proximity)

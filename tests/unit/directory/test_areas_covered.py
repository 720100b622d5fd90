"""The areas that a publisher covers, from a list of postcode districts and sectors."""

from __future__ import annotations

import pytest

from towpath_directory.imports.areas import MOST_AREAS, covered, placed
from towpath_directory.imports.refusals import AreaUnknown


def test_a_district_is_all_of_its_sectors_and_a_sector_itself() -> None:
    found = covered("l8, L7 3")
    assert found[0].code == "L7 3"
    assert {area.code.split()[0] for area in found[1:]} == {"L8"}
    assert all(area.lat and area.lon for area in found)
    assert covered("") == ()


@pytest.mark.parametrize("words", ["QQ99", "L8 Q", "L", "Liverpool", "L8;L7", "L8 55"])
def test_what_is_neither_is_refused(words: str) -> None:
    with pytest.raises(AreaUnknown):
        covered(words)


def test_a_publisher_does_not_cover_the_whole_country_sector_by_sector() -> None:
    districts = [f"L{n}" for n in range(1, 40)] + [f"M{n}" for n in range(1, 40)] + [f"B{n}" for n in range(1, 60)]
    real = [district for district in districts if _exists(district)]
    with pytest.raises(AreaUnknown) as error:
        covered(",".join(real))
    assert str(MOST_AREAS) in error.value.detail


def _exists(district: str) -> bool:
    try:
        return bool(covered(district))
    except AreaUnknown:
        return False


def test_a_postcode_is_placed_where_its_sector_is_and_others_nowhere() -> None:
    area = placed("L8 5TF")
    assert area is not None
    assert area.code == "L8 5"
    assert placed("ZZ99 3VZ") is None
    assert placed("44301") is None

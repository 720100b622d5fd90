import traceback

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from towpath_contracts.areas import NotAPostcode, area_of, sectors
from towpath_contracts.values import Area


def test_every_sector_of_great_britain_has_a_place_in_or_near_it() -> None:
    assert len(sectors()) == 10_846
    assert all(49.8 < lat < 60.9 and -8.7 < lon < 1.8 for lat, lon in sectors().values())


@settings(deadline=None)
@given(st.sampled_from(sorted(sectors())))
def test_every_sector_of_the_table_is_found_by_itself_and_by_a_postcode_in_it(sector: str) -> None:
    lat, lon = sectors()[sector]
    assert area_of(sector) == area_of(f"{sector}AA") == Area(code=sector, lat=lat, lon=lon)


@pytest.mark.parametrize("written", ["L8 5AA", "l85aa", "  L8  5AA ", "L 8 5 A A", "L8\u00a05AA"])
def test_case_and_spacing_of_a_postcode_do_not_matter(written: str) -> None:
    assert area_of(written) == Area(code="L8 5", lat=53.39183, lon=-2.97657)


@pytest.mark.parametrize(
    ("postcode", "sector"),
    [
        ("M1 1AE", "M1 1"),
        ("B33 8TH", "B33 8"),
        ("CR2 6XH", "CR2 6"),
        ("DN55 1PT", "DN55 1"),
        ("W1A 0AX", "W1A 0"),
        ("EC1A 1BB", "EC1A 1"),
        ("GIR 0AA", "GIR 0"),
        ("BT1 5GS", "BT1 5"),
        ("JE2 3NG", "JE2 3"),
    ],
)
def test_every_form_of_bs_7666_is_read(postcode: str, sector: str) -> None:
    assert area_of(postcode).code == sector


@pytest.mark.parametrize("postcode", ["ZZ99 3VZ", "zz993wz", "ZZ99 3CZ", "ZZ99 3"])
def test_a_pseudo_postcode_of_the_nhs_is_accepted_and_never_placed(postcode: str) -> None:
    assert area_of(postcode) == Area(code="ZZ99 3")


@pytest.mark.parametrize("postcode", ["BT1 5GS", "JE2 3NG", "GIR 0AA", "AB1 0"])
def test_a_sector_that_is_not_in_the_table_has_no_place(postcode: str) -> None:
    area = area_of(postcode)
    assert (area.lat, area.lon) == (None, None)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "L8",
        "AB10",
        "L85",
        "L8 5A",
        "L8 5AAA",
        "L8 5CA",
        "L8 5AV",
        "Q1 1AA",
        "LJ1 1AA",
        "L1I 1AA",
        "BFPO 57",
        "12345",
        "L8 ٥AA",
        "Ⅼ8 5AA",
        "L8 5AA.",
    ],
)
def test_what_is_no_postcode_is_refused_without_repeating_it(written: str) -> None:
    with pytest.raises(NotAPostcode) as caught:
        area_of(written)
    assert not written or f"'{written}'" not in "".join(traceback.format_exception(caught.value))


@settings(deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_an_area_or_is_refused(written: str) -> None:
    try:
        area = area_of(written)
    except NotAPostcode:
        return
    assert area_of(area.code) == area

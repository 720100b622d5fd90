"""What a service is for, in codes, from the words of its publisher."""

from __future__ import annotations

from typing import Any

import pytest

from support.directory_records import oruk_1, taken
from towpath_contracts.codes import AccessNeed, Circumstance, Mode, NeedCode, Setting
from towpath_contracts.listing import Listing
from towpath_directory.feeds.phrases import Phrasebook
from towpath_directory.feeds.vocabulary import vocabulary

PLAIN = {"description": "", "deliverable_type": "", "attending_type": "", "service_at_locations": [], "contacts": []}


def the(name: str, description: str = "", **fields: Any) -> Listing:
    return taken(oruk_1(**(PLAIN | {"name": name, "description": description} | fields))).listing


@pytest.mark.parametrize(
    ("name", "need"),
    [
        ("Riverside choir", NeedCode.SINGING),
        ("Debt helpline", NeedCode.DEBT),
        ("Men in sheds", NeedCode.SOCIAL_GROUPS),
        ("Carers' peer support group", NeedCode.CARERS),
        ("Walking football", NeedCode.SPORT),
        ("Allotment mornings", NeedCode.GARDENING),
        ("Cook and eat", NeedCode.COOKERY),
        ("Bereavement cafe", NeedCode.BEREAVEMENT),
        ("Job club", NeedCode.WORK),
        ("Baby and toddler group", NeedCode.FAMILIES),
        ("Food bank", NeedCode.MONEY),
        ("Stroke club", NeedCode.LONG_TERM_CONDITIONS),
        ("Befriending calls", NeedCode.BEFRIENDING),
        ("Citizens advice", NeedCode.PRACTICAL_ADVICE),
        ("Pottery class", NeedCode.ARTS),
        ("Tai-chi", NeedCode.PHYSICAL_ACTIVITY),
    ],
)
def test_a_name_says_what_a_service_is_for(name: str, need: NeedCode) -> None:
    assert need.value in the(name).needs


def test_a_word_in_passing_is_not_what_a_service_is_for() -> None:
    assert the("Blue room", "There is a garden behind the house.").needs == ()


def test_a_text_that_says_it_clearly_is_enough() -> None:
    assert the("Blue room", "For people who feel lonely: make new friends over lunch.").needs[0] == "loneliness"


def test_a_term_of_open_eligibility_is_enough() -> None:
    term = {"taxonomy": {"name": "Disability Benefits", "vocabulary": "openEligibility"}}
    listing = the("Blue room", service_taxonomys=[term])
    assert listing.needs == ("money-and-benefits",)
    assert listing.taxonomy_terms[0].taxonomy == "openEligibility"


def test_no_more_needs_than_four_and_the_best_supported_first() -> None:
    many = the("Choir", "Choirs, gardening, cookery, debt advice, housing advice, befriending, volunteers needed.")
    assert len(many.needs) == 4
    assert many.needs[0] == "singing"


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (["Carers "], ("carer",)),
        (["Women ", "Men "], ()),
        (["Women ", "Homeless"], ("homeless", "woman")),
        (["Parents", "Parents>Grandparents"], ("parent",)),
        (["Parents", "Beekeepers"], ()),
        (["Carers", "Women", "Bereaved", "Homeless", "Dementia", "Veterans"], ()),
        ([], ()),
    ],
)
def test_an_audience_restricts_only_where_all_of_it_is_understood(
    audience: list[str], expected: tuple[str, ...]
) -> None:
    told = [{"id": str(number), "audienceType": name} for number, name in enumerate(audience)]
    assert the("Blue room", pc_targetAudience=told).circumstances == expected


def test_a_name_may_say_whom_a_service_is_for_and_a_text_may_not() -> None:
    assert the("Ladies' hockey").circumstances == ("woman",)
    assert the("Blue room", "Women and carers are welcome.").circumstances == ()


def test_how_a_service_is_given_comes_from_its_field_its_text_and_its_place() -> None:
    assert the("Blue room", attending_type="Phone").modes == ("phone",)
    assert the("Blue room", "Join us on Zoom.").modes == ("online",)
    assert the("Blue room", "We visit you at home.").modes == ("home-visit",)
    assert the("Blue room").modes == ()


def test_access_features_come_from_the_text_and_from_the_place() -> None:
    place = {"accessibility_for_disabilities": [{"accessibility": "Accessible toilet and disabled parking"}]}
    listing = the("Blue room", "Wheelchair-friendly.", service_at_locations=[{"location": place}])
    assert listing.access_features == ("accessible-parking", "accessible-toilet", "wheelchair")


@pytest.mark.parametrize(
    ("name", "setting"), [("Knitting group", "group"), ("Counselling", "one-to-one"), ("Blue room", "either")]
)
def test_the_setting_is_either_unless_it_is_said(name: str, setting: str) -> None:
    assert the(name).setting == setting


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("A drop-in for all", {"drop in"}),
        ("Drop  in", {"drop in"}),
        ("dropping in", set()),
        ("MEN’S shed", {"men's"}),
        ("lonely or loneliness", {"lonel*"}),
        ("alonely", set()),
        ("stay & play", {"stay & play"}),
    ],
)
def test_phrases_are_whole_words_in_any_case_with_hyphens_or_without(text: str, phrases: set[str]) -> None:
    book = Phrasebook(("t", phrase) for phrase in ("drop in", "men's", "lonel*", "stay & play"))
    assert set(book.find(text).get("t", ())) == phrases


def test_the_vocabulary_speaks_of_codes_that_exist() -> None:
    known = vocabulary()
    assert set(known.terms) == {need.value for need in NeedCode}
    assert {code for codes in known.audiences.values() for code in codes} <= {one.value for one in Circumstance}
    assert set(known.attending.values()) <= {mode.value for mode in Mode}
    tables: dict[str, set[str]] = {table: set() for table, _ in known.phrases.tags()}
    for table, code in known.phrases.tags():
        tables[table].add(code)
    assert tables["needs.name"] == tables["needs.text"] == set(known.terms)
    assert tables["circumstances"] <= {one.value for one in Circumstance}
    assert tables["modes"] == {mode.value for mode in Mode}
    assert tables["access"] == {need.value for need in AccessNeed}
    assert tables["setting"] <= {setting.value for setting in Setting}

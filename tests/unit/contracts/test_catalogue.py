import re
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import combinations, pairwise

import pytest

from support.sources import REPOSITORY
from towpath_contracts import EVENTS, Event, Stream, Topics
from towpath_contracts.json_schema import schema_of
from towpath_contracts.published import catalogue, flows, machines
from towpath_contracts.published.drawing import Box, Drawing, Point
from towpath_contracts.published.fields import NoMeaning, fields_of, meaning_of, meanings
from towpath_contracts.published.machines import PLANS, Plan
from towpath_contracts.roles import ROLES

PAGE = (REPOSITORY / "contracts/catalogue.html").read_text(encoding="utf-8")
STYLE = (REPOSITORY / "contracts/src/towpath_contracts/published/page.css").read_text(encoding="utf-8")
DRAWINGS = [flows.drawing(), *(machines.drawing(plan) for plan in PLANS)]
NEVER_CLOSED = {"meta", "input", "rect", "circle", "path", "polyline", "wbr"}

each_event = pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
each_drawing = pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda drawing: drawing.name)
each_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.machine.name)


class Reading(HTMLParser):
    """What a page is made of: its tags with their attributes, and those that were closed in the wrong order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in NEVER_CLOSED:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def values(self, attribute: str) -> list[str]:
        return [value for _, given in self.tags if (value := given.get(attribute)) is not None]


READ = Reading(PAGE)


def test_the_page_is_whole_and_asks_nobody_for_anything() -> None:
    assert not READ.wrong
    assert not READ.open
    assert not READ.values("src")
    assert not re.search(r"url\((?!#)|@import|fetch\(|XMLHttpRequest|<(link|iframe|img|object)\b", PAGE)
    outside = {link for link in READ.values("href") if not link.startswith("#")}
    assert outside == {"asyncapi.json", "samples/index.json"}
    assert all((REPOSITORY / "contracts" / link).exists() for link in outside)


def test_every_link_inside_leads_somewhere_and_no_place_is_there_twice() -> None:
    ids = READ.values("id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in READ.values("href") if link.startswith("#")} <= set(ids)


def test_those_who_hear_the_page_find_their_way() -> None:
    levels = [int(tag[1]) for tag, _ in READ.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert ("html", {"lang": "en-GB"}) in READ.tags
    assert all(given.get("scope") in ("col", "row") for tag, given in READ.tags if tag == "th")
    assert all(given.get("role") == "img" for tag, given in READ.tags if tag == "svg")
    assert set(READ.values("aria-labelledby")) | set(READ.values("for")) <= set(READ.values("id"))


@each_event
def test_every_event_is_in_the_list_and_on_the_page_with_every_field(event: type[Event]) -> None:
    anchor = f"{event.stream.value}.{event.name}"
    assert f"#{anchor}" in READ.values("href")
    section = PAGE.split(f'id="{anchor}"')[1].split("</section>")[0]
    assert f"<code>{event.type}</code>" in section
    assert f"ce_type            {event.type}" in section
    for field in fields_of(event):
        path = field.path.replace(".", ".<wbr>")
        assert f'<th scope="row"><code>{path}</code></th>' in section
        assert all(f"<code>{value}</code>" in section for value in field.known)


@each_event
def test_the_table_says_which_fields_are_needed(event: type[Event]) -> None:
    needed = {field.path.removesuffix("[]") for field in fields_of(event) if field.needed and "." not in field.path}
    assert needed == set(schema_of(event).get("required", []))


def test_every_field_has_a_meaning_and_every_meaning_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    used: set[str] = set()

    class Noting(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            used.add(key)
            return super().__getitem__(key)

    noting = Noting(meanings())
    monkeypatch.setattr("towpath_contracts.published.fields.meanings", lambda: noting)
    for event in EVENTS.values():
        fields_of(event)
    assert used == set(noting)
    with pytest.raises(NoMeaning, match=r"received\.ward"):
        meaning_of("received", "ward")


def test_the_page_is_the_same_at_every_run() -> None:
    assert catalogue.page(Topics()) == catalogue.page(Topics())


def test_the_drawing_of_the_streams_shows_every_role_and_stream() -> None:
    shown = {words for words, _ in flows.drawing().words}
    assert {role.value for role in ROLES} | {stream.value for stream in Stream} <= shown
    assert {stream for _, stream in flows.written()} == {stream for _, stream in flows.acted_on()} == set(Stream)


@each_plan
def test_the_arrows_are_the_moves_of_the_table(plan: Plan) -> None:
    drawn = [move for arrow in plan.arrows for move in arrow.moves()]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == {move for move in plan.machine.moves if move.before != move.after}
    assert set(plan.places) == set(plan.machine.states)


@each_drawing
def test_no_words_of_a_drawing_lie_on_others_on_a_box_or_outside(drawing: Drawing) -> None:
    for (words, box), (others, other) in combinations(drawing.words, 2):
        assert not box.meets(other), f"{words} lies on {others}"
    for words, box in drawing.words:
        assert 0 <= box.x <= drawing.width - box.width, words
        assert 0 <= box.y <= drawing.height - box.height, words
        for shape in drawing.boxes:
            inside = shape.x <= box.x and box.x + box.width <= shape.x + shape.width
            assert inside or not box.meets(shape), f"{words} lies on the edge of a box"
    for box, other in combinations(drawing.boxes, 2):
        assert not box.meets(other)


@each_plan
def test_no_arrow_runs_through_words_or_a_box(plan: Plan) -> None:
    drawing = machines.drawing(plan)
    for arrow in plan.arrows:
        for at in along([Point(*point) for point in arrow.points]):
            for words, box in drawing.words:
                assert not box.meets(at), f"{arrow.event} runs through {words}"
            assert not any(box.meets(at) for box in drawing.boxes), f"{arrow.event} runs through a box"


def along(points: list[Point]) -> Iterator[Box]:
    """Small boxes along a way, but for its very ends, which touch what it joins."""
    for start, end in pairwise(points):
        for step in range(4, 97):
            share = step / 100
            yield Box(start.x + share * (end.x - start.x), start.y + share * (end.y - start.y), 0.1, 0.1)


def colours(scheme: str) -> dict[str, str]:
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)")
    both = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light))
    return both | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", dark)) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


ROLE_COLOURS = [role.value for role in ROLES]
TEXTS = [(text, ground) for text in ("ink", "quiet", "link") for ground in ("ground", "panel")]
PAIRS = [*TEXTS, ("on-band", "band"), ("needed", "ground"), ("quiet", "code"), ("ink", "code")]
PAIRS += [("on-role", role) for role in ROLE_COLOURS] + [(role, "ground") for role in ROLE_COLOURS]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_stand_out_as_wcag_asks(scheme: str, text: str, ground: str) -> None:
    known = colours(scheme)
    dark, light = sorted((luminance(known[text]), luminance(known[ground])))
    assert (light + 0.05) / (dark + 0.05) >= 4.5

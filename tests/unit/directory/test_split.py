"""A feed is taken apart while it is read: whatever the pieces that it comes in, and wherever it stops being JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from towpath_directory.feeds.records import records
from towpath_directory.feeds.split import NotJson, Pages, TooDeep, members


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=6), st.integers(1, 50), st.booleans(), st.sampled_from([None, 2]))
def test_a_list_gives_its_members_whatever_the_pieces(
    feed: list[object], size: int, ascii_only: bool, indent: int | None
) -> None:
    content = json.dumps(feed, ensure_ascii=ascii_only, indent=indent).encode("utf-8", "surrogatepass")
    assert list(members(pieces(content, size))) == feed


@given(st.lists(st.dictionaries(st.text(), JSON, max_size=3), min_size=1, max_size=5), st.integers(1, 50))
def test_lines_give_an_object_each(feed: list[dict[str, object]], size: int) -> None:
    plain = [one for one in feed if not one.keys() & {"contents", "content"}]
    content = "\n".join(json.dumps(one) for one in plain).encode()
    if plain:
        assert list(members(pieces(content, size))) == plain


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_pages_give_their_contents_and_are_counted(size: int) -> None:
    first = {"totalPages": 3, "content": [{"a": 1}], "number": 1}
    second = {"contents": [{"a": 2}, {"a": 3}], "total_pages": 3}
    pages = Pages()
    content = (json.dumps(first) + "\n" + json.dumps(second)).encode()
    assert list(members(pieces(content, size), pages)) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert (pages.read, pages.of) == (2, 3)


def test_a_byte_order_mark_control_characters_and_long_numbers_are_borne() -> None:
    assert list(members([b"\xef\xbb\xbf[1]"])) == [1]
    assert list(members([b'["a\nb"]'])) == ["a\nb"]
    assert list(members([b"[" + b"9" * 5000 + b", 1e2, NaN]"])) == [float("inf"), 100.0, None]


@pytest.mark.parametrize("size", [1, 4, 1000])
@pytest.mark.parametrize(
    ("content", "line", "column"),
    [
        (b"", 1, 1),
        (b" \n ", 1, 1),
        (b"<html>", 1, 1),
        (b"[1,2", 1, 5),
        (b'[{"a": 1}\n {"b": 2}]', 2, 2),
        (b"[1,]", 1, 4),
        (b"[1] x", 1, 5),
        (b'{"a" 1}', 1, 6),
        (b'{"a": 1,\n\n  b: 2}', 3, 3),
        (b'["caf\xff"]', 1, 6),
        (b'[{"a": "never closed]', 1, 8),
    ],
)
def test_it_says_where_a_feed_stops_being_json(content: bytes, line: int, column: int, size: int) -> None:
    with pytest.raises(NotJson) as error:
        list(members(pieces(content, size)))
    assert (error.value.line, error.value.column) == (line, column)


def test_a_member_that_is_nested_without_end_is_stepped_over_and_the_next_one_is_read() -> None:
    deep = b"[" * 100_000 + b'"]"' + b"]" * 100_000
    found = list(members(pieces(b'[{"a":' + deep + b'},{"b":1}]', 1000)))
    assert isinstance(found[0], TooDeep)
    assert found[1] == {"b": 1}


def test_every_member_of_a_feed_gives_a_record_at_least() -> None:
    feed = [
        7,
        {},
        {"organization": {"name": "Alone"}},
        {"services": [{"name": "a"}, {"name": "b"}], "organization": {}},
    ]
    found = list(records([json.dumps(feed).encode()]))
    assert [(one.position, one.document) for one in found] == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 4)]
    assert [one.refusal.code if one.refusal else None for one in found] == [
        "not-an-object",
        "no-service",
        "no-service",
        None,
        None,
    ]

"""Each row of the table of changes, made at every place of every real schema: what the gate says, and that it is so."""

import re
from collections import Counter
from typing import Any

import hypothesis.strategies as st
import jsonschema
import pytest
from hypothesis import given, settings

from support.contract_events import documents
from support.schema_mutations import ALLOWED, FORBIDDEN, Mutant, add_optional_field, closed, mutants, shown_at
from support.sources import REPOSITORY
from towpath_contracts import EVENTS, Event
from towpath_contracts.compatibility import BOTH, Reader, breaking_changes, resolved
from towpath_contracts.gate import breaks
from towpath_contracts.json_schema import schema_of

Schema = dict[str, Any]

FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER
OF_THE_WHOLE = {
    "add an event": True,
    "edit or delete a released file": False,
    "remove an event": False,
}
"""Rows that no single schema shows; ``test_revisions`` has their tests."""
SCHEMAS = {event.type: resolved(schema_of(event)) for event in EVENTS.values() if not event.tombstone}
EVERY = pytest.mark.parametrize("type_", SCHEMAS)


def takes(schema: Schema, document: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema, format_checker=FORMATS).is_valid(document))


def example(schema: Schema) -> Any:
    [document] = schema["examples"]
    return document


def shown(mutant: Mutant, schema: Schema, value: Any) -> Any:
    return example(schema) if value is None else shown_at(example(schema), mutant.place, value)


@EVERY
def test_the_gate_lets_an_allowed_change_pass_wherever_it_is_made(type_: str) -> None:
    schema = SCHEMAS[type_]
    found = list(mutants(schema, example(schema), ALLOWED))
    assert {mutant.row for mutant in found} >= {"add an optional field", "say it better"}
    for mutant in found:
        assert breaking_changes(schema, mutant.schema) == [], (mutant.row, mutant.place)


@EVERY
def test_the_gate_refuses_a_forbidden_change_wherever_it_is_made_and_says_for_whom_it_breaks(type_: str) -> None:
    schema = SCHEMAS[type_]
    for mutant in mutants(schema, example(schema), FORBIDDEN):
        found = breaking_changes(schema, mutant.schema)
        assert any(mutant.change.says in str(broken) for broken in found), (mutant.row, mutant.place, found)
        told = {reader for broken in found for reader in broken.readers}
        assert told == set(mutant.change.readers), (mutant.row, mutant.place, list(map(str, found)))


@EVERY
def test_the_gate_holds_a_change_against_every_revision_before_and_not_the_last_alone(type_: str) -> None:
    schema = SCHEMAS[type_]
    grown = next(add_optional_field(schema, example(schema))).part
    for mutant in mutants(schema, example(schema), ALLOWED | FORBIDDEN):
        told = list(
            breaks([[("v1.1.json", schema), ("v1.2.json", grown), ("v1.3.json", mutant.schema | {"title": ""})]])
        )
        first = [line for line in told if line.startswith("v1.3.json against v1.1.json")]
        assert bool(first) is (mutant.row in FORBIDDEN), (mutant.row, mutant.place)
        second = [line for line in told if line.startswith("v1.3.json against v1.2.json: the event.added ")]
        assert bool(second) is (mutant.row != "add an optional field" or mutant.place != ()), (mutant.row, mutant.place)


@EVERY
def test_what_the_gate_says_is_what_a_validator_finds(type_: str) -> None:
    """A closed writer's document of each side against the open reader of the other."""
    schema = SCHEMAS[type_]
    for mutant in mutants(schema, example(schema), ALLOWED | FORBIDDEN):
        change, place = mutant.change, (mutant.row, mutant.place)
        sent, kept = shown(mutant, schema, change.sent), shown(mutant, schema, change.kept)
        if change.sent is not None:
            assert takes(closed(mutant.schema), sent), place
            assert takes(schema, sent) is (Reader.OLD not in change.readers), place
        if change.kept is not None:
            assert takes(closed(schema), kept), place
            assert takes(mutant.schema, kept) is (Reader.NEW not in change.readers), place
        if not change.readers:
            assert takes(mutant.schema, example(schema)), place


def test_every_row_is_tried_and_what_a_validator_cannot_find_is_of_meaning_alone() -> None:
    found = [m for schema in SCHEMAS.values() for m in mutants(schema, example(schema), ALLOWED | FORBIDDEN)]
    tried = Counter(mutant.row for mutant in found)
    assert tried.keys() == ALLOWED.keys() | FORBIDDEN.keys()
    assert min(tried.values()) > 10
    unshown = {m.row for m in found if m.change.readers and m.change.sent is None and m.change.kept is None}
    meaning = {"remove or rename a field", "take a known value away", "change a default", "refuse unknown fields"}
    assert unshown == meaning
    halves = [m for m in found if m.change.readers == BOTH and (m.change.sent is None) != (m.change.kept is None)]
    assert not halves


@settings(max_examples=150, deadline=None)
@given(chosen=st.data())
def test_after_any_number_of_allowed_changes_each_side_reads_what_the_other_writes(chosen: st.DataObject) -> None:
    earlier = SCHEMAS[chosen.draw(st.sampled_from(sorted(SCHEMAS)))]
    later = earlier
    for _ in range(chosen.draw(st.integers(1, 3))):
        later = chosen.draw(st.sampled_from(list(mutants(later, _grown(later), ALLOWED)))).schema
    assert breaking_changes(earlier, later) == []
    assert takes(earlier, chosen.draw(documents(later)))
    assert takes(later, chosen.draw(documents(earlier)))


def _grown(schema: Schema) -> Any:
    """The example of a schema to which fields were added."""
    return _with_added(schema, example(schema))


def _with_added(part: Schema, value: Any) -> Any:
    if "properties" in part:
        return {name: _with_added(each, value.get(name, "x")) for name, each in part["properties"].items()}
    if "items" in part:
        return [_with_added(part["items"], value[0])]
    return value


def test_moving_a_definition_is_no_change() -> None:
    for event in EVENTS.values():
        schema = schema_of(event)
        moved = _moved(schema)
        assert breaking_changes(schema, moved) == []
        assert breaking_changes(moved, schema) == []


def _moved(part: Any) -> Any:
    if isinstance(part, list):
        return [_moved(each) for each in part]
    if not isinstance(part, dict):
        return part.replace("#/$defs/", "#/$defs/Moved") if isinstance(part, str) else part
    return {
        name: {f"Moved{of}": _moved(each) for of, each in found.items()} if name == "$defs" else _moved(found)
        for name, found in part.items()
    }


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_an_event_that_does_not_change_breaks_nobody(event: type[Event]) -> None:
    assert breaking_changes(schema_of(event), schema_of(event)) == []


def test_the_readme_has_a_row_for_every_kind_of_change_and_no_other() -> None:
    text = (REPOSITORY / "contracts/README.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| ([^|]+?) \| (yes|no) \|", text, re.MULTILINE)
    rows = {row: answer for changes, answer in table for row in changes.split(" · ")}
    promised = dict.fromkeys(ALLOWED, True) | dict.fromkeys(FORBIDDEN, False) | OF_THE_WHOLE
    assert {row: answer == "yes" for row, answer in rows.items()} == promised

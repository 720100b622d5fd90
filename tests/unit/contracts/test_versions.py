"""A real event on its way to a second version: both are published for a while; nobody misses or doubles a fact."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest

from support.contract_events import an_id, wrapped
from towpath_contracts import (
    EVENTS,
    Envelope,
    Event,
    Fault,
    Record,
    Stream,
    Topics,
    Unreadable,
    Unwritable,
    decode,
    derived_id,
    encode,
)
from towpath_contracts.codes import Code, Reason, extensible
from towpath_contracts.compatibility import breaking_changes
from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.events.referral import CaseEvent, Paused, Resumed
from towpath_contracts.json_schema import schema_of
from towpath_contracts.schemas import main

TOPICS = Topics()


@pytest.fixture(autouse=True)
def planted() -> Iterator[None]:
    """Forget the versions that a test puts into the catalogue."""
    before = dict(EVENTS)
    yield
    EVENTS.clear()
    EVENTS.update(before)


def second_version() -> type[Event]:
    """Put the second version of ``paused`` into the catalogue: a break has an end now, which breaks with the first."""

    class PausedUntil(CaseEvent, stream=Stream.REFERRAL, name="paused", version=2):
        """The person asked for a break, and said until when."""

        reason: Annotated[Code, extensible(Reason)]
        until: date

        def in_version_before(self) -> Event:
            return Paused(reason=self.reason, until=self.until)

    return PausedUntil


@contextmanager
def knowing(*without: str) -> Iterator[None]:
    """A reader whose catalogue lacks some types."""
    gone = {type_: EVENTS.pop(type_) for type_ in without}
    try:
        yield
    finally:
        EVENTS.update(gone)


@dataclass
class Reader:
    """Takes each fact once, by its id, as every reader has to; what it does not know it leaves alone."""

    lacks: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    took: dict[str, Envelope] = field(default_factory=dict)

    def read(self, *records: Record) -> None:
        with knowing(*self.lacks):
            for record in records:
                envelope = decode(*record, TOPICS)
                if envelope.event is not None and envelope.type not in self.leaves:
                    self.took.setdefault(envelope.id, envelope)

    @property
    def versions(self) -> list[int]:
        return [envelope.event.version for envelope in self.took.values() if envelope.event is not None]


def facts(kind: type[Event], count: int = 3) -> list[Envelope]:
    return [
        wrapped(kind.model_validate({"reason": "other", "until": "2026-05-01"}), event_id=an_id(), sequence=number)
        for number in range(1, count + 1)
    ]


def published(envelopes: Sequence[Envelope]) -> list[Record]:
    return [encode(said, TOPICS) for envelope in envelopes for said in envelope.in_every_version()]


def code_of(record: Record) -> Fault:
    with pytest.raises(Unreadable) as caught:
        decode(*record, TOPICS)
    return caught.value.code


def test_outside_an_overlap_a_fact_is_one_record() -> None:
    fact = wrapped(Paused(reason="other"))
    assert fact.in_every_version() == (fact,)
    assert "ce_alsosentas" not in dict(encode(fact, TOPICS).headers)


def test_twins_differ_in_type_and_value_alone_and_each_names_the_other() -> None:
    newer, older = [encode(said, TOPICS) for said in facts(second_version(), 1)[0].in_every_version()]
    assert (newer.topic, newer.key) == (older.topic, older.key)
    of_newer, of_older = dict(newer.headers), dict(older.headers)
    differing = {name for name in of_newer if of_newer[name] != of_older[name]}
    assert differing == {"ce_type", "ce_dataschema", "ce_alsosentas"}
    assert of_newer["ce_alsosentas"] == of_older["ce_type"] == b"org.towpath.referral.paused.v1"
    assert of_older["ce_alsosentas"] == of_newer["ce_type"] == b"org.towpath.referral.paused.v2"


def test_an_old_reader_skips_the_second_version_without_an_error_and_misses_nothing() -> None:
    kind = second_version()
    said = facts(kind)
    old = Reader(lacks=(kind.type,))
    old.read(*published(said))
    assert list(old.took) == [fact.id for fact in said]
    assert old.versions == [1, 1, 1]
    assert [envelope.sequence for envelope in old.took.values()] == [1, 2, 3], "no gap and no second one"


def test_a_new_reader_takes_the_second_version_and_ignores_the_twin() -> None:
    kind = second_version()
    said = facts(kind)
    new = Reader()
    new.read(*published(said))
    assert list(new.took) == [fact.id for fact in said]
    assert new.versions == [2, 2, 2]
    assert [envelope.sequence for envelope in new.took.values()] == [1, 2, 3]


def test_a_reader_that_has_the_second_version_in_its_catalogue_and_no_use_for_it_yet_misses_nothing() -> None:
    kind = second_version()
    halfway = Reader(leaves=(kind.type,))
    halfway.read(*published(facts(kind)))
    assert halfway.versions == [1, 1, 1]


def test_a_new_reader_takes_the_first_version_from_who_has_not_moved_yet() -> None:
    kind = second_version()
    unmoved, moved = facts(Paused, 2), facts(kind, 2)
    new = Reader()
    new.read(*published(unmoved), *published(moved))
    assert new.versions == [1, 1, 2, 2]


@pytest.mark.parametrize("newer_first", [True, False])
@pytest.mark.parametrize("upgraded_after", range(7))
def test_a_reader_that_is_upgraded_between_two_twins_has_each_fact_once(upgraded_after: int, newer_first: bool) -> None:
    kind = second_version()
    said = facts(kind)
    records = [encode(each, TOPICS) for fact in said for each in fact.in_every_version()[:: 1 if newer_first else -1]]
    reader = Reader(lacks=(kind.type,))
    reader.read(*records[:upgraded_after])
    reader.lacks = ()
    reader.read(*records[upgraded_after:])
    assert sorted(reader.took) == sorted(fact.id for fact in said)


def test_after_the_overlap_an_old_reader_is_told_and_loses_nothing_in_silence() -> None:
    kind = second_version()
    [alone] = [encode(fact, TOPICS) for fact in facts(kind, 1)]
    with knowing(kind.type):
        assert code_of(alone) is Fault.UNKNOWN_VERSION


def test_a_reader_of_the_second_version_alone_skips_the_twin_and_is_told_of_what_has_none() -> None:
    kind = second_version()
    [newer, older] = published(facts(kind, 1))
    late = Reader(lacks=(Paused.type,))
    late.read(newer, older)
    assert late.versions == [2]
    [unmoved] = published(facts(Paused, 1))
    with knowing(Paused.type):
        assert code_of(unmoved) is Fault.UNKNOWN_VERSION


def test_twins_are_told_in_structured_mode_too() -> None:
    kind = second_version()
    newer, _ = published(facts(kind, 1))
    attributes = {name.removeprefix("ce_"): text.decode() for name, text in newer.headers if name.startswith("ce_")}
    document = json.dumps(attributes | {"data": json.loads(newer.value or b"")}).encode()
    structured = newer._replace(value=document, headers=[("content-type", b"application/cloudevents+json")])
    with knowing(kind.type):
        assert decode(*structured, TOPICS).event is None
    assert decode(*structured, TOPICS) == decode(*newer, TOPICS)


def test_the_id_of_a_derived_event_is_of_the_fact_and_not_of_the_version() -> None:
    kind, cause = second_version(), an_id("cause")
    assert derived_id(cause, kind.type, 1) == derived_id(cause, Paused.type, 1)
    assert derived_id(cause, kind.type, 1) != derived_id(cause, Resumed.type, 1)


@pytest.mark.parametrize("also", [Resumed.type, "org.towpath.referral.paused.v7", "org.towpath.referral.paused", "é"])
def test_a_version_that_is_said_to_be_sent_as_what_we_do_not_know_is_no_twin(also: str) -> None:
    kind = second_version()
    [alone] = [encode(fact, TOPICS) for fact in facts(kind, 1)]
    with knowing(kind.type):
        assert code_of(alone._replace(headers=[*alone.headers, ("ce_alsosentas", also.encode())])) is (
            Fault.UNKNOWN_VERSION
        )


@pytest.mark.parametrize("also", [Resumed.type, Paused.type, "Margaret", ""])
def test_nothing_else_can_be_written_in_the_place_of_a_twin(also: str) -> None:
    with pytest.raises(Unwritable, match="no other version"):
        encode(replace(wrapped(Paused(reason="other")), alsosentas=also), TOPICS)


def test_the_gate_refuses_the_change_as_a_revision_and_lets_it_pass_as_a_version(tmp_path: Path) -> None:
    assert main(["--folder", str(tmp_path)]) == 0
    assert main(["--folder", str(tmp_path), "--release", "1.0.0", "--date", "2026-11-22"]) == 0
    kind = second_version()
    [broken] = breaking_changes(schema_of(Paused), schema_of(kind))
    assert str(broken) == (
        "the event.until was optional and is required: breaks new readers of old events; make it optional"
    )
    assert main(["--folder", str(tmp_path)]) == 0
    assert main(["--folder", str(tmp_path), "--release", "1.1.0", "--date", "2026-12-01"]) == 0
    folder = tmp_path / "schemas/referral/paused"
    assert {file.name for file in folder.iterdir()} == {"v1.1.json", "v2.1.json"}
    assert json.loads((folder / "v2.1.json").read_text())["$id"] == "urn:towpath:referral:paused:v2.1"
    log = (tmp_path / "CHANGELOG.md").read_text()
    assert "## 1.1.0, 2026-12-01\n\n- referral: new event `paused` v2\n" in log


def test_two_versions_cannot_share_a_compacted_topic(capsys: pytest.CaptureFixture[str]) -> None:
    class CapacityTold(Event, stream=Stream.CAPACITY, name=CapacityReported.name, version=2):
        """Another form of it."""

        service: str

    assert main(["--check"]) == 1
    assert f"{CapacityTold.type}: a compacted topic keeps one record of a key" in capsys.readouterr().err


def test_a_version_comes_after_the_one_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    class PausedAgain(CaseEvent, stream=Stream.REFERRAL, name="paused", version=3):
        """A version too far."""

    assert main(["--check"]) == 1
    assert f"{PausedAgain.type}: there is no version 2 of it" in capsys.readouterr().err

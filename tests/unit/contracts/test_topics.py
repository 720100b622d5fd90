import re

import pytest

from towpath_contracts import Stream, Topics
from towpath_contracts.topics import DAY_MS, Cleanup, NoSuchTopic, Topic

TOPICS = Topics()
PARTNERS = (Stream.INBOX, Stream.REPLIES)
SHARED = [stream for stream in Stream if stream not in PARTNERS]


def test_a_stream_is_one_topic_and_a_partner_has_two_of_its_own() -> None:
    assert TOPICS.of(Stream.REFERRAL) == "towpath.referral"
    assert TOPICS.of(Stream.INBOX, "age-concern") == "towpath.partner.age-concern.inbox"
    assert TOPICS.of(Stream.REPLIES, "age-concern") == "towpath.partner.age-concern.replies"
    assert TOPICS.deadletter("followup") == "towpath.deadletter.followup"


def test_a_prefix_keeps_deployments_apart() -> None:
    other = Topics("leeds.test.")
    assert other.of(Stream.GAP) == "leeds.test.gap"
    assert other.parse("towpath.gap") is None
    assert other.parse("leeds.test.gap") == (Stream.GAP, None)
    assert Topics("").parse("gap") == (Stream.GAP, None)


def test_a_shadow_has_the_same_streams_where_no_reader_of_the_real_ones_looks() -> None:
    shadow = TOPICS.shadow("acorn")
    assert shadow.of(Stream.MATCHING) == "towpath.shadow.acorn.matching"
    assert shadow.parse("towpath.shadow.acorn.matching") == (Stream.MATCHING, None)
    assert shadow.parse("towpath.matching") is None
    assert TOPICS.parse("towpath.shadow.acorn.matching") is None
    assert not any(re.search(TOPICS.pattern(stream), shadow.of(Stream.REPLIES, "acorn")) for stream in Stream)


@pytest.mark.parametrize("name", ["", "Acorn", "a.b", "a" * 41])
def test_a_shadow_of_a_name_that_no_topic_can_have_is_refused(name: str) -> None:
    with pytest.raises(NoSuchTopic, match="shadow"):
        TOPICS.shadow(name)


@pytest.mark.parametrize("stream", list(Stream))
def test_a_name_is_parsed_into_what_it_was_made_of(stream: Stream) -> None:
    organisation = "age-concern" if stream in PARTNERS else None
    assert TOPICS.parse(TOPICS.of(stream, organisation)) == (stream, organisation)


@pytest.mark.parametrize(
    "topic",
    [
        "referral",
        "towpath.",
        "towpath.inbox",
        "towpath.referrals",
        "towpath.deadletter.referral",
        "towpath.partner.inbox",
        "towpath.partner.Age.inbox",
        "towpath.partner.a.b.inbox",
        "towpath.partner.age-concern.referral",
        f"towpath.partner.{'a' * 41}.inbox",
        "towpath.referral.x",
        "x.towpath.referral",
    ],
)
def test_what_is_no_stream_of_ours_is_not_parsed(topic: str) -> None:
    assert TOPICS.parse(topic) is None
    assert not any(re.match(TOPICS.pattern(stream), topic) for stream in SHARED)


@pytest.mark.parametrize("stream", PARTNERS)
def test_a_pattern_finds_the_topics_of_every_partner_and_no_others(stream: Stream) -> None:
    pattern = TOPICS.pattern(stream)
    names = [TOPICS.of(every, "a-1") for every in PARTNERS] + [TOPICS.of(every) for every in SHARED]
    assert [name for name in names if re.search(pattern, name)] == [TOPICS.of(stream, "a-1")]
    assert not re.search(pattern, "towpathXpartner.a.inbox")
    assert "{" not in pattern


def test_a_pattern_of_a_shared_stream_is_its_one_topic() -> None:
    assert re.match(TOPICS.pattern(Stream.GAP), "towpath.gap")
    assert not re.match(TOPICS.pattern(Stream.GAP), "towpath.gaps")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (lambda: TOPICS.of(Stream.INBOX), "say of which organisation"),
        (lambda: TOPICS.of(Stream.GAP, "age-concern"), "ask for it without one"),
        (lambda: TOPICS.of(Stream.INBOX, "Age Concern"), "lower-case letters, digits and hyphens"),
        (lambda: TOPICS.deadletter("a.b"), "lower-case letters, digits and hyphens"),
        (lambda: Topics("a b"), "prefix"),
    ],
)
def test_a_topic_that_cannot_be_says_why(question: object, answer: str) -> None:
    assert callable(question)
    with pytest.raises(NoSuchTopic, match=answer):
        question()


def test_every_topic_has_the_partitions_and_the_retention_of_the_design() -> None:
    assert TOPICS.fixed_topics() == [
        Topic("towpath.referral", 12, Cleanup.DELETE, 30 * DAY_MS),
        Topic("towpath.matching", 12, Cleanup.DELETE, 30 * DAY_MS),
        Topic("towpath.followup", 12, Cleanup.DELETE, 30 * DAY_MS),
        Topic("towpath.directory", 12, Cleanup.COMPACT, None),
        Topic("towpath.capacity", 12, Cleanup.COMPACT, None),
        Topic("towpath.gap", 12, Cleanup.COMPACT, None),
        Topic("towpath.person", 12, Cleanup.DELETE, 30 * DAY_MS),
        Topic("towpath.deadletter.referral", 12, Cleanup.DELETE, 90 * DAY_MS),
        Topic("towpath.deadletter.matching", 12, Cleanup.DELETE, 90 * DAY_MS),
        Topic("towpath.deadletter.followup", 12, Cleanup.DELETE, 90 * DAY_MS),
        Topic("towpath.deadletter.directory", 12, Cleanup.DELETE, 90 * DAY_MS),
    ]
    assert TOPICS.partner_topics("age-concern") == [
        Topic("towpath.partner.age-concern.inbox", 1, Cleanup.COMPACT_DELETE, 30 * DAY_MS),
        Topic("towpath.partner.age-concern.replies", 1, Cleanup.DELETE, 30 * DAY_MS),
    ]


def test_settings_go_by_the_names_of_kafka() -> None:
    assert TOPICS.topic(Stream.INBOX, "a").config() == {
        "cleanup.policy": "compact,delete",
        "retention.ms": "2592000000",
    }
    assert TOPICS.topic(Stream.DIRECTORY).config() == {"cleanup.policy": "compact"}

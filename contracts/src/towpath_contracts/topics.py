"""The topics: their names, partitions, clean-up and retention (design: one topic per stream, two per partner)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from towpath_contracts import forms
from towpath_contracts.event import Stream

DAY_MS = 86_400_000
SERVICES = ("referral", "matching", "followup", "directory")
PREFIX_FORM = re.compile(r"[a-zA-Z0-9._-]{0,100}")
SERVICE_FORM = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
PER_PARTNER = frozenset({Stream.INBOX, Stream.REPLIES})
SHARED = {stream.value: stream for stream in Stream if stream not in PER_PARTNER}
PARTNERS = {stream.value: stream for stream in PER_PARTNER}


Place = tuple[Stream, str | None]
"""A stream, and the organisation where each partner has its own topic."""


class NoSuchTopic(ValueError):
    """A topic was asked for that cannot be; the message says what is wrong with the question."""


class Cleanup(StrEnum):
    """The values of Kafka's ``cleanup.policy``."""

    DELETE = "delete"
    COMPACT = "compact"
    COMPACT_DELETE = "compact,delete"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a topic is created with. ``retention_ms`` in milliseconds, absent where only compaction removes records.

    Replication and acknowledgement belong to the deployment.
    """

    name: str
    partitions: int
    cleanup: Cleanup
    retention_ms: int | None

    def config(self) -> dict[str, str]:
        """Return the topic's settings by Kafka's own names."""
        retention = {} if self.retention_ms is None else {"retention.ms": str(self.retention_ms)}
        return {"cleanup.policy": self.cleanup.value} | retention


POLICIES: dict[Stream, tuple[int, Cleanup, int | None]] = {
    Stream.REFERRAL: (12, Cleanup.DELETE, 30 * DAY_MS),
    Stream.MATCHING: (12, Cleanup.DELETE, 30 * DAY_MS),
    Stream.FOLLOWUP: (12, Cleanup.DELETE, 30 * DAY_MS),
    Stream.DIRECTORY: (12, Cleanup.COMPACT, None),
    Stream.CAPACITY: (12, Cleanup.COMPACT, None),
    Stream.GAP: (12, Cleanup.COMPACT, None),
    Stream.PERSON: (12, Cleanup.DELETE, 30 * DAY_MS),
    Stream.INBOX: (1, Cleanup.COMPACT_DELETE, 30 * DAY_MS),
    Stream.REPLIES: (1, Cleanup.DELETE, 30 * DAY_MS),
}
"""Partitions, clean-up and retention of every stream. A partner's topics have one partition: a thousand stay cheap."""

COMPACTED = frozenset(stream for stream, (_, cleanup, _) in POLICIES.items() if cleanup is not Cleanup.DELETE)
"""The streams on which a record without a value takes its key away."""

DEADLETTER_POLICY = (12, Cleanup.DELETE, 90 * DAY_MS)
"""As many partitions as the streams have: a dead letter keeps its key, and with it the number of its partition."""


@dataclass(frozen=True)
class Topics:
    """The names of the topics under one prefix, which separates deployments on one Kafka."""

    prefix: str = "towpath."
    _parsed: dict[str, Place | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _names: dict[Place, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not PREFIX_FORM.fullmatch(self.prefix):
            raise NoSuchTopic("a topic prefix has at most 100 letters, digits, dots, hyphens and underscores")

    def of(self, stream: Stream, organisation: str | None = None) -> str:
        """Return the name of a stream's topic; an inbox and replies need their organisation. Raises ``NoSuchTopic``."""
        name = self._names.get((stream, organisation))
        if name is None:
            name = self._names[(stream, organisation)] = self._name(stream, organisation)
        return name

    def _name(self, stream: Stream, organisation: str | None) -> str:
        if stream not in PER_PARTNER:
            if organisation is not None:
                raise NoSuchTopic(f"{stream.value} is one topic for all organisations: ask for it without one")
            return f"{self.prefix}{stream.value}"
        if organisation is None:
            raise NoSuchTopic(f"{stream.value} is a topic per partner: say of which organisation")
        if not forms.ORGANISATION.fullmatch(organisation):
            raise NoSuchTopic("an organisation in a topic has 1 to 40 lower-case letters, digits and hyphens")
        return f"{self.prefix}partner.{organisation}.{stream.value}"

    def deadletter(self, service: str) -> str:
        """Return the name of a service's dead-letter topic. Raises ``NoSuchTopic``."""
        if not SERVICE_FORM.fullmatch(service):
            raise NoSuchTopic("a service in a topic has 1 to 40 lower-case letters, digits and hyphens")
        return f"{self.prefix}deadletter.{service}"

    def pattern(self, stream: Stream) -> str:
        """Return a regular expression for every topic of a stream: of all partners, for an inbox and for replies.

        Anchored at both ends, so that it means the same to a client that searches and to one that matches. No braces:
        FastStream reads those as parameters of a path.
        """
        if stream not in PER_PARTNER:
            return f"^{re.escape(self.of(stream))}$"
        return f"^{re.escape(self.prefix)}partner\\.[a-z0-9][a-z0-9-]*\\.{stream.value}$"

    def parse(self, topic: str) -> Place | None:
        """Return the stream and, for a partner's topic, the organisation; None for what is no stream's topic."""
        try:
            return self._parsed[topic]
        except KeyError:
            found = self._parsed[topic] = self._parse(topic)
            return found

    def _parse(self, topic: str) -> Place | None:
        rest = topic.removeprefix(self.prefix)
        if rest == topic and self.prefix:
            return None
        match rest.split("."):
            case [name] if name in SHARED:
                return SHARED[name], None
            case ["partner", organisation, name] if name in PARTNERS and forms.ORGANISATION.fullmatch(organisation):
                return PARTNERS[name], organisation
        return None

    def shadow(self, name: str) -> "Topics":
        """Return the topics of a shadow: the same streams under a prefix of its own, such as ``towpath.shadow.acorn.``.

        There an implementation that is being tried writes what it would have written here. Raises ``NoSuchTopic``.
        """
        if not SERVICE_FORM.fullmatch(name):
            raise NoSuchTopic("a shadow is named with 1 to 40 lower-case letters, digits and hyphens")
        return Topics(f"{self.prefix}shadow.{name}.")

    def topic(self, stream: Stream, organisation: str | None = None) -> Topic:
        """Return what a stream's topic is created with. Raises ``NoSuchTopic``."""
        return Topic(self.of(stream, organisation), *POLICIES[stream])

    def deadletter_topic(self, service: str) -> Topic:
        """Return what a service's dead-letter topic is created with. Raises ``NoSuchTopic``."""
        return Topic(self.deadletter(service), *DEADLETTER_POLICY)

    def fixed_topics(self, services: Iterable[str] = SERVICES) -> list[Topic]:
        """Return the topics that every deployment has: one per shared stream and a dead-letter topic per service."""
        shared = [self.topic(stream) for stream in SHARED.values()]
        return shared + [self.deadletter_topic(service) for service in services]

    def partner_topics(self, organisation: str) -> list[Topic]:
        """Return the two topics of a partner organisation. Raises ``NoSuchTopic``."""
        return [self.topic(stream, organisation) for stream in (Stream.INBOX, Stream.REPLIES)]

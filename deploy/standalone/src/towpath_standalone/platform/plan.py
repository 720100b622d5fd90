"""What is to be started: everything of our own, or servers that somebody named."""

from __future__ import annotations

from dataclasses import dataclass

from towpath_standalone.platform.folder import PlatformFolder


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices of ``towpath up``. ``kafka`` and ``mongo`` are absent where ours are to be started.

    ``without`` names services that are not started, since somebody else plays their part.
    """

    folder: PlatformFolder
    port: int = 8080
    kafka: tuple[str, ...] | None = None
    mongo: str | None = None
    topic_prefix: str = "towpath."
    database_prefix: str = "towpath_"
    organisation: str = "towpath"
    without: frozenset[str] = frozenset()

    @property
    def embedded(self) -> bool:
        """Whether the broker is ours: it forgets everything when it ends."""
        return self.kafka is None

    def settings(self, kafka: tuple[str, ...], mongo: str) -> dict[str, str]:
        """Return the settings that every service gets, as environment variables."""
        return {
            "TOWPATH_MODE": "development",
            "TOWPATH_ORGANISATION": self.organisation,
            "TOWPATH_HOST": "127.0.0.1",
            "TOWPATH_MONGO_URI": mongo,
            "TOWPATH_DATABASE_PREFIX": self.database_prefix,
            "TOWPATH_KAFKA": ",".join(kafka),
            "TOWPATH_KAFKA_IDEMPOTENT": "false" if self.embedded else "true",
            # The embedded broker lets the first member of a group wait for half of its session.
            "TOWPATH_GROUP_SESSION": "3" if self.embedded else "10",
            "TOWPATH_TOPIC_PREFIX": self.topic_prefix,
            "TOWPATH_CLOCK_FILE": str(self.folder.clock),
            "TOWPATH_MASTER_KEY_FILE": str(self.folder.master_key),
            "TOWPATH_LINK_KEY_FILE": str(self.folder.link_key),
            "TOWPATH_MAIL_FOLDER": str(self.folder.letters),
            "TOWPATH_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            # On one's own machine a feed may lie on that machine.
            "TOWPATH_ALLOW_PRIVATE_FEEDS": "true",
        }

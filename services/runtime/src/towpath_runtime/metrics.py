"""What an operator watches. One registry per service process; times in seconds."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

BATCHES = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The instruments of the runtime."""

    def __init__(self, service: str) -> None:
        self.registry = CollectorRegistry()

        def counter(name: str, text: str, labels: tuple[str, ...] = ()) -> Counter:
            return Counter(f"towpath_{name}", text, ("service", *labels), registry=self.registry)

        def gauge(name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
            return Gauge(f"towpath_{name}", text, ("service", *labels), registry=self.registry)

        def histogram(name: str, text: str, buckets: tuple[float, ...]) -> Histogram:
            return Histogram(f"towpath_{name}", text, ("service",), registry=self.registry, buckets=buckets)

        self._messages = counter("messages_total", "Messages handled, by outcome", ("outcome",))
        self._service = service
        self.batch = histogram("batch_messages", "Messages per transaction", BATCHES).labels(service)
        self.transaction = histogram("transaction_seconds", "From begin to commit", FAST).labels(service)
        self.conflicts = counter("conflicts_total", "Transactions tried again").labels(service)
        self.published = counter("published_total", "Events acknowledged by Kafka").labels(service)
        self.skipped = counter("skipped_total", "Events of types that nobody here reads").labels(service)
        self.leader = gauge("relay_leader", "1 while this process publishes").labels(service)
        self.oldest = gauge("outbox_oldest_seconds", "Age of the oldest unpublished row").labels(service)
        self.pending = gauge("outbox_pending", "Unpublished rows").labels(service)
        self._lag = gauge("consumer_lag_seconds", "Age of the newest record taken, while more wait", ("group",))
        self._behind = gauge("consumer_behind", "Records not taken yet", ("group",))
        self._letters = gauge("deadletters", "Letters that wait for an operator", ("reason",))
        self.letters_oldest = gauge("deadletters_oldest_seconds", "Age of the oldest of them").labels(service)
        self._away = gauge("server_away", "1 while a server does not answer", ("server",))
        self._requests = Histogram(
            "towpath_request_seconds",
            "HTTP requests",
            ("service", "route", "status"),
            registry=self.registry,
            buckets=FAST,
        )

    @property
    def messages(self) -> "Bound":
        """Messages handled, by outcome."""
        return Bound(self._messages, self._service)

    def lag(self, group: str, seconds: float, behind: int) -> None:
        """Say how far a group of this process is behind."""
        self._lag.labels(self._service, group).set(seconds)
        self._behind.labels(self._service, group).set(behind)

    def letters(self, by_reason: dict[str, int]) -> None:
        """Say how many letters wait, by reason."""
        self._letters.clear()
        for reason, count in by_reason.items():
            self._letters.labels(self._service, reason).set(count)

    def away(self, server: str, is_away: bool) -> None:
        """Say whether a server answers."""
        self._away.labels(self._service, server).set(is_away)

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count an HTTP request by the template of its route."""
        self._requests.labels(self._service, route, str(status)).observe(seconds)


class Bound:
    """A counter whose first label is known."""

    def __init__(self, counter: Counter, service: str) -> None:
        self._counter = counter
        self._service = service

    def labels(self, value: str) -> Counter:
        """Return the counter for the second label."""
        return self._counter.labels(self._service, value)

"""Creating topics, where a deployment leaves that to us."""

from collections.abc import Iterable, Sequence

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from towpath_contracts.topics import Topic
from towpath_runtime.errors import Away


async def create_topics(bootstrap: Sequence[str], topics: Iterable[Topic], replication: int = 1) -> list[str]:
    """Create the topics that do not exist and return their names. Raises Away when no broker answers or it refuses."""
    admin = AIOKafkaAdminClient(bootstrap_servers=list(bootstrap), request_timeout_ms=10_000)
    try:
        await admin.start()
        there = set(await admin.list_topics())
        wanted = [topic for topic in topics if topic.name not in there]
        if not wanted:
            return []
        new = [NewTopic(topic.name, topic.partitions, replication, topic_configs=topic.config()) for topic in wanted]
        response = await admin.create_topics(new)
        for name, code, *_ in response.topic_errors:
            error = for_code(code)
            if code and not issubclass(error, TopicAlreadyExistsError):
                raise error(name)
        return [topic.name for topic in wanted]
    except (KafkaError, OSError, TimeoutError):
        raise Away("kafka") from None
    finally:
        await admin.close()

"""What the tests stand on: servers that keep what they promised through a kill, and brokers that carry records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import MongoClient, WriteConcern

from support.brokers import Broker, choose, new_broker
from towpath_standalone.servers import EmbeddedBroker, MongoServer, ServerDidNotStart

RECORDS = [b"%d" % number for number in range(20)]
POLL_MS = 500
POLLS = 40


@pytest.fixture(params=["chosen", "embedded"])
def own_broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    broker: Broker = EmbeddedBroker(tmp_path) if request.param == "embedded" else new_broker(tmp_path)
    broker.start()
    yield broker
    broker.stop()


async def make_topic(broker: Broker, topic: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=broker.bootstrap)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def produce(broker: Broker, topic: str, records: list[bytes]) -> None:
    producer = AIOKafkaProducer(
        bootstrap_servers=broker.bootstrap, acks="all", enable_idempotence=not broker.is_embedded
    )
    await producer.start()
    try:
        for record in records:
            await producer.send_and_wait(topic, record, key=b"one-key")
    finally:
        await producer.stop()


async def consume(broker: Broker, topic: str, count: int) -> list[bytes]:
    consumer = AIOKafkaConsumer(
        topic, bootstrap_servers=broker.bootstrap, group_id=f"{topic}-readers", auto_offset_reset="earliest"
    )
    await consumer.start()
    read: list[bytes] = []
    try:
        for _ in range(POLLS):
            batches = await consumer.getmany(timeout_ms=POLL_MS)
            read += [record.value for batch in batches.values() for record in batch]
            if len(read) >= count:
                break
        await consumer.commit()
    finally:
        await consumer.stop()
    return read


async def test_what_is_produced_is_consumed_in_order(own_broker: Broker) -> None:
    await make_topic(own_broker, "records")
    await produce(own_broker, "records", RECORDS)
    assert await consume(own_broker, "records", len(RECORDS)) == RECORDS


async def test_records_and_committed_offsets_outlive_a_kill_of_apache_kafka(tmp_path: Path) -> None:
    if choose().kind == "embedded":
        pytest.skip("needs Apache Kafka: the embedded broker forgets on restart")
    broker = new_broker(tmp_path)
    broker.start()
    try:
        await make_topic(broker, "records")
        await produce(broker, "records", RECORDS)
        assert await consume(broker, "records", len(RECORDS)) == RECORDS
        await produce(broker, "records", [b"after the commit"])

        broker.kill()
        broker.start()

        assert await consume(broker, "records", 1) == [b"after the commit"]
    finally:
        broker.stop()


def test_a_broker_on_a_taken_port_says_so_in_one_line(own_broker: Broker, tmp_path: Path) -> None:
    port = int(own_broker.bootstrap[0].rpartition(":")[2])
    other = tmp_path / "other"
    second: Broker = EmbeddedBroker(other, port) if own_broker.is_embedded else new_broker(other, port)
    with pytest.raises(ServerDidNotStart) as raised:
        second.start()
    assert "\n" not in str(raised.value)
    assert second.name in str(raised.value)


async def test_the_brokers_of_the_session_are_apart_from_each_test(
    kafka: Broker, topic_prefix: str, mongo: MongoServer, database_prefix: str
) -> None:
    await make_topic(kafka, f"{topic_prefix}records")
    await produce(kafka, f"{topic_prefix}records", [b"one"])
    assert await consume(kafka, f"{topic_prefix}records", 1) == [b"one"]
    with connected(mongo) as client:
        assert not [name for name in client.list_database_names() if name.startswith(database_prefix)]


def connected(server: MongoServer) -> MongoClient[dict[str, Any]]:
    return MongoClient(server.uri, serverSelectionTimeoutMS=10_000)


def test_what_mongod_acknowledged_with_majority_outlives_a_kill(tmp_path: Path) -> None:
    with MongoServer(tmp_path) as server:
        majority = WriteConcern(w="majority", j=True)
        with connected(server) as client:
            rows = client.trial.get_collection("rows", write_concern=majority)
            for number in range(50):
                rows.insert_one({"_id": number})

            server.kill()
            server.start()

            assert sorted(row["_id"] for row in rows.find()) == list(range(50))


def test_mongod_runs_transactions_and_goes_on_under_another_port(tmp_path: Path) -> None:
    with MongoServer(tmp_path) as server, connected(server) as client:
        first_port = server.port
        with client.start_session() as session, session.start_transaction():
            client.trial.rows.insert_one({"_id": "kept"}, session=session)

    with MongoServer(tmp_path) as again, connected(again) as client:
        assert again.port != first_port
        assert client.trial.rows.find_one({"_id": "kept"}) == {"_id": "kept"}
        client.trial.rows.insert_one({"_id": "written after the move"})

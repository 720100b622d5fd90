import pytest

from support import brokers
from support.brokers import Choice, NoRealKafka
from support.kafka_jars import ApacheKafkaUnavailable, KafkaJars, find_java


def no_kafka() -> KafkaJars:
    raise ApacheKafkaUnavailable("no java on PATH")


def no_image(wanted_version: str) -> None:
    return None


def choose() -> Choice:
    return brokers.choose.__wrapped__()


@pytest.fixture(autouse=True)
def developer_without_docker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv(brokers.VARIABLE, raising=False)
    monkeypatch.setattr(brokers, "kafka_image", no_image)


def test_docker_comes_first_where_the_engine_has_the_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "kafka_image", lambda wanted_version: f"apache/kafka:{wanted_version}")
    assert choose().kind == "docker"


def test_without_java_the_embedded_broker_serves_and_the_header_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "bring_kafka", no_kafka)
    choice = choose()
    assert choice.kind == "embedded"
    assert "no java on PATH" in str(choice)


@pytest.mark.parametrize("forced", ["", "embedded"])
def test_ci_never_runs_on_the_embedded_broker(forced: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "bring_kafka", no_kafka)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv(brokers.VARIABLE, forced)
    with pytest.raises(NoRealKafka, match="CI runs on Apache Kafka only"):
        choose()


@pytest.mark.parametrize("forced", ["docker", "apache"])
def test_a_forced_broker_that_is_not_there_is_never_replaced(forced: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brokers, "bring_kafka", no_kafka)
    monkeypatch.setenv(brokers.VARIABLE, forced)
    with pytest.raises(NoRealKafka):
        choose()


def test_an_unknown_broker_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(brokers.VARIABLE, "rabbit")
    with pytest.raises(NoRealKafka, match="neither docker, apache nor embedded"):
        choose()


def test_a_machine_without_java_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ApacheKafkaUnavailable, match="install Java 17 or newer"):
        find_java()

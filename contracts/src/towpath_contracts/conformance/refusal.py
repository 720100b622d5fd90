"""What cannot be done is said in one line, with the exit code 2."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from aiokafka.errors import KafkaError

from towpath_contracts.conformance.topics import TopicsMissing
from towpath_contracts.topics import NoSuchTopic

BROKEN, UNUSABLE = 1, 2


def refuse(words: str) -> NoReturn:
    """Say in one line what to mend, and end with code 2."""
    print(f"towpath-conformance: {words}", file=sys.stderr)
    raise typer.Exit(UNUSABLE)


@contextmanager
def refusing(kafka: str) -> Iterator[None]:
    """Refuse, in place of what is raised where topics are missing, Kafka is away or a file cannot be used."""
    try:
        yield
    except (NoSuchTopic, TopicsMissing) as error:
        refuse(str(error))
    except (KafkaError, TimeoutError) as error:
        refuse(f"no Kafka at {kafka} that can be used ({type(error).__name__}): is it running, is --security right?")
    except OSError as error:
        refuse(f"{error.filename or kafka}: {error.strerror or 'cannot be used'}")

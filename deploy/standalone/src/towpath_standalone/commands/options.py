"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from towpath_standalone.platform.folder import DEFAULT, PlatformFolder, Whereabouts
from towpath_standalone.refusal import CannotGoOn

Home = Annotated[
    Path, typer.Option("--data", envvar="TOWPATH_DATA", help="The folder that holds everything.", show_default=True)
]
Kafka = Annotated[
    str | None, typer.Option("--kafka", help="Use this Kafka (host:port,…) in place of the embedded one.")
]
Mongo = Annotated[str | None, typer.Option("--mongo", help="Use this MongoDB replica set in place of our own mongod.")]
TopicPrefix = Annotated[
    str, typer.Option("--topic-prefix", envvar="TOWPATH_TOPIC_PREFIX", help="What the names of our topics begin with.")
]
DatabasePrefix = Annotated[
    str,
    typer.Option(
        "--database-prefix", envvar="TOWPATH_DATABASE_PREFIX", help="What the names of our databases begin with."
    ),
]

__all__ = ["DEFAULT", "DatabasePrefix", "Home", "Kafka", "Mongo", "TopicPrefix", "running_on"]


def running_on(home: Path) -> Whereabouts:
    """Return where the platform of this folder listens; raises CannotGoOn where none runs."""
    folder = PlatformFolder(home)
    whereabouts = folder.whereabouts() if folder.is_held() else None
    if whereabouts is None:
        raise CannotGoOn(
            f"no platform runs on {folder.path}: start one with `towpath up`, or name its folder with --data"
        )
    return whereabouts

"""``towpath export``: write the listings of the directory to a file that another directory takes in."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import typer

from towpath_standalone.commands.options import DEFAULT, Home, running_on
from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.voice import Voice

PATH = "/directory/v1/exports/services"
SILENT_SECONDS = 120.0


class Form(StrEnum):
    """The forms of an export: one service per line with nothing lost, or the simple table."""

    NDJSON = "ndjson"
    CSV = "csv"


File = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; what is there is replaced at the end.")]
Shape = Annotated[
    Form | None, typer.Option("--format", help="ndjson (nothing is lost) or csv; by default from the name of the file.")
]
Publisher = Annotated[str | None, typer.Option("--publisher", help="The listings of one publisher, by its code.")]


def export(file: File, form: Shape = None, publisher: Publisher = None, home: Home = DEFAULT) -> None:
    """Write the listings of the directory to a file; of a confidential place, that there is one."""
    chosen = form or (Form.CSV if file.suffix.lower() == ".csv" else Form.NDJSON)
    door = running_on(home).door
    size = asyncio.run(_export(f"{door}{PATH}.{chosen.value}", publisher, file))
    Voice().done("exported", f"{size} bytes to {file}")


async def _export(address: str, publisher: str | None, file: Path) -> int:
    """Write what an address answers, and put it in place once it is whole: half an export looks like a small one."""
    part = file.with_name(f"{file.name}.part")
    size = 0
    try:
        with part.open("wb") as written:
            async with (
                httpx.AsyncClient(timeout=SILENT_SECONDS, trust_env=False) as client,
                client.stream("GET", address, params={"publisher": publisher} if publisher else {}) as answer,
            ):
                if answer.is_error:
                    raise CannotGoOn(f"the directory refused the export with status {answer.status_code}")
                async for chunk in answer.aiter_bytes():
                    size += written.write(chunk)
        part.replace(file)
    except httpx.HTTPError:
        raise CannotGoOn("the directory broke the export off: ask again") from None
    except OSError as error:
        raise CannotGoOn(f"{file}: {(error.strerror or 'it cannot be written').lower()}") from None
    finally:
        part.unlink(missing_ok=True)
    return size

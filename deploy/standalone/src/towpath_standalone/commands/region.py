"""``towpath region``: write the generated region to files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from towpath_standalone.refusal import CannotGoOn
from towpath_standalone.region import export, make_region
from towpath_standalone.voice import Voice


def region(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")],
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same region.")] = 1,
    people: Annotated[int, typer.Option("--people", help="How many people.", min=1, max=5000)] = 200,
) -> None:
    """Write a generated region: a feed of services, partners, surgeries, teams and people."""
    made = make_region(seed, people)
    try:
        written = export(made, out)
    except OSError as error:
        why = (error.strerror or "it cannot be written").lower()
        raise CannotGoOn(f"{out}: {why}; choose another folder with --out") from None
    voice = Voice()
    voice.done(
        "region",
        f"seed {seed}: {len(made.services)} services of {len(made.partners)} organisations, "
        f"{len(made.surgeries)} surgeries, {len(made.people)} people",
    )
    for path in written:
        voice.plain(f"  {path}")

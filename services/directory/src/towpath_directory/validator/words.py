"""What is said of each fault. The sentences are data, in words.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from towpath_directory.validator.finding import SEVERITIES, Fault, Finding, Level, Weight


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a code means: who asks for it, what is wrong and what to mend."""

    weight: Weight
    wrong: str
    mend: str


@cache
def sentences() -> Mapping[str, Sentence]:
    """Return the sentences by code."""
    table = tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
    return {code: Sentence(Weight(one["weight"]), one["wrong"], one["mend"]) for code, one in table.items()}


def told(fault: Fault, level: Level, endpoint: str) -> Finding:
    """Return a fault as it is told of an endpoint of a level."""
    sentence = sentences()[fault.code]
    return Finding(
        code=fault.code,
        weight=sentence.weight,
        severity=SEVERITIES[level, sentence.weight],
        endpoint=endpoint,
        path=fault.path,
        wrong=sentence.wrong.format_map(fault.words),
        mend=sentence.mend.format_map(fault.words),
    )

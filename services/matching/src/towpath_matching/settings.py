"""The settings of matching, beside those that every service has."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, field_validator

from towpath_matching.policy import load
from towpath_runtime.settings import RuntimeSettings


class MatchingSettings(RuntimeSettings):
    """``TOWPATH_MATCHING_POLICY`` names a TOML file; without it the policy is the package's own, ``default-1``.

    ``TOWPATH_MATCHING_SHADOW`` names a shadow: this process then runs beside the real one, in a group of its own, and
    answers on the shadow's topic.
    """

    matching_policy: Path | None = None
    matching_shadow: Annotated[str | None, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = None

    @field_validator("matching_policy")
    @classmethod
    def _is_a_policy(cls, file: Path | None) -> Path | None:
        if file is not None:
            load(file)
        return file

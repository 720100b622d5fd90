"""The settings of matching, beside those that every service has."""

from pathlib import Path

from pydantic import field_validator

from towpath_matching.policy import load
from towpath_runtime.settings import RuntimeSettings


class MatchingSettings(RuntimeSettings):
    """``TOWPATH_MATCHING_POLICY`` names a TOML file; without it the policy is the package's own, ``default-1``."""

    matching_policy: Path | None = None

    @field_validator("matching_policy")
    @classmethod
    def _is_a_policy(cls, file: Path | None) -> Path | None:
        if file is not None:
            load(file)
        return file

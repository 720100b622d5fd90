"""The settings of follow-up, beside those that every service has."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from towpath_followup.policy import read_policy
from towpath_runtime.settings import RuntimeSettings


class FollowupSettings(RuntimeSettings):
    """Environment variables ``TOWPATH_FOLLOWUP_POLICY`` and so on; times in seconds."""

    followup_policy: Path | None = None
    followup_bank_holidays: Literal["ENG", "WLS", "SCT", "NIR"] = "ENG"
    followup_tick: Annotated[float, Field(gt=0, le=3600)] = 1.0
    followup_lease: Annotated[float, Field(ge=1, le=3600)] = 30.0
    followup_claim: Annotated[int, Field(ge=1, le=5000)] = 500

    @field_validator("followup_policy")
    @classmethod
    def _is_a_policy(cls, file: Path | None) -> Path | None:
        if file is not None:
            read_policy(file)
        return file

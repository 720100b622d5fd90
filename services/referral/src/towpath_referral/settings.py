"""The settings of the referral service, beside those that every service has."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from towpath_contracts.codes import Step
from towpath_referral.decide import Rhythm
from towpath_runtime.settings import RuntimeSettings

MASTER_KEY_BYTES = 96


class ReferralSettings(RuntimeSettings):
    """``master_key_file`` holds 96 random bytes that wrap every person's data key: lose it and every person is lost.

    In development it is made where it is missing. ``next_step_days``: working days per step, for those that differ from
    the defaults. ``nation``: whose bank holidays count (ISO 3166-2:GB). ``gap_tick``: seconds between two looks for
    gaps that were answered.
    """

    master_key_file: Annotated[Path, Field(validate_default=True)] = Path(".towpath/master.key")
    next_step_days: Mapping[Step, Annotated[int, Field(ge=0, le=365)]] = Field(default_factory=dict)
    nation: Literal["ENG", "WLS", "SCT", "NIR"] = "ENG"
    gap_tick: Annotated[float, Field(gt=0, le=3600)] = 1.0

    @field_validator("master_key_file")
    @classmethod
    def _key_is_there(cls, file: Path, given: ValidationInfo) -> Path:
        if given.data.get("mode") == "production" and not file.is_file():
            raise ValueError("name a file that holds the master key: production does not make one")
        if file.exists() and (not file.is_file() or file.stat().st_size != MASTER_KEY_BYTES):
            raise ValueError(f"the master key is a file of {MASTER_KEY_BYTES} random bytes")
        return file

    @property
    def rhythm(self) -> Rhythm:
        """How long each next step may take."""
        return Rhythm(days=self.next_step_days, nation=self.nation)

    def master_key(self) -> bytes:
        """Return the master key; make it where it is missing, which only development allows.

        Two processes that start at once get one key: a link is made whole or not at all.
        """
        if not self.master_key_file.exists():
            self.master_key_file.parent.mkdir(parents=True, exist_ok=True)
            draft = self.master_key_file.with_name(f"{self.master_key_file.name}.{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(os.urandom(MASTER_KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, self.master_key_file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return self.master_key_file.read_bytes()

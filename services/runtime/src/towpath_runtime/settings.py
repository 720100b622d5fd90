"""The settings that every service has. Environment variables with the prefix ``TOWPATH_``."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class RuntimeSettings(BaseSettings):
    """One class per service derives from this. A wrong value refuses the start, one line per setting.

    Times are in seconds, sizes in bytes. ``organisation`` is this deployment's own id, the first half of every event's
    source.
    """

    model_config = SettingsConfigDict(env_prefix="TOWPATH_", frozen=True, hide_input_in_errors=True)

    mode: Literal["development", "production"] = "development"
    organisation: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")] = "towpath"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    mongo_uri: Annotated[str, Field(pattern=r"^mongodb(\+srv)?://")] = "mongodb://127.0.0.1:27017/?replicaSet=towpath"
    database_prefix: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,30}$")] = "towpath_"
    kafka: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)] = ("127.0.0.1:9092",)
    kafka_idempotent: bool = True
    topic_prefix: Annotated[str, Field(pattern=r"^[a-zA-Z0-9._-]{0,40}$")] = "towpath."
    create_topics: bool = True
    replication: Annotated[int, Field(ge=1, le=9)] = 1
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    clock_file: Path | None = None
    faults_dir: Path | None = None
    otlp_endpoint: str | None = None
    batch: Annotated[int, Field(ge=1, le=5000)] = 500
    body_limit: Annotated[int, Field(ge=1024)] = 1_048_576
    retention_days: Annotated[int, Field(ge=1)] = 30
    away_answer: Annotated[float, Field(gt=0)] = 5.0
    stop_within: Annotated[float, Field(gt=0)] = 15.0
    lease: Annotated[float, Field(ge=1)] = 10.0
    group_session: Annotated[float, Field(ge=1)] = 10.0

    @field_validator("kafka", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _no_test_hooks_in_production(self) -> Self:
        if self.mode == "production":
            set_here = [name for name in ("clock_file", "faults_dir") if getattr(self, name) is not None]
            if set_here:
                names = " and ".join(f"TOWPATH_{name.upper()}" for name in set_here)
                raise ValueError(f"{names} is for development: unset it in production")
        return self

"""The follow-up policy of a partnership: data, validated, versioned."""

import tomllib
from datetime import time
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from towpath_contracts.codes import Code, TimerKind

WorkingDayCount = Annotated[int, Field(ge=1, le=260)]
"""Working days; 260 is about a year."""


class PolicyInvalid(ValueError):
    """The policy file is not one. The message has one line per fault and quotes nothing."""


class Section(BaseModel):
    """A table of the policy. A key too many is a fault: a misspelt one would be a wait that nobody meant."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Hours(Section):
    """Local times of day: contacts fall due when offices open, deadlines end when they close."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError("opens must come before closes")
        return self


class Attempts(Section):
    """How often a contact is tried, how far apart, and how long after it was due it counts as missed."""

    attempts: Annotated[int, Field(ge=1, le=20)]
    spacing_working_days: WorkingDayCount
    missed_after_working_days: WorkingDayCount


class FirstContact(Attempts):
    """The first contact after a referral was accepted."""

    working_days: WorkingDayCount


class CheckIn(Attempts):
    """The check-ins after a connection started; further rounds follow while it goes well."""

    working_days: WorkingDayCount
    rounds: Annotated[int, Field(ge=1, le=52)]


class ProviderReply(Section):
    """How long an organisation has for its answer."""

    working_days: WorkingDayCount


class Policy(Section):
    """Everything that a partnership may want to change about its follow-up."""

    name: Code
    version: Annotated[int, Field(ge=1)]
    hours: Hours
    first_contact: FirstContact
    check_in: CheckIn
    review: Attempts
    provider_reply: ProviderReply

    def attempts_of(self, kind: str) -> Attempts:
        """Return how a kind of contact is tried."""
        match kind:
            case TimerKind.FIRST_CONTACT:
                return self.first_contact
            case TimerKind.CHECK_IN:
                return self.check_in
            case _:
                return self.review


def read_policy(file: Path | None = None) -> Policy:
    """Read a policy file, or the one that comes with the package. Raises PolicyInvalid."""
    source = files("towpath_followup") / "policy.toml" if file is None else file
    try:
        return Policy.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except OSError:
        raise PolicyInvalid("the policy file cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise PolicyInvalid("the policy file is not TOML") from None
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        lines = [f"{'.'.join(map(str, fault['loc'])) or 'policy'}: {fault['msg']}" for fault in faults]
        raise PolicyInvalid("\n".join(lines)) from None

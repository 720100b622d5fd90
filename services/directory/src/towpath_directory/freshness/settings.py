"""The settings of freshness: the policy, the links, and how letters leave the house."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from towpath_directory.freshness.address import FORM
from towpath_directory.freshness.letters import Templates, letters_in
from towpath_directory.freshness.letters import shipped as shipped_letters
from towpath_directory.freshness.policy import Policy, read, shipped
from towpath_directory.freshness.post import Folder, MailServer, Post
from towpath_directory.links.keys import LinkKeys, fault_of
from towpath_runtime.settings import RuntimeSettings


class FreshnessSettings(RuntimeSettings):
    """``freshness_policy`` and ``freshness_letters`` are TOML files in place of those that come with the directory.

    ``review_tick`` in seconds, ``review_batch`` listings that are looked at in one, ``prompts_a_day`` letters within 24
    hours at most: the others wait. ``link_key_file`` signs links and ``link_key_before`` still opens them;
    ``public_url`` is where people reach this deployment. Letters go to ``smtp_host``, else into ``mail_folder``, else
    nobody is written to and curators see to every listing.
    """

    freshness_policy: Path | None = None
    freshness_letters: Path | None = None
    review_tick: Annotated[float, Field(gt=0, le=3600)] = 2.0
    review_batch: Annotated[int, Field(ge=1, le=1000)] = 100
    prompts_a_day: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s?#]+$", validate_default=True)] = "http://127.0.0.1:8080"
    link_key_file: Annotated[Path, Field(validate_default=True)] = Path(".towpath/link.key")
    link_key_before: Path | None = None
    mail_folder: Path | None = None
    mail_from: str = "directory@localhost.invalid"
    smtp_host: str | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_ca_file: Path | None = None
    smtp_user: str | None = None
    smtp_password_file: Path | None = None
    smtp_seconds: Annotated[float, Field(gt=0, le=300)] = 20.0

    @field_validator("freshness_policy")
    @classmethod
    def _policy_can_be_read(cls, file: Path | None) -> Path | None:
        if file is not None:
            policy_in(file)
        return file

    @field_validator("freshness_letters")
    @classmethod
    def _letters_can_be_read(cls, file: Path | None) -> Path | None:
        if file is not None:
            letters_in(file)
        return file

    @field_validator("link_key_file", "link_key_before")
    @classmethod
    def _keys_are_there(cls, file: Path | None, given: ValidationInfo) -> Path | None:
        if file is None:
            return None
        made = given.data.get("mode") != "production" and given.field_name == "link_key_file"
        if not file.exists() and made:
            return file
        fault = fault_of(file) if file.exists() else "name a file that holds the key: production does not make one"
        if fault is not None:
            raise ValueError(fault)
        return file

    @field_validator("mail_from")
    @classmethod
    def _can_be_answered(cls, address: str) -> str:
        if not FORM.fullmatch(address):
            raise ValueError("an e-mail address")
        return address

    @model_validator(mode="after")
    def _production_keeps_its_secrets(self) -> Self:
        if self.smtp_user is not None and (self.smtp_password_file is None or not self.smtp_password_file.is_file()):
            raise ValueError("TOWPATH_SMTP_PASSWORD_FILE has to name a file where TOWPATH_SMTP_USER is set")
        if self.mode == "production":
            if self.smtp_host is not None and self.smtp_tls == "none":
                raise ValueError(
                    "TOWPATH_SMTP_TLS=none is for development: a letter holds a link that speaks for people"
                )
            if self.smtp_host is not None and self.mail_from.endswith(".invalid"):
                raise ValueError("TOWPATH_MAIL_FROM is the address that organisations answer to: set it in production")
            if not self.public_url.startswith("https://"):
                raise ValueError("TOWPATH_PUBLIC_URL begins with https:// in production: links speak for their readers")
        return self

    def policy(self) -> Policy:
        """Return the policy in force. Raises ValueError, which the settings have ruled out at the start."""
        return shipped() if self.freshness_policy is None else policy_in(self.freshness_policy)

    def letters(self) -> Templates:
        """Return the letters to organisations. Raises as ``policy``."""
        return shipped_letters() if self.freshness_letters is None else letters_in(self.freshness_letters)

    def post(self) -> Post | None:
        """Return how letters leave the house, None where they do not."""
        if self.smtp_host is not None:
            secret = self.smtp_password_file
            place = (self.smtp_host, self.smtp_port, self.smtp_tls, self.smtp_seconds, self.smtp_ca_file)
            return MailServer(*place, self.smtp_user, secret)
        return None if self.mail_folder is None else Folder(self.mail_folder)

    def link_keys(self) -> LinkKeys:
        """Return the keys of links."""
        return LinkKeys(self.link_key_file, self.link_key_before, makes=self.mode != "production")


def policy_in(file: Path) -> Policy:
    """Read a policy from a file. Raises ValueError with what to mend, and nothing of its text."""
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise ValueError("the file of the policy cannot be read") from None
    return read(text)

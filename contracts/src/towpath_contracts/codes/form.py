"""What a code looks like on the wire."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

CODE_FORM = r"^[a-z0-9][a-z0-9-]{0,63}$"


def extensible(known: type[StrEnum]) -> Any:
    """Return the metadata of a string field whose known values are the members of ``known``.

    The JSON Schema names them under ``x-extensible-enum`` (Zalando RESTful API guidelines, rule 112).
    """
    return Field(json_schema_extra={"x-extensible-enum": [member.value for member in known]})


Code = Annotated[str, StringConstraints(pattern=CODE_FORM)]
StandardWord = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z _-]{0,63}$")]
"""A value of a list that Open Referral UK names, spelled as it spells it; such lists are extensible too."""

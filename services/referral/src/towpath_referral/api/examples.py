"""What requests look like, for who reads the OpenAPI. The numbers are set aside for examples (NHS Digital, Ofcom)."""

from typing import Any

from pydantic import ConfigDict

REFERRAL: dict[str, Any] = {
    "person": {
        "given_name": "Ada",
        "family_name": "Example",
        "date_of_birth": "1951-04-02",
        "nhs_number": "9990000018",
        "postcode": "L8 5AA",
        "phone": "0151 496 0123",
        "languages": ["en"],
        "access_needs": ["step-free"],
        "contact": {"prefers": "phone", "never": ["letter"], "words": "After ten in the morning"},
    },
    "referrer": {"organisation": "rivermead-surgery", "kind": "gp"},
    "urgency": "routine",
    "reasons": ["loneliness"],
    "words": "Has not been out since her sister moved away.",
    "team": "canal-side-team",
}
ASSESSMENT: dict[str, Any] = {
    "needs": [{"code": "walking", "priority": 1}, {"code": "social-groups", "priority": 2}],
    "circumstances": ["lives-alone"],
    "preferences": {"days": ["tu", "th"], "times": ["morning"], "max_km": 5, "setting": "group"},
    "words": "To be out among people again.",
}
CONNECTION: dict[str, Any] = {
    "service": "0192f0c1-5a7e-7c3b-9f65-0d2f6f1b8a10",
    "organisation": "tuesday-walkers",
    "needs": ["walking"],
    "supported_introduction": True,
    "share_contact": True,
}


def example(body: dict[str, Any]) -> ConfigDict:
    """Return the setting that shows ``body`` as the example of a model."""
    return ConfigDict(json_schema_extra={"examples": [body]})

"""What the service says of itself."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from towpath_referral.api.bodies import Assessment, NewConnection, Referral
from towpath_referral.app import build
from towpath_referral.settings import ReferralSettings


@pytest.mark.parametrize("body", [Referral, Assessment, NewConnection])
def test_examples_are_taken_as_they_stand(body: type[BaseModel]) -> None:
    (example,) = body.model_json_schema()["examples"]
    assert body.model_validate(example).model_dump(mode="json", exclude_unset=True).keys() == example.keys()


def test_every_route_says_what_it_is_for_and_how_it_refuses(tmp_path: Path) -> None:
    app = build(ReferralSettings(master_key_file=tmp_path / "key"))
    paths: dict[str, dict[str, Any]] = app.openapi()["paths"]
    own = [
        (path, method, route)
        for path, methods in paths.items()
        if path.startswith(("/referral/v1/referrals", "/referral/v1/partners", "/referral/v1/counts"))
        for method, route in methods.items()
    ]
    assert len(own) > 20
    for path, method, route in own:
        assert route.get("description"), (path, method)
        assert {"404", "409", "422", "503"} <= route["responses"].keys(), (path, method)

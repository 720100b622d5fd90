from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from towpath_runtime.ids import NAMESPACE, derive, new_id


@given(st.text(), st.text())
def test_a_derived_id_is_the_uuid_of_its_cause_and_name(cause: str, name: str) -> None:
    assert derive(cause, name) == str(uuid.uuid5(NAMESPACE, f"{cause}/{name}"))


def test_a_new_id_says_its_version_and_sorts_by_time() -> None:
    ids = [uuid.UUID(new_id()) for _ in range(100)]
    assert {(one.version, one.variant) for one in ids} == {(7, uuid.RFC_4122)}
    assert len(set(ids)) == 100
    milliseconds = [one.int >> 80 for one in ids]
    assert milliseconds == sorted(milliseconds)

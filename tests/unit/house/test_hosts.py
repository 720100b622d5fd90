import re

import pytest

from support.sources import repository_files, text_of

# Written in pieces, so that this file does not find itself.
REGISTRIES = "|".join(
    (
        "py" + r"pi\.org",
        "python" + r"hosted\.org",
        "npm" + r"js\.(?:org|com)",
        r"repo1?\.maven\." + "apache",
        "mvn" + "repository",
    )
)
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:" + "root|work|home/" + r"[a-z]\w*|Users/\w+)" + r"/[\w.]"),
    "the host of a registry": re.compile(rf"(?<![\w-])(?:{REGISTRIES})", re.IGNORECASE),
    "a key": re.compile("-----BEGIN " + "[A-Z ]*PRIVATE KEY"),
}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("open('/ro" + "ot/x')", "a path of one machine"),
        ("cd /ho" + "me/ada/towpath", "a path of one machine"),
        ("--index-url https://py" + "pi.org/simple", "the host of a registry"),
    ],
)
def test_what_may_not_be_in_a_file_is_found(text: str, what: str) -> None:
    assert FORBIDDEN[what].search(text)


def test_paths_inside_the_project_are_no_paths_of_a_machine() -> None:
    inside = "deploy/wo" + "rk/notes and ./ro" + "ot/x and https://a.example/wo" + "rk/x"
    assert not FORBIDDEN["a path of one machine"].search(inside)


def test_no_file_names_a_machine_a_registry_or_holds_a_key() -> None:
    wrong = [
        f"{path}:{number}: {what}"
        for path in repository_files()
        for number, line in enumerate((text_of(path) or "").splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]
    assert not wrong, "\n".join(wrong)

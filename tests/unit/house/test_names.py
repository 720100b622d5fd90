import ast

from support.house.names import empty_words, names_with_empty_words, path_with_empty_words
from support.sources import files_under, repository_files, tree_of

REQUIRED_BY_OTHERS = {
    "tests/support/mail_server.py: handle_DATA": "the hook of aiosmtpd for the command of SMTP",
    "services/followup/src/towpath_followup/measures.py: SWEMWBS_ITEMS": "the term for a question of a questionnaire",
    "services/followup/src/towpath_followup/measures.py: UCLA3_ITEMS": "the term for a question of a questionnaire",
}
"""``path: name`` of what a standard or a library wants called so, with the reason."""


def test_a_banned_word_is_found_in_every_spelling_and_not_inside_another_word() -> None:
    assert empty_words("ReferralManager") == {"manager"}
    assert empty_words("user_info") == {"info"}
    assert empty_words("HTTPData") == {"data"}
    assert not empty_words("metadata")
    assert not empty_words("information")


def test_names_count_where_they_are_given_not_where_they_are_used() -> None:
    source = "def load(data):\n    for item in pairs.items():\n        keep(item)\ndef test_all_items(): ...\n"
    assert sorted(names_with_empty_words(ast.parse(source))) == [(1, "data"), (2, "item")]


def test_no_name_is_made_of_a_word_that_says_nothing() -> None:
    found = {
        f"{path}: {name}": line
        for path in files_under(suffix=".py")
        for line, name in names_with_empty_words(tree_of(path))
    }
    wrong = [f"{place} (line {line})" for place, line in found.items() if place not in REQUIRED_BY_OTHERS]
    assert not wrong, "\n".join(wrong)
    assert not set(REQUIRED_BY_OTHERS) - set(found), "exceptions that nothing needs any more"


def test_no_file_or_folder_is_named_after_such_a_word() -> None:
    wrong = [path for path in repository_files() if path_with_empty_words(path)]
    assert not wrong, "\n".join(wrong)

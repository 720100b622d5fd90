import statistics

from support.sources import files_under, text_of

LONGEST = 300
MEDIAN = 100
READ_BY_PEOPLE = (".py", ".sh", ".html", ".css", ".js", ".md")
LONGER_FOR_A_REASON: dict[str, str] = {"contracts/catalogue.html": "one page of all events, made from the models"}
"""Files above the limit, each with the reason why it is one file."""


def lines(path: str) -> int:
    return len((text_of(path) or "").splitlines())


def test_no_file_is_longer_than_one_can_read() -> None:
    long = {path: lines(path) for path in files_under() if path.endswith(READ_BY_PEOPLE) and lines(path) > LONGEST}
    wrong = [f"{path}: {count} lines" for path, count in long.items() if path not in LONGER_FOR_A_REASON]
    assert not wrong, "\n".join(wrong)
    assert not set(LONGER_FOR_A_REASON) - set(long), "exceptions that nothing needs any more"


def test_the_median_source_file_is_short() -> None:
    counts = [lines(path) for path in files_under("contracts", "services", "deploy", suffix=".py") if lines(path)]
    assert statistics.median(counts) < MEDIAN

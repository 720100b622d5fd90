from pathlib import Path

from support.house.links import anchors, broken_links
from support.sources import REPOSITORY, files_under


def test_a_link_to_a_missing_file_or_heading_is_found(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# One heading\n\n## One heading\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](there.md#one-heading-1) [c](missing.md) [d](there.md#none) [e](#nowhere)\n"
        "[f](https://example.org/missing) `[g](code.md)`\n\n[h]: gone.md\n\n```\n[i](fenced.md)\n```\n"
    )
    assert list(broken_links(page)) == ["missing.md", "there.md#none", "#nowhere", "gone.md"]


def test_headings_make_anchors_as_on_github() -> None:
    assert anchors("# What it *owns*, reads\n## `make demo`\n") == {"what-it-owns-reads", "make-demo"}


def test_every_link_in_the_docs_resolves() -> None:
    wrong = [f"{path}: {target}" for path in files_under(suffix=".md") for target in broken_links(REPOSITORY / path)]
    assert not wrong, "\n".join(wrong)

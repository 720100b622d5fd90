"""A sheet of paper with words and tables, in plain text or as a page: what is on it is said once."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from textwrap import wrap

WIDE = 100

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem}caption{text-align:left;"
    "padding:.25rem 0}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #767676}"
    "td.n,th.n{text-align:right;white-space:nowrap}code{font-size:.85em;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading; ``lead`` says what it shows, or that there is nothing to show."""

    heading: str
    lead: str
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str | int]] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title, some lines, and tables."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table] = field(default_factory=tuple)

    def text(self) -> str:
        """Return it as plain text, at most about a hundred characters wide."""
        parts = [self.title, "=" * len(self.title), *self.lines]
        for table in self.tables:
            parts += ["", table.heading, "-" * len(table.heading), *_wrapped(table.lead, WIDE)]
            for row in table.rows:
                parts += _entry(row)
        return "\n".join(parts) + "\n"

    def page(self) -> str:
        """Return it as a page of HTML that needs nothing from elsewhere."""
        body = [f"<h1>{html.escape(self.title)}</h1>", *(f"<p>{html.escape(line)}</p>" for line in self.lines)]
        for table in self.tables:
            body.append(f"<h2>{html.escape(table.heading)}</h2>")
            if not table.rows:
                body.append(f"<p>{html.escape(table.lead)}</p>")
                continue
            head = "".join(f'<th scope="col"{_kind(cell)}>{html.escape(name)}</th>' for name, cell in _heads(table))
            rows = "".join(
                "<tr>" + "".join(f"<td{_kind(cell)}>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
                for row in table.rows
            )
            caption = f"<caption>{html.escape(table.lead)}</caption>"
            body.append(f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
        return (
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
            f"<title>{html.escape(self.title)}</title><style>{STYLE}</style></head>\n<body><main>\n"
            + "\n".join(body)
            + "\n</main></body></html>\n"
        )


def _entry(row: Sequence[str | int]) -> list[str]:
    """Return a row as a line that begins with its number, and what else it says below it."""
    number, first, *more = [str(cell) for cell in row]
    lines = _wrapped(first, WIDE - 8) or [""]
    below = [line for cell in more if cell for line in _wrapped(cell, WIDE - 8)]
    return [f"{number:>6}  {lines[0]}", *(f"        {line}" for line in (*lines[1:], *below))]


def _wrapped(words: str, width: int) -> list[str]:
    return wrap(words, width, break_on_hyphens=False, break_long_words=False)


def _heads(table: Table) -> list[tuple[str, str | int]]:
    return list(zip(table.columns, table.rows[0], strict=True))


def _kind(cell: str | int) -> str:
    return ' class="n"' if isinstance(cell, int) else ""

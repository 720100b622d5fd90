"""The tables of the catalogue."""

from collections.abc import Sequence
from html import escape

from towpath_contracts.event import Event
from towpath_contracts.published.fields import Field, fields_of
from towpath_contracts.states import BEGINNING, Machine


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], style: str = "plain") -> str:
    """Return a table of cells that are HTML; the first of a row names it."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join(
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>" for row in rows
    )
    return (
        f'<div class="wide"><table class="{style}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>'
        "</div>"
    )


def fields(event: type[Event]) -> str:
    """Return the table of an event's fields, empty where it has none."""
    found = fields_of(event)
    return table(("Field", "Form", "Needed", "Meaning"), [_row(field) for field in found], "fields") if found else ""


def names(event: type[Event]) -> list[str]:
    """Return what a reader may look for: the fields of an event and the values known of them."""
    return [word for field in fields_of(event) for word in (field.path, *field.known)]


def _row(field: Field) -> tuple[str, ...]:
    needed = '<span class="needed">yes</span>' if field.needed else "no"
    codes = " ".join(f"<code>{escape(value)}</code>" for value in field.known)
    known = f'<span class="known">known: {codes}</span>' if codes else ""
    default = f'<span class="known">absent means <code>{escape(field.default)}</code></span>' if field.default else ""
    path = escape(field.path).replace(".", ".<wbr>")
    return f"<code>{path}</code>", escape(field.form), needed, escape(field.meaning) + default + known


def states(machine: Machine) -> str:
    """Return the tables of a machine: what each state means, and each move in words for those who see no drawing."""
    meanings = [
        (f"<code>{state}</code>", escape(says), _stay(machine, state)) for state, says in machine.states.items()
    ]
    order = ["", *machine.states]
    moves = sorted(
        (move for move in machine.moves if move.before != move.after),
        key=lambda move: (order.index(move.before), order.index(move.after), move.event),
    )
    rows = [
        (
            "nothing yet" if move.before == BEGINNING else f"<code>{move.before}</code>",
            f"<code>{move.event}</code>",
            f"<code>{move.after}</code>",
        )
        for move in moves
    ]
    return (
        table(("State", "Meaning", "Said without leaving it"), meanings)
        + f"<details><summary>Every move of a {machine.name} as a table</summary>"
        + table(("From", "Event", "To"), rows)
        + "</details>"
    )


def _stay(machine: Machine, state: str) -> str:
    staying = sorted(move.event for move in machine.moves if move.before == move.after == state)
    return " ".join(f"<code>{event}</code>" for event in staying)

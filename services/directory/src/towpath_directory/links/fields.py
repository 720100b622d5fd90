"""The forms of the page: labels that belong to their fields, hints, and faults beside what is to be mended."""

from collections.abc import Mapping

from towpath_directory.links.forms import ROOM, Say
from towpath_directory.links.markup import Markup, tag, together

Words = Mapping[str, str]

CHANGED = ("times", "telephone", "email", "url", "cost", "description", "more")
LABELS = {
    "times": "Days and times",
    "telephone": "Telephone",
    "email": "E-mail of the service",
    "url": "Website",
    "cost": "What it costs",
    "description": "What it is",
    "more": "Anything else",
}
HINTS = {
    "times": "For example: Tuesdays 10am to 12, not in August",
    "cost": "For example: free, or £3 with tea",
    "description": "As people should read it in the directory",
    "more": "Please write about the service only, not about people",
}
LONG = frozenset(("times", "cost", "description", "more"))


def with_fault_list(faults: Words) -> Markup | None:
    """Return the list of what has to be mended, with links to where; None where nothing has."""
    if not faults:
        return None
    found = (tag("p", tag("a", words, href=f"#{name}")) for name, words in faults.items())
    return tag(
        "div",
        tag("h2", "Please mend this", id="mend"),
        *found,
        class_="notice wrong",
        role="alert",
        aria_labelledby="mend",
    )


def changed_form(seen: str, faults: Words, given: Words) -> Markup:
    """Return the form for what changed, closed until it is opened; open where something in it has to be mended."""
    rows = (_text(name, faults, given.get(name, "")) for name in CHANGED)
    return tag(
        "details",
        tag("summary", "Something changed"),
        tag("p", "Write what is different now, and leave the other boxes empty.", class_="hint"),
        tag(
            "form",
            _hidden("seen", seen),
            *rows,
            tag("button", "Send what changed", type="submit", name="say", value=Say.CHANGED.value),
            method="post",
        ),
        open=bool(set(faults) & set(CHANGED)),
    )


def room_form(once: str, faults: Words, given: Words) -> Markup:
    """Return the form for how much room there is; ``once`` tells a second sending from a repeated one."""
    choices = (
        tag(
            "div",
            tag(
                "input",
                type="radio",
                name="state",
                value=state,
                id="state" if not number else f"state-{number}",
                checked=given.get("state") == state,
            ),
            tag("label", words, for_="state" if not number else f"state-{number}"),
            class_="choice",
        )
        for number, (state, words) in enumerate(ROOM.items())
    )
    return tag(
        "form",
        _hidden("once", once),
        tag(
            "fieldset",
            tag("legend", "How much room is there now?"),
            _fault("state", faults),
            *choices,
            class_="faulty" if "state" in faults else None,
        ),
        _number("spaces", "How many places are free?", faults, given),
        _number("weeks", "How many weeks do people wait?", faults, given),
        tag(
            "button", "Tell us how much room you have", type="submit", name="say", value=Say.ROOM.value, class_="second"
        ),
        method="post",
    )


def closing_form(seen: str) -> Markup:
    """Return the button that says so."""
    return tag(
        "form",
        _hidden("seen", seen),
        tag("button", "Yes, it no longer runs", type="submit", name="say", value=Say.CLOSED.value, class_="ends"),
        method="post",
    )


def _text(name: str, faults: Words, text: str) -> Markup:
    described = " ".join(_described(name, faults)) or None
    box = (
        tag("textarea", text, id=name, name=name, rows="3", aria_describedby=described)
        if name in LONG
        else tag("input", type="text", id=name, name=name, value=text, aria_describedby=described)
    )
    return _row(name, LABELS[name], faults, box, HINTS.get(name))


def _number(name: str, label: str, faults: Words, given: Words) -> Markup:
    box = tag(
        "input",
        type="text",
        inputmode="numeric",
        id=name,
        name=name,
        value=given.get(name, ""),
        class_="short",
        aria_describedby=" ".join((f"{name}-hint", *_described(name, faults))),
    )
    return _row(name, label, faults, box, "If you know; in figures")


def _row(name: str, label: str, faults: Words, box: Markup, hint: str | None) -> Markup:
    return tag(
        "div",
        tag("label", label, for_=name),
        None if hint is None else tag("p", hint, id=f"{name}-hint", class_="hint"),
        _fault(name, faults),
        box,
        class_="faulty" if name in faults else None,
    )


def _described(name: str, faults: Words) -> list[str]:
    hint = [f"{name}-hint"] if name in HINTS else []
    return [*hint, f"{name}-fault"] if name in faults else hint


def _fault(name: str, faults: Words) -> Markup | None:
    if name not in faults:
        return None
    return tag("p", "Error: ", faults[name], id=f"{name}-fault", class_="fault")


def _hidden(name: str, value: str) -> Markup:
    return together(tag("input", type="hidden", name=name, value=value))

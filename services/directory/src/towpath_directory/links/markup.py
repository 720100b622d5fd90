"""HTML that is escaped by construction: what is not markup already is text."""

from html import escape

VOID = frozenset(("input", "meta", "link", "br", "hr"))


class Markup(str):
    """A piece of HTML. A plain string that goes into one is escaped; only `tag` and `together` make pieces."""

    __slots__ = ()


def tag(element: str, /, *inside: str | Markup | None, **attributes: str | bool | None) -> Markup:
    """Return an element. ``_`` ends an attribute's name for nothing, and is a hyphen within; None is left out."""
    said = "".join(_attribute(key, value) for key, value in attributes.items())
    opened = f"<{element}{said}>"
    return Markup(opened) if element in VOID else Markup(f"{opened}{together(*inside)}</{element}>")


def together(*inside: str | Markup | None) -> Markup:
    """Return pieces beside each other, with what is plain text escaped."""
    return Markup("".join(one if isinstance(one, Markup) else escape(one) for one in inside if one is not None))


def _attribute(key: str, value: str | bool | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is None or value is False:
        return ""
    return f" {name}" if value is True else f' {name}="{escape(value, quote=True)}"'

"""The frame of every page behind a link, and the headers that it is answered with."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi.responses import HTMLResponse

from towpath_directory.links.markup import Markup, tag, together

NEW_LINK = (
    "To get a new link, write or telephone to the people who run the directory, or wait for our next letter: they can"
    " make one for you at any time."
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be shown: ``status`` as in HTTP, ``wrong`` where something has to be mended in a form."""

    title: str
    inside: Markup
    status: int = 200
    wrong: bool = False


def answer(page: Page) -> HTMLResponse:
    """Return a page as it is sent. Nobody keeps it, frames it or hears from where its reader came; no script runs."""
    return HTMLResponse(document(page), page.status, headers(page))


def document(page: Page) -> str:
    """Return the whole HTML."""
    title = f"Error: {page.title}" if page.wrong else page.title
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("title", f"{title} – Directory of services"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("style", Markup(_css())),
    )
    body = tag(
        "body",
        tag("a", "Skip to the content", href="#content", class_="skip"),
        tag("header", tag("p", "Directory of services")),
        tag("main", tag("h1", page.title), page.inside, id="content", tabindex="-1"),
    )
    return "<!doctype html>\n" + tag("html", head, body, lang="en-GB")


def headers(_: Page) -> dict[str, str]:
    """Return the headers of a page; the address holds the link, so that it goes nowhere else."""
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_css_hash()}'; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'"
        ),
    }


def paragraphs(*texts: str | Markup) -> Markup:
    """Return paragraphs."""
    return together(*(tag("p", text) for text in texts))


@cache
def _css() -> str:
    return files(__package__).joinpath("page.css").read_text("utf-8")


@cache
def _css_hash() -> str:
    return base64.b64encode(hashlib.sha256(_css().encode()).digest()).decode()

"""What the pages behind a link say."""

from collections.abc import Mapping

from towpath_contracts.listing import Listing
from towpath_directory.freshness.review import Review, Since, Used
from towpath_directory.freshness.wording import wording
from towpath_directory.links.fields import changed_form, closing_form, room_form, with_fault_list
from towpath_directory.links.forms import ROOM, Room, Say
from towpath_directory.links.layout import NEW_LINK, Page, paragraphs
from towpath_directory.links.markup import Markup, tag, together
from towpath_directory.links.schedules import day_in_words
from towpath_directory.links.summary import Summary, changes, summary

SAID = {
    "right": "that the listing is right",
    "said-changed": "that something changed",
    "said-closed": "that it no longer runs",
}
"""What a link said, by the word that is kept."""
ASKED = {
    Since.ASSURED: "Somebody last told us on {day} that this listing is right.",
    Since.MODIFIED: "Nobody has told us that this listing is right since it was last changed, on {day}.",
    Since.CAME: "Nobody has told us that this listing is right since it came into the directory, on {day}.",
}
"""Why the page asks, by what the age of the listing counts from."""


def listing_page(
    listing: Listing,
    review: Review | None,
    before: Summary | None,
    once: str,
    faults: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
    status: int = 200,
) -> Page:
    """Return the page that asks: the listing as it stands, what changed since the letter, and what can be said."""
    seen, wrong, sent = wording(listing), faults or {}, given or {}
    inside = together(
        with_fault_list(wrong),
        _since(listing, before),
        _asked(review),
        _summary(listing),
        tag("h2", "Is it still right?"),
        _button(Say.RIGHT, "Still right", seen),
        changed_form(seen, wrong, sent),
        tag("h2", "How much room do you have?"),
        room_form(once, wrong, sent),
        tag("h2", "Does it no longer run?"),
        _button(Say.CLOSING, "This no longer runs", seen, "second"),
    )
    return Page(f"Is “{listing.name}” still right?", inside, status, bool(wrong))


def used_page(
    listing: Listing, used: Used, once: str, faults: Mapping[str, str] | None = None, status: int = 200
) -> Page:
    """Return the page of a link that has said its word: the room can still be told."""
    wrong = faults or {}
    inside = together(
        with_fault_list(wrong),
        paragraphs(
            f"On {day_in_words(used.on)} you told us {SAID.get(used.word, 'something')} with this link. Thank you.",
            "A link takes one answer about the listing. " + NEW_LINK,
        ),
        tag("h2", "How much room do you have?"),
        room_form(once, wrong, {}),
        _summary(listing),
    )
    return Page(f"You have answered for “{listing.name}”", inside, status, bool(wrong))


def closing_page(listing: Listing) -> Page:
    """Return the page that asks once more."""
    inside = together(
        paragraphs(
            f"If you say so, we ask the people who keep the directory to take “{listing.name}” out of it. Link workers"
            " then send nobody there any more.",
            "Is it only closed for a while, or full? Then go back, and tell us how much room you have.",
        ),
        closing_form(wording(listing)),
        tag("p", tag("a", "Go back, it still runs", href="?")),
    )
    return Page(f"Does “{listing.name}” no longer run?", inside)


def right_page(listing: Listing, once: str) -> Page:
    """Return the thanks for saying that it is right."""
    inside = together(
        paragraphs("Thank you. The directory now says that the listing was looked at today."),
        tag("h2", "How much room do you have?"),
        paragraphs("If you can, tell us this as well: it is what link workers ask most."),
        room_form(once, {}, {}),
    )
    return Page(f"“{listing.name}” is still right", inside)


def told_page(listing: Listing, say: Say) -> Page:
    """Return the thanks for saying that something changed, or that it no longer runs."""
    changed = ("Thank you. Somebody who keeps the directory will look at what you wrote, and change the listing.",)
    closed = (
        "Thank you. Somebody who keeps the directory will take the listing out of it.",
        "If that was a mistake, tell them: the listing stays as it is until they have seen it.",
    )
    texts: tuple[str, ...] = changed if say is Say.CHANGED else closed
    return Page(f"We have what you told us about “{listing.name}”", paragraphs(*texts))


def room_page(listing: Listing, told: Room) -> Page:
    """Return the thanks for telling how much room there is."""
    said = ROOM[told.state]
    places = None if told.spaces is None else f"Places: {told.spaces}."
    wait = None if told.wait_days is None else f"Wait: {told.wait_days // 7} weeks."
    inside = together(
        paragraphs(" ".join(filter(None, ("You told us:", f"{said}.", places, wait)))),
        paragraphs("Thank you. Link workers see this at once. You can open the same link again when it changes."),
        tag("p", tag("a", "Back to the listing", href="?")),
    )
    return Page(f"Thank you for telling us about “{listing.name}”", inside)


def invalid_page() -> Page:
    """Return what is said of a link that was not made here."""
    texts = (
        "It may have been cut off on its way to you: please try to open it again from the letter, as a whole.",
        NEW_LINK,
    )
    return Page("This link does not work", paragraphs(*texts), 404)


def expired_page() -> Page:
    """Return what is said of a link whose time is over."""
    return Page("This link has expired", paragraphs("Links work for some weeks only. " + NEW_LINK), 410)


def gone_page() -> Page:
    """Return what is said of a listing that is not in the directory."""
    texts = ("It was taken out, or it left because nobody had told us for long that it was right.", NEW_LINK)
    return Page("This listing is not in the directory any more", paragraphs(*texts), 410)


def away_page() -> Page:
    """Return what is said while the database does not answer."""
    texts = ("We could not keep what you told us. Please go back and send it again in a few minutes.",)
    return Page("Please try again in a few minutes", paragraphs(*texts), 503)


def unclear_page() -> Page:
    """Return what is said of a form that says nothing we know."""
    texts = ("Please open the link again and choose one of the buttons.",)
    return Page("We did not understand that", paragraphs(*texts, tag("a", "Open the page again", href="?")), 400)


def _since(listing: Listing, before: Summary | None) -> Markup | None:
    """Return what changed since the letter was written, for whoever says that the listing is right."""
    if before is None:
        return None
    differences = changes(before, summary(listing)) if before else ()
    rows = [
        tag(
            "div",
            tag("dt", label),
            tag("dd", is_now or "Nothing", tag("div", f"Before: {was or 'nothing'}", class_="was")),
        )
        for label, was, is_now in differences
    ]
    words = "The listing has changed since we wrote to you. Please look at it again:"
    if not rows:
        words = (
            "The listing has changed since we wrote to you, in parts that are not shown here. Please look at it again."
        )
    return tag(
        "section",
        tag("p", tag("strong", words)),
        tag("dl", *rows) if rows else None,
        class_="notice",
        aria_label="What changed",
    )


def _asked(review: Review | None) -> Markup | None:
    if review is None:
        return None
    return paragraphs(ASKED[review.by].format(day=day_in_words(review.since)))


def _summary(listing: Listing) -> Markup:
    said = summary(listing).items()
    return together(
        tag("h2", "The listing as it stands"),
        tag("dl", *(tag("div", tag("dt", label), tag("dd", text)) for label, text in said)),
    )


def _button(say: Say, words: str, seen: str, kind: str | None = None) -> Markup:
    return tag(
        "form",
        tag("input", type="hidden", name="seen", value=seen),
        tag("button", words, type="submit", name="say", value=say.value, class_=kind),
        method="post",
    )

"""Codes in plain English. What is missing here is said with its code, hyphens as spaces."""

from collections.abc import Iterable

NEEDS = {
    "money-and-benefits": "money and benefits",
    "low-level-mental-health": "mental wellbeing",
    "complex-social-needs": "several difficulties at once",
    "unpaid-carers": "caring for somebody",
    "unemployment-and-work": "finding work",
    "families": "family life",
    "arts-and-culture": "arts and culture",
    "social-groups": "meeting people",
}

CIRCUMSTANCES = {
    "carer": "unpaid carers",
    "parent": "parents",
    "pregnant": "people who are pregnant",
    "veteran": "veterans",
    "refugee-or-asylum-seeker": "refugees and people seeking asylum",
    "homeless": "people without a home",
    "lives-alone": "people who live alone",
    "long-term-condition": "people with a long-term condition",
    "learning-disability": "people with a learning disability",
    "dementia": "people with dementia",
    "bereaved": "people who lost somebody",
    "unemployed": "people out of work",
    "low-income": "people on a low income",
    "woman": "women",
    "man": "men",
    "lgbt": "LGBT+ people",
    "student": "students",
}

ACCESS = {
    "step-free": "step-free access",
    "wheelchair": "wheelchair access",
    "hearing-loop": "a hearing loop",
    "bsl": "British Sign Language",
    "easy-read": "Easy Read",
    "large-print": "large print",
    "accessible-toilet": "an accessible toilet",
    "accessible-parking": "accessible parking",
    "transport-provided": "transport",
    "companion-welcome": "room for a companion",
    "quiet-space": "a quiet space",
    "interpreter": "an interpreter",
}

LANGUAGES = {
    "ar": "Arabic",
    "bfi": "British Sign Language",
    "bn": "Bengali",
    "cy": "Welsh",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "gu": "Gujarati",
    "hi": "Hindi",
    "it": "Italian",
    "ku": "Kurdish",
    "lt": "Lithuanian",
    "pa": "Panjabi",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "syl": "Sylheti",
    "ta": "Tamil",
    "ti": "Tigrinya",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yue": "Cantonese",
    "zh": "Chinese",
}

MODES = {"in-person": "in person", "online": "online", "phone": "by phone", "home-visit": "at home"}
SETTINGS = {"group": "a group", "one-to-one": "one to one"}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
PARTS = ("morning", "afternoon", "evening")
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "last but one"}


def name(code: str, names: dict[str, str]) -> str:
    """Return the code in words."""
    return names.get(code, code.replace("-", " "))


def listed(words: Iterable[str], most: int = 3) -> str:
    """Join words as people do, ``most`` of them at most."""
    some = list(words)
    if len(some) > most:
        some = [*some[: most - 1], "more"]
    return " and ".join(part for part in (", ".join(some[:-1]), "".join(some[-1:])) if part)


def number(figure: int) -> str:
    """Return a small number in words, a large one in digits."""
    return NUMBERS[figure] if figure < len(NUMBERS) else str(figure)


def span(days: int) -> str:
    """Return a span of days in the unit that people use for it."""
    for size, unit in ((365, "year"), (30, "month"), (7, "week"), (1, "day")):
        if days >= 2 * size or (days >= size and size in (1, 7)):
            count = round(days / size)
            return f"{number(count)} {unit}{'' if count == 1 else 's'}"
    return "no time"

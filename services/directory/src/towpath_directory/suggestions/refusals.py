"""What the rules on suggestions refuse."""

from towpath_runtime.errors import NotFound, Refused


class SuggestionNotFound(NotFound):
    """Nothing was suggested under that id or reference."""

    code = "suggestion-not-found"


class SuggestionSettled(Refused):
    """It was answered before."""

    code = "suggestion-settled"


class ServiceUnknown(Refused):
    """The directory neither lists nor drafts that service."""

    code = "service-unknown"
    status = 422


class ServiceMissing(Refused):
    """Only what is new can be said without naming a service."""

    code = "service-missing"
    status = 422


class NothingSaid(Refused):
    """A suggestion says something: in fields, in words, or that the service has closed."""

    code = "nothing-said"
    status = 422


class TooManySuggestions(Refused):
    """More suggestions came in a minute than this process takes."""

    code = "too-many-suggestions"
    status = 429


class NotANote(Refused):
    """What a link worker knows is superseded or ended; a suggestion is answered."""

    code = "not-a-note"

"""What the search refuses. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import Refused


class PostcodeUnknown(Refused):
    """What was given is no postcode, or none that has a place on a map here."""

    code = "postcode-unknown"
    status = 422


class PlaceMissing(Refused):
    """A distance was asked for and nothing that it is measured from."""

    code = "place-missing"
    status = 422


class CursorOfAnotherQuestion(Refused):
    """The cursor belongs to another question than the one that came with it."""

    code = "cursor-of-another-question"
    status = 422

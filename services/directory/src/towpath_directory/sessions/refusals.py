"""What is refused of a question about sessions."""

from towpath_runtime.errors import Refused


class WindowInvalid(Refused):
    """The time that is asked for has no length, is too long, or is none that a calendar reaches."""

    code = "window-invalid"
    status = 422

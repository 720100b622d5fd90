"""What the public API refuses. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import NotFound, Refused


class NothingById(NotFound):
    """Nothing of that kind is told under that id."""

    code = "nothing-by-that-id"


class Gone(Refused):
    """The service was in the directory and has left it: a reader that kept it lets it go."""

    code = "service-gone"
    status = 410

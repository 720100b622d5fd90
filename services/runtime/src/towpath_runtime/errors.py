"""The three families of failure: refused (the asker's to mend), poison (parked), away (wait).

Rules derive their own errors from these and put them beside the rule. An error carries ids and codes, never a value of
the input: it ends in logs, answers and dead letters.
"""

from typing import ClassVar


class Refused(Exception):
    """What was asked for is against the rules, and the asker can mend it.

    Over HTTP it becomes a problem (RFC 9457) of type ``/problems/<code>``; from an event it becomes a dead letter.
    ``detail`` says what to mend and ``field`` names the field at fault.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409

    def __init__(self, detail: str = "", *, field: str | None = None) -> None:
        super().__init__(self.code)
        self.detail = detail
        self.field = field


class NotFound(Refused):
    """There is nothing by that id, as far as the asker may know."""

    code = "not-found"
    status = 404


class IdempotencyKeyReused(Refused):
    """The same Idempotency-Key came with another body (draft-ietf-httpapi-idempotency-key-header)."""

    code = "idempotency-key-reused"
    status = 422


class Poison(Exception):
    """An event that can never be handled: it is parked with its key. ``code`` is stable; ``fields`` are at fault."""

    def __init__(self, code: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.fields = fields


class Away(Exception):
    """A server is away; nothing is lost and nothing is known to be done. Wait and come again."""

    def __init__(self, server: str) -> None:
        super().__init__(server)
        self.server = server


class Conflict(Exception):
    """Somebody else wrote what this batch had read; read again."""


class Taken(Conflict):
    """An id is there already: from a race, which reading again settles, or for good."""


def where(error: BaseException) -> str:
    """Return the type of an error and the line that raised it: a log may hold those, for a message can quote values."""
    place, traceback = "", error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = f"{code.co_filename.rsplit('/', 2)[-1]}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next
    return f"{type(error).__name__} at {place}" if place else type(error).__name__

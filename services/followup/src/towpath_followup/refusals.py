"""What the rules refuse. Each says what to mend and quotes nothing."""

from towpath_runtime.errors import NotFound, Refused


class ReferralNotFollowed(NotFound):
    """No follow-up of that referral has begun; a referral that was only just accepted may still be on its way."""

    code = "referral-not-followed"


class TimerNotFound(NotFound):
    """The referral has no timer by that id."""

    code = "timer-not-found"


class ConnectionNotFound(NotFound):
    """The referral has no connection by that id."""

    code = "connection-not-found"


class ReferralClosed(Refused):
    """The referral was closed: nothing is awaited."""

    code = "referral-closed"


class TimerSettled(Refused):
    """The timer was settled before."""

    code = "timer-settled"


class NotAContact(Refused):
    """An organisation's answer is no contact with the person; it comes from the organisation."""

    code = "not-a-contact"
    status = 422


class ConnectionMisplaced(Refused):
    """A check-in is about a connection; a first contact and a review are not."""

    code = "connection-misplaced"
    status = 422


class ConcernsDiffer(Refused):
    """MYCaW asks about the same concerns again."""

    code = "concerns-differ"


class NotDueYet(Refused):
    """The timer was moved, or the clock was turned back: it fires later."""

    code = "not-due-yet"


class CursorInvalid(Refused):
    """The cursor of a page is none that was given out."""

    code = "cursor-invalid"
    status = 422

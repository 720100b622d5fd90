"""Facts that stay inside a service."""

from towpath_contracts.event import Event


class Inward(Event):
    """A fact that stays inside the service: it makes state as other events do, and no topic tells of it."""

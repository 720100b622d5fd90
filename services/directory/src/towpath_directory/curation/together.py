"""Several messages that take effect in one transaction, or none of them does."""

from towpath_runtime.errors import Away
from towpath_runtime.message import Done, Message
from towpath_runtime.path import BatchPath
from towpath_runtime.unit import Unit


async def together(path: BatchPath, *messages: Message) -> tuple[Done, ...]:
    """Return how they went. Raises what the rules refuse, Poison, and Away."""
    unit = Unit(messages)
    await path.run([unit], apart=True)
    if unit.blocked:
        raise Away("mongodb")
    if unit.failure is not None:
        raise unit.failure
    return tuple(unit.outcome)

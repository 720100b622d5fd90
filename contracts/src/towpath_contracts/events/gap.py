"""The gap stream: what nobody offers, keyed by need and area."""

from towpath_contracts.event import Event, Stream
from towpath_contracts.values import Area, CountFromOne, Id, Moment, NeedField


class GapEvent(Event):
    """What every event of a gap says."""

    need: NeedField
    area: Area

    def key(self, aggregate: str) -> str:
        """Key by need and area: a gap is both."""
        return f"{self.need}/{self.area.code}"


class GapRaised(GapEvent, stream=Stream.GAP, name="gap_raised"):
    """People wait for something that nobody offers there."""

    people_waiting: CountFromOne
    since: Moment


class GapAnswered(GapEvent, stream=Stream.GAP, name="gap_answered"):
    """A service answers the gap."""

    service: Id


class GapClosed(Event, stream=Stream.GAP, name="gap_closed"):
    """Nobody waits any more, and no service answered. Its record has no value: it is the topic's tombstone."""

    tombstone = True

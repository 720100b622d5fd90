"""The index: every listing as a row of numbers, changed in place as the directory changes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from towpath_contracts.events.directory import CapacityReported
from towpath_contracts.listing import Listing
from towpath_matching.index.contents import Contents
from towpath_matching.index.shape import UNKNOWN_DAY


class Index(Contents):
    """The listings and their capacity. One thread: a change and a match never overlap.

    A service has a slot while it is listed or its capacity is known, whichever came first; a freed slot is used again.
    ``as_of`` is when the newest of all the changes was said.
    """

    def __init__(self) -> None:
        super().__init__()
        self.listed = self.active = self.with_capacity = 0
        self.as_of: datetime | None = None
        self._slots: dict[str, int] = {}
        self._free: list[int] = []

    def slot(self, service: str) -> int | None:
        """Return the slot of a service, or None where nothing is known of it."""
        return self._slots.get(service)

    def service(self, slot: int) -> str:
        """Return the id of the service in a slot."""
        return str(UUID(int=int(self.columns["high"][slot]) << 64 | int(self.columns["low"][slot])))

    def services(self) -> Mapping[str, int]:
        """Return every known service and its slot."""
        return self._slots

    def publish(self, service: str, listing: Listing, at: datetime) -> None:
        """Take the listing as it stands now, in place of what was known; ``at`` is when it was said.

        ``service`` is a UUID, else ValueError.
        """
        slot = self._claim(service)
        self._say(at)
        self._unlist(slot)
        self.write(slot, listing)
        self.listed += 1
        self.active += bool(self.columns["active"][slot])

    def withdraw(self, service: str, at: datetime) -> None:
        """Forget the listing; a withdrawal of what is not listed changes nothing."""
        self._say(at)
        slot = self._slots.get(service)
        if slot is not None:
            self._unlist(slot)
            self._release(service, slot)

    def report(self, service: str, capacity: CapacityReported | None, at: datetime) -> None:
        """Take the last word on a service's room, or forget it. ``service`` is a UUID, else ValueError."""
        if capacity is None and service not in self._slots:
            self._say(at)
            return
        slot = self._claim(service)
        self._say(at)
        self.with_capacity += (capacity is not None) - self._has_capacity(slot)
        self.write_capacity(slot, capacity)
        self._release(service, slot)

    def _say(self, at: datetime) -> None:
        self.as_of = at if self.as_of is None else max(self.as_of, at)

    def _has_capacity(self, slot: int) -> bool:
        return bool(self.columns["capacity_day"][slot] != UNKNOWN_DAY)

    def _claim(self, service: str) -> int:
        slot = self._slots.get(service)
        if slot is not None:
            return slot
        number = UUID(service).int
        slot = self._free.pop() if self._free else len(self._slots)
        self._slots[service] = slot
        self.reserve(slot + 1)
        self.columns["high"][slot], self.columns["low"][slot] = number >> 64, number & (2**64 - 1)
        self.write_capacity(slot, None)
        return slot

    def _unlist(self, slot: int) -> None:
        if self.columns["listed"][slot]:
            self.listed -= 1
            self.active -= bool(self.columns["active"][slot])
            self.clear(slot)

    def _release(self, service: str, slot: int) -> None:
        if not self.columns["listed"][slot] and not self._has_capacity(slot):
            del self._slots[service]
            self._free.append(slot)

"""How much of a gap is shown, and to whom: one person's need in a small area can be enough to know who that is."""

from dataclasses import dataclass
from enum import StrEnum


class Onlookers(StrEnum):
    """Who asks: anybody, or those who look for somebody to fill gaps."""

    ANYBODY = "anybody"
    CURATORS = "curators"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of who waits. ``least`` is the smallest number of people that anybody is shown exactly."""

    least: int = 5

    def exactly(self, people: int, asked_by: Onlookers) -> bool:
        """Whether the number of people, and since when they wait, are told as they are.

        The one place where it is decided. Nobody signs in yet: who says to be a curator is believed, so what faces the
        public has to pass no ``as`` on; a token's role belongs here.
        """
        return asked_by is Onlookers.CURATORS or people >= self.least

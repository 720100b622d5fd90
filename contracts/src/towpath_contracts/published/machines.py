"""The drawings of the states of a case and of a connection.

Where the boxes stand is set out by hand; what an arrow stands for is written beside it, so that a test can hold the
arrows against the table of moves: a drawing that leaves one out or makes one up fails it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from towpath_contracts.published.drawing import Box, Drawing, Point
from towpath_contracts.states import BEGINNING, CASE, CONNECTION, Machine, Move

WIDTH, HEIGHT = 128, 38


@dataclass(frozen=True, slots=True)
class Arrow:
    """An event that leads from any of some states to any of others, along points.

    The words stand at a place, or nowhere where another arrow's serve both.
    """

    event: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    words: tuple[float, float] | None

    def moves(self) -> Iterator[Move]:
        """Yield what it stands for."""
        for before in self.before:
            for after in self.after:
                yield Move(before, self.event, after)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the states of a machine stand, which of them are framed together, and the arrows between."""

    machine: Machine
    size: tuple[int, int]
    start: tuple[float, float]
    places: Mapping[str, tuple[float, float]]
    frames: tuple[tuple[str, Box], ...]
    arrows: tuple[Arrow, ...]


_WORKED_ON = ("accepted", "in-progress", "on-hold")
_OVER = ("completed", "cancelled", "failed", "entered-in-error")

CASE_PLAN = Plan(
    CASE,
    (920, 330),
    (24, 99),
    {
        "requested": (120, 80),
        "rejected": (40, 220),
        "accepted": (352, 80),
        "in-progress": (546, 80),
        "on-hold": (449, 190),
        "completed": (768, 52),
        "cancelled": (768, 104),
        "failed": (768, 156),
        "entered-in-error": (768, 208),
    },
    (("with a link worker", Box(334, 20, 358, 228)), ("over, by its reason", Box(748, 12, 168, 252))),
    (
        Arrow("received", (BEGINNING,), ("requested",), ((32, 99), (118, 99)), (75, 85)),
        Arrow("accepted", ("requested",), ("accepted",), ((248, 99), (350, 99)), (290, 85)),
        Arrow("rejected", ("requested",), ("rejected",), ((144, 118), (144, 218)), (108, 168)),
        Arrow("needs_assessed", ("accepted",), ("in-progress",), ((480, 99), (544, 99)), (513, 62)),
        Arrow("paused", ("accepted",), ("on-hold",), ((416, 118), (475, 188)), (412, 160)),
        Arrow("paused", ("in-progress",), ("on-hold",), ((580, 118), (507, 188)), (512, 142)),
        Arrow("resumed", ("on-hold",), ("in-progress",), ((549, 190), (622, 120)), (634, 164)),
        Arrow("closed", _WORKED_ON, _OVER, ((692, 140), (746, 140)), (720, 126)),
        Arrow(
            "closed",
            ("requested",),
            ("cancelled", "entered-in-error"),
            ((232, 118), (232, 296), (832, 296), (832, 266)),
            (500, 282),
        ),
    ),
)

_OPEN = ("requested", "waitlisted", "accepted", "started")

CONNECTION_PLAN = Plan(
    CONNECTION,
    (924, 330),
    (24, 79),
    {
        "requested": (140, 60),
        "waitlisted": (248, 150),
        "accepted": (356, 60),
        "started": (562, 60),
        "completed": (784, 60),
        "rejected": (140, 270),
        "failed": (400, 270),
        "cancelled": (620, 270),
    },
    (("open", Box(120, 20, 590, 190)),),
    (
        Arrow("connection_requested", (BEGINNING,), ("requested",), ((32, 79), (138, 79)), (75, 65)),
        Arrow("connection_accepted", ("requested",), ("accepted",), ((268, 79), (354, 79)), (311, 65)),
        Arrow("connection_waitlisted", ("requested",), ("waitlisted",), ((230, 98), (280, 148)), (205, 128)),
        Arrow("connection_accepted", ("waitlisted",), ("accepted",), ((340, 150), (390, 100)), (415, 128)),
        Arrow("connection_started", ("accepted",), ("started",), ((484, 79), (560, 79)), (522, 65)),
        Arrow("connection_completed", ("started",), ("completed",), ((690, 79), (782, 79)), (747, 65)),
        Arrow(
            "connection_completed",
            ("accepted",),
            ("completed",),
            ((450, 98), (450, 170), (848, 170), (848, 100)),
            (580, 156),
        ),
        Arrow("connection_rejected", ("requested",), ("rejected",), ((156, 98), (156, 268)), (194, 240)),
        Arrow("connection_rejected", ("waitlisted",), ("rejected",), ((272, 188), (246, 268)), None),
        Arrow("connection_failed", _OPEN, ("failed",), ((464, 210), (464, 268)), (492, 240)),
        Arrow("connection_cancelled", _OPEN, ("cancelled",), ((684, 210), (684, 268)), (724, 240)),
    ),
)


def drawing(plan: Plan) -> Drawing:
    """Return the drawing of a plan."""
    machine = plan.machine
    title = f"The states of a {machine.name}, and the events that lead from one to the next."
    drawn = Drawing(machine.name, title, *plan.size)
    for words, frame in plan.frames:
        drawn.box(frame, "group")
        drawn.text(Point(frame.x + 12, frame.y + 15), words, "aside", "start")
    drawn.dot(Point(*plan.start))
    for arrow in plan.arrows:
        drawn.arrow([Point(*point) for point in arrow.points])
    for state, (x, y) in plan.places.items():
        drawn.box(Box(x, y, WIDTH, HEIGHT), "end" if state in machine.ends else "state", state)
    for arrow in plan.arrows:
        if arrow.words is not None:
            drawn.text(Point(*arrow.words), said(arrow), "label")
    return drawn


def said(arrow: Arrow) -> str:
    """Return what stands beside an arrow: the event, and where it leads when it leads to some states of a frame."""
    if arrow.before == ("requested",) and len(arrow.after) > 1:
        return f"{arrow.event}: {' or '.join(arrow.after)}"
    return arrow.event.removeprefix("connection_")


PLANS = (CASE_PLAN, CONNECTION_PLAN)

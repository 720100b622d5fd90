"""The drawing of who writes which stream and who acts on it."""

from towpath_contracts.event import Stream
from towpath_contracts.published.drawing import Box, Drawing, Point
from towpath_contracts.roles import ROLES, Role

ROLE_WIDTH, STREAM_WIDTH, HEIGHT = 116, 130, 34
COLUMNS = (20, 345, 684)
TOP, STREAM_STEP = 62, 50
WIDTH = 820


def drawing() -> Drawing:
    """Return it: roles that write on the left, streams between, roles that act on them on the right."""
    lowest = TOP + (len(Stream) - 1) * STREAM_STEP + HEIGHT
    drawn = Drawing("streams", "Which role writes each stream, and which roles act on it.", WIDTH, lowest + 20)
    for column, heading, width in zip(
        COLUMNS, ("writes", "stream", "acts on it"), (ROLE_WIDTH, STREAM_WIDTH, ROLE_WIDTH), strict=True
    ):
        drawn.text(Point(column + width / 2, 28), heading, "heading")
    streams = {
        stream: Box(COLUMNS[1], TOP + number * STREAM_STEP, STREAM_WIDTH, HEIGHT)
        for number, stream in enumerate(Stream)
    }
    step = (lowest - HEIGHT - TOP) / (len(Role) - 1)
    left = {role: Box(COLUMNS[0], TOP + number * step, ROLE_WIDTH, HEIGHT) for number, role in enumerate(Role)}
    right = {role: box._replace(x=COLUMNS[2]) for role, box in left.items()}
    for role, stream in written():
        start, end = left[role], streams[stream]
        drawn.curve(Point(start.x + start.width, start.middle.y), Point(end.x, end.middle.y), f"flow {role.value}")
    for role, stream in acted_on():
        start, end = streams[stream], right[role]
        drawn.curve(Point(start.x + start.width, start.middle.y), Point(end.x, end.middle.y), f"flow {role.value}")
    for role in Role:
        drawn.box(left[role], f"role {role.value}", role.value)
        drawn.box(right[role], f"role {role.value}", role.value)
    for stream, box in streams.items():
        drawn.box(box, "stream", stream.value)
    return drawn


def written() -> list[tuple[Role, Stream]]:
    """Return which role writes which stream."""
    return [(role, stream) for role, part in ROLES.items() for stream in Stream if part.written_to(stream)]


def acted_on() -> list[tuple[Role, Stream]]:
    """Return which role acts on which stream."""
    return [(role, stream) for role, part in ROLES.items() for stream in Stream if part.read_from(stream)]

"""Small drawings as SVG: boxes, arrows and words at given places. Colours are the page's, by class.

Lengths are in the drawing's own units, one a pixel at full size; y grows downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

LETTER = 7.3
"""The width of a letter of 13 pixels: rather more than that of most sans-serif ones."""
LINE = 17


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle by its left upper corner, its width and its height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """The middle."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def meets(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass
class Drawing:
    """A drawing with its name for those who do not see it; ``words`` are where its texts stand."""

    name: str
    title: str
    width: int
    height: int
    parts: list[str] = field(default_factory=list)
    words: list[tuple[str, Box]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def box(self, box: Box, style: str, text: str = "") -> None:
        """Draw a rectangle with a text in its middle."""
        self.parts.append(
            f'<rect class="{style}" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="6"/>'
        )
        if text:
            self.boxes.append(box)
            self.text(box.middle, text, "in-box")

    def text(self, at: Point, text: str, style: str, anchor: str = "middle") -> None:
        """Write lines of text around a point: in the middle of it, or from it on (``start``)."""
        lines = text.split("\n")
        top = at.y - LINE * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            y = top + number * LINE
            width = LETTER * len(line)
            self.words.append((line, Box(at.x - (width / 2 if anchor == "middle" else 0), y - LINE / 2, width, LINE)))
            self.parts.append(
                f'<text class="{style}" x="{at.x:g}" y="{y + 4.5:g}" text-anchor="{anchor}">{escape(line)}</text>'
            )

    def dot(self, at: Point) -> None:
        """Draw where everything begins."""
        self.parts.append(f'<circle class="dot" cx="{at.x:g}" cy="{at.y:g}" r="7"/>')

    def arrow(self, points: Sequence[Point], style: str = "arrow") -> None:
        """Draw straight lines from point to point, with a head at the last one."""
        way = " ".join(f"{point.x:g},{point.y:g}" for point in points)
        self.parts.append(f'<polyline class="{style}" points="{way}" marker-end="url(#{self.name}-head)"/>')

    def curve(self, start: Point, end: Point, style: str) -> None:
        """Draw a line that leaves and arrives level."""
        bend = (end.x - start.x) / 2
        self.parts.append(
            f'<path class="{style}" d="M{start.x:g} {start.y:g}C{start.x + bend:g} {start.y:g} '
            f'{end.x - bend:g} {end.y:g} {end.x:g} {end.y:g}" marker-end="url(#{self.name}-head)"/>'
        )

    def svg(self) -> str:
        """Return the drawing as an element of a page."""
        head = (
            f'<marker id="{self.name}-head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" '
            'markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker>'
        )
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        title = f'<title id="{self.name}-title">{escape(self.title)}</title>'
        parts = "\n".join([title, f"<defs>{head}</defs>", *self.parts])
        return f'<svg role="img" aria-labelledby="{self.name}-title" {size}>\n{parts}\n</svg>'

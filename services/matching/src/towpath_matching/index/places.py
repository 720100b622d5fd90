"""Places: points on the sphere in a grid, and bags of rows that are added to and taken from."""

import math

import numpy as np
import numpy.typing as npt

from towpath_matching.index.columns import Floats, Ints, lengthened

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth in kilometres (IUGG)."""

CELL_DEGREES = 0.1
CELLS_AROUND = round(360 / CELL_DEGREES)
TOO_MANY_CELLS = 4_000


class Bag:
    """A growing array of row numbers without an order."""

    def __init__(self) -> None:
        self._rows = np.zeros(4, np.int32)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def rows(self) -> npt.NDArray[np.int32]:
        """The rows, as a view that is good until the next change."""
        return self._rows[: self._count]

    def add(self, row: int) -> None:
        """Put one row in."""
        if self._count == len(self._rows):
            self._rows = lengthened(self._rows, 2 * self._count)
        self._rows[self._count] = row
        self._count += 1

    def discard(self, row: int) -> None:
        """Take one row out; the last one takes its place."""
        places = np.flatnonzero(self.rows == row)
        if len(places):
            self._count -= 1
            self._rows[places[0]] = self._rows[self._count]


class Grid:
    """Rows by where they are: cells of a tenth of a degree, about 11 km from south to north."""

    def __init__(self) -> None:
        self._cells: dict[int, Bag] = {}

    def add(self, row: int, lat: float, lon: float) -> None:
        """Put a row at a point; degrees WGS 84."""
        self._cells.setdefault(cell_of(lat, lon), Bag()).add(row)

    def discard(self, row: int, lat: float, lon: float) -> None:
        """Take a row from its point."""
        cell = cell_of(lat, lon)
        bag = self._cells.get(cell)
        if bag is not None:
            bag.discard(row)
            if not len(bag):
                del self._cells[cell]

    def near(self, lat: float, lon: float, km: float) -> Ints:
        """Return the rows of every cell that a circle of ``km`` kilometres around the point touches: too many, never
        too few.
        """
        turn = min(km / EARTH_RADIUS_KM, math.pi) + 1e-6
        low, high = lat - math.degrees(turn), lat + math.degrees(turn)
        if low <= -90 or high >= 90:
            east = 180.0  # the circle holds a pole, and with it every meridian
        else:
            east = math.degrees(math.asin(min(1.0, math.sin(turn) / math.cos(math.radians(lat)))))
        south, north = math.floor(low / CELL_DEGREES), math.floor(high / CELL_DEGREES)
        first, last = math.floor((lon - east) / CELL_DEGREES), math.floor((lon + east) / CELL_DEGREES)
        if last - first >= CELLS_AROUND:
            first, last = 0, CELLS_AROUND - 1
        if (north - south + 1) * (last - first + 1) > TOO_MANY_CELLS:
            bags = list(self._cells.values())
        else:
            cells = (key(i, j) for i in range(south, north + 1) for j in range(first, last + 1))
            bags = [bag for cell in cells if (bag := self._cells.get(cell)) is not None]
        return np.concatenate([np.zeros(0, np.int64), *(bag.rows for bag in bags)])


def key(row: int, column: int) -> int:
    """Return the number of the cell; columns go round the Earth."""
    return row * CELLS_AROUND + column % CELLS_AROUND


def cell_of(lat: float, lon: float) -> int:
    """Return the number of the cell of a point in degrees."""
    return key(math.floor(lat / CELL_DEGREES), math.floor(lon / CELL_DEGREES))


def on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """Return the point as a vector of length 1."""
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def km_of(chord_squared: Floats) -> Floats:
    """Return kilometres along the surface, to the metre, for squared chords of the unit sphere; infinity stays
    infinity.
    """
    known = np.isfinite(chord_squared)
    km = np.full(len(chord_squared), np.inf)
    half = np.sqrt(chord_squared[known]) / 2
    km[known] = np.round(2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(half, 1.0)), 3)
    return km

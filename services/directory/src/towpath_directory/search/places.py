"""How far it is: points as vectors of length 1, and distances in whole metres."""

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Metres = npt.NDArray[np.int64]

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius of the Earth (IUGG)."""

UNKNOWN = 2**25 - 1
"""Metres to what has no place: further than anything, and still 25 bits."""


def on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """Return a point in degrees as a vector of length 1; what is not a number stays so."""
    phi, lam = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)


def metres(lat: float, lon: float, x: Floats, y: Floats, z: Floats) -> Metres:
    """Return how far each of the points is along the surface, in whole metres.

    Term by term and not as a product of matrices, so that a point has the same distance wherever it stands in a column.
    """
    here = on_sphere(lat, lon)
    chords = (x - here[0]) ** 2 + (y - here[1]) ** 2 + (z - here[2]) ** 2
    far = np.full(len(x), UNKNOWN, np.int64)
    known = ~np.isnan(chords)
    half = np.minimum(np.sqrt(chords[known]) / 2, 1.0)
    far[known] = np.rint(2 * EARTH_RADIUS_METRES * np.arcsin(half)).astype(np.int64)
    return far

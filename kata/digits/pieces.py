"""Pieces of ink that hang together, each as its places, and what shape they have."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

FULL = 0.85  # how much of a rectangle a frame or a sheet fills, with all that is in it
NARROW = 0.6  # width by length of a rectangle that may be a 1, or a narrow 0
SLENDER = 0.25  # of its length, by which a stroke is longer than twice its thickness

Array = NDArray[Any]


class Piece(NamedTuple):
    """A piece of ink: its places, (n, 2), rows and columns."""

    places: Array

    @property
    def start(self) -> Array:
        """The upper left corner of its box."""
        return np.asarray(self.places.min(axis=0))

    @property
    def sides(self) -> Array:
        """Height and width of its box."""
        return np.asarray(np.ptp(self.places, axis=0) + 1)

    @property
    def length(self) -> int:
        """The longer side of its box."""
        return int(self.sides.max())

    def with_(self, other: "Piece") -> "Piece":
        """Return both as one."""
        return Piece(np.concatenate([self.places, other.places]))

    def within(self, mask: Array) -> Array:
        """Return the mask of those of its places that are in a mask."""
        inside, index = np.zeros(mask.shape, bool), tuple(self.places.T)
        inside[index] = mask[index]
        return inside


def connected(mask: Array) -> list[Piece]:
    """Return the connected pieces of a mask; corners connect, too."""
    padded = np.pad(mask, 1)
    width = padded.shape[1]
    neighbours = [row * width + column for row in (-1, 0, 1) for column in (-1, 0, 1)]
    left, pieces = set(np.flatnonzero(padded).tolist()), []
    while left:
        piece = [left.pop()]
        for place in piece:  # which grows meanwhile
            near = [place + step for step in neighbours if place + step in left]
            left.difference_update(near)
            piece += near
        pieces.append(Piece(np.stack(np.divmod(piece, width), axis=1) - 1))
    return pieces


def distance(one: Piece, other: Piece) -> int:
    """Return how many places are between two pieces."""
    return int(np.abs(one.places[:, None] - other.places).max(axis=2).min()) - 1


def thickness(mask: Array) -> int:
    """Return the side of the largest square in a mask."""
    side = 0
    while mask.any():
        side += 1
        mask = mask[1:, 1:] & mask[1:, :-1] & mask[:-1, 1:] & mask[:-1, :-1]
    return side


def holes_in(piece: Piece) -> list[Piece]:
    """Return the pieces of what a piece goes round."""
    inside = np.zeros(piece.sides + 2, bool)
    inside[tuple((piece.places - piece.start + 1).T)] = True
    around = connected(~inside)
    return [Piece(hole.places + piece.start - 1) for hole in around if (hole.start > 0).all()]


def is_slender(piece: Piece) -> bool:
    """Tell whether a piece is a stroke rather than a blot."""
    mask = np.zeros(piece.sides, bool)
    mask[tuple((piece.places - piece.start).T)] = True
    return piece.length - 2 * thickness(mask) >= SLENDER * piece.length


def is_rectangle(piece: Piece) -> bool:
    """Tell whether a piece with all that is in it fills a rectangle, level or not: a frame, a sheet."""
    angles = np.deg2rad(np.arange(0, 90, 3))
    axes = np.stack([np.cos(angles), np.sin(angles)]), np.stack([-np.sin(angles), np.cos(angles)])
    sides = np.stack([np.ptp(piece.places @ axis, axis=0) + 1 for axis in axes])
    sides = sides[:, sides.prod(axis=0).argmin()]
    filled = min(_spanned(piece.places), _spanned(piece.places[:, ::-1]))
    return bool(filled >= FULL * sides.prod() and sides.min() > NARROW * sides.max())


def _spanned(places: Array) -> int:
    """Return how many places there are from the first to the last one of each row."""
    rows, columns = places.T
    first, last = np.full(rows.max() + 1, columns.max() + 1), np.full(rows.max() + 1, -1)
    np.minimum.at(first, rows, columns)
    np.maximum.at(last, rows, columns)
    return int((last - first + 1).clip(0).sum())

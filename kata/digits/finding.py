"""Which ink is the digit, and what is in its way.

A digit is a long and slender piece of ink with paper round it, and what is near to that. The other way round, the
paper between the strokes is no digit: it is as light as the paper outside.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kata.digits.ink import EXACT, find_ink, step_of
from kata.digits.light import DARKEST, darkness, paper_under
from kata.digits.pieces import Piece, connected, distance, holes_in, is_rectangle, is_slender, thickness
from kata.digits.rules import without_rules
from kata.words.translation import phrase

EDGE = 0.1  # as much ink as there is at least at the edge of a digit
SPECK = 0.05  # of the digit: what is smaller is dust
NEAR = 0.12  # of the longer side of a digit: what is nearer to it belongs to it
RIVAL = 0.4  # of the longer side of a digit: what is longer, and not near, is another
WIDEST = 2.2  # width by height of a digit; none of MNIST has more than 2
WIDE = 1.5  # width by height of a digit in two large pieces; even of the others one in 300 has more
LARGEST = 0.8  # of the sides of a picture: what fills more of both, and is a rectangle, is a sheet
SMALLEST = 0.2  # of the longer side of a frame: the digit in it
STROKE = 0.15  # of its length: what a piece counts for that is surely a stroke
THIN = 0.2  # what a piece counts for if all of it is thin, as grain is
DOUBT = 0.8  # of what the digit counts: if what is as light as the paper counts for more, either may be the digit
AT_EDGE = 0.5  # what that counts for if it reaches the edge of the picture, as the paper between strokes does
ROUND = 2  # places round a piece
EXPECTED = phrase("expected one digit, and paper round it")
RULES, FRAME, BORDER = (
    phrase("straight lines left out"),
    phrase("a frame left out"),
    phrase("something at the edge left out"),
)
CUT = phrase("it reaches the edge of the picture")

Array = NDArray[Any]


class Candidate(NamedTuple):
    """What may be the digit, how much like one it is, and what else there is."""

    score: float
    digit: Piece
    others: Sequence[Piece]
    ink: Array
    remarks: Sequence[str]


def find_digit(grey: Array) -> tuple[Array, Sequence[str]]:
    """Return the digit in a picture, cropped, as amounts of ink from 0 to 1, and remarks on what else there is.

    Raises ValueError, with a sentence, if there is no digit, or if it is not to be told what is the digit.
    """
    candidates, said = [], []
    for picture in (grey, 1 - grey):  # dark ink on light paper, or light on dark
        try:
            candidates.append(_candidate(picture))
        except ValueError as error:
            said.append(str(error))
    if not candidates:
        raise ValueError(max(said, key=len))  # the longer one says what is expected
    _, digit, others, ink, remarks = _chosen(candidates)
    if any(other.length >= RIVAL * digit.length for other in others):
        raise ValueError(f"there is more than one digit, or something beside it: {EXPECTED}")
    if digit.sides[1] > WIDEST * digit.sides[0]:
        raise ValueError(f"what is written is too wide for a digit: {EXPECTED}")
    step = step_of(ink)
    kept = digit.within(np.ones([-(-length // step) for length in ink.shape], bool))
    ink = ink * kept.repeat(step, axis=0).repeat(step, axis=1)[: len(ink), : ink.shape[1]]
    rows, columns = (np.flatnonzero((ink > EDGE).any(axis=axis)) for axis in (1, 0))
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(ink / ink.max()), remarks


def _chosen(candidates: Sequence[Candidate]) -> Candidate:
    """Return the one that is more like a digit; a rectangle is rather the sheet that the other one is on."""
    best, *rest = sorted(candidates, key=_weight, reverse=True)
    if is_rectangle(best.digit) and rest and rest[0].score >= STROKE * rest[0].digit.length:
        return rest[0]
    if best.score < STROKE * best.digit.length:
        raise ValueError(f"there is no digit to be seen: {EXPECTED}")
    if any(_weight(other) > DOUBT * _weight(best) and not is_rectangle(other.digit) for other in rest):
        raise ValueError(f"it cannot be told whether the digit is dark or light: {EXPECTED}")
    return best


def _weight(candidate: Candidate) -> float:
    """Return how much like a digit something is, less if it may be what is between strokes."""
    return candidate.score * (AT_EDGE if CUT in candidate.remarks else 1)


def _candidate(grey: Array) -> Candidate:
    """Return what may be the digit if the ink is dark; raise ValueError if there is nothing of that kind."""
    paper = paper_under(grey)
    even, ruled = without_rules(1 - darkness(grey, paper))
    ink, sure = find_ink(even, np.maximum(paper, DARKEST))
    step = step_of(ink)
    highest, solid = _pooled(ink, step).max(axis=(1, 3)), _pooled(ink, step).mean(axis=(1, 3)) > sure
    shades, papers = (_pooled(values, step).mean(axis=(1, 3)) for values in (grey, paper))
    pieces = [piece for piece in connected(highest > EDGE) if piece.within(highest > max(sure, EDGE)).any()]
    scores = [_score(piece, solid, shades, papers) for piece in pieces]
    kinds = [_what_else(piece, pieces, highest.shape) for piece in pieces]
    if not {"", CUT} & {*kinds}:
        kinds = [CUT if _may_be_cropped(piece, highest.shape) else BORDER for piece in pieces]
    inside = [number for number, kind in enumerate(kinds) if kind in ("", CUT)]
    if not inside:
        raise ValueError(f"there is no digit to be seen: {EXPECTED}")
    best = max(inside, key=lambda number: scores[number])
    digit, others = _joined(pieces[best], [pieces[number] for number in inside if number != best])
    others += [  # an 8 beside a 6 has the shape of a frame, too
        piece for piece, kind in zip(pieces, kinds, strict=True) if kind == FRAME and not _holds(piece, digit)
    ]
    large = [kind for piece, kind in zip(pieces, kinds, strict=True) if piece.length >= NEAR * digit.length]
    remarks = [remark for remark in (FRAME, BORDER) if remark in large]
    cut = [CUT] if _touching(digit, highest.shape) else []
    return Candidate(scores[best], digit, others, ink, [*([RULES] if ruled else []), *remarks, *cut])


def _what_else(piece: Piece, pieces: Sequence[Piece], shape: tuple[int, ...]) -> str:
    """Return what a piece is, if it is not a digit, or not all of one."""
    touching = _touching(piece, shape)
    if len(touching) > 1 or any(places > piece.length / 2 for places in touching):
        return BORDER
    if touching:
        return CUT
    large = bool((piece.sides > LARGEST * np.array(shape)).all())
    return FRAME if is_rectangle(piece) and (large or _goes_round_a_stroke(piece, pieces)) else ""


def _may_be_cropped(piece: Piece, shape: tuple[int, ...]) -> bool:
    """Tell whether a piece may be a digit, of which the picture shows no more than its box."""
    sides = sum(places > piece.length / 2 for places in _touching(piece, shape))
    return sides <= 1 and is_slender(piece) and not is_rectangle(piece)


def _is_wide(piece: Piece) -> bool:
    """Tell whether a piece is rather two digits side by side, if it is of more than one."""
    return bool(piece.sides[1] > WIDE * piece.sides[0])


def _goes_round_a_stroke(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Tell whether a stroke is in a piece, as in a frame, or left out of it, as of the sheet that it is on."""
    within = [one for one in pieces if _holds(piece, one)]
    return any(is_slender(one) and one.length >= SMALLEST * piece.length for one in [*within, *holes_in(piece)])


def _holds(frame: Piece, piece: Piece) -> bool:
    """Tell whether the box of a piece is within that of another."""
    ends = frame.start + frame.sides, piece.start + piece.sides
    return bool((piece.start > frame.start).all() and (ends[1] < ends[0]).all())


def _touching(piece: Piece, shape: tuple[int, ...]) -> list[int]:
    """Return with how many places a piece touches each edge of the picture, where it does."""
    ends = [(axis, end) for axis in (0, 1) for end in (0, shape[axis] - 1)]
    places = [int((piece.places[:, axis] == end).sum()) for axis, end in ends]
    return [count for count in places if count]


def _score(piece: Piece, solid: Array, shades: Array, papers: Array) -> float:
    """Return how much like a stroke a piece is: how slender, with as much of the paper's shade round it."""
    inside = tuple(piece.places.T)
    start, end = (piece.start - ROUND).clip(0), piece.start + piece.sides + ROUND
    around = np.ones(solid.shape, bool)
    around[tuple(map(slice, piece.start, piece.start + piece.sides))] = False
    box = tuple(map(slice, start, end))
    shade, paper = np.median(shades[inside]), np.median(papers[inside])
    contrast = np.median(shades[box][around[box]]) - shade if around[box].any() else paper - shade
    core = piece.within(solid)
    slenderness = max(1, piece.length - 2 * thickness(core)) * (THIN + core.sum() / len(piece.places))
    return float(slenderness * min(1, contrast / max(paper - shade, EXACT)))


def _joined(digit: Piece, others: Sequence[Piece]) -> tuple[Piece, list[Piece]]:
    """Return a digit with all pieces that belong to it, or to these, and those that are left, but no dust."""
    left = [other for other in others if len(other.places) >= SPECK * len(digit.places)]
    while near := [other for other in left if _belong_together(digit, other)]:
        left = [other for other in left if other is not near[0]]
        digit = digit.with_(near[0])
    return digit, left


def _belong_together(digit: Piece, other: Piece) -> bool:
    """Tell whether a piece is near to a digit, and not another one side by side with it."""
    if distance(digit, other) > NEAR * digit.length:
        return False
    return other.length < RIVAL * digit.length or _is_wide(digit) or not _is_wide(digit.with_(other))


def _pooled(values: Array, step: int) -> Array:
    """Return an image in blocks of `step` by `step` pixels, (rows, step, columns, step)."""
    padded = np.pad(values, [(0, -length % step) for length in values.shape], mode="edge")
    return padded.reshape(len(padded) // step, step, -1, step)

"""Squaring up: a page that was turned, or photographed askew, shown as if it lay flat.

A report is full of straight lines (frames, tables, axes). Where those that should be level meet, and where
those that should be upright meet, tells how the page was turned and tilted (Hartley & Zisserman 2004, 8.6):
the transformation that sends both points to infinity makes all of them parallel to the page's edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from pdf_parser.words import Picture

Matrix = npt.NDArray[np.float64]

_SEEN_AT = 1260  # pixels wide: lines are looked for in a small picture
_SHORTEST = 0.04  # of the picture's width
_STEEPEST = np.deg2rad(12)  # farther from the page's edges a line belongs to something else
_FEWEST = 4  # lines of each family, else the page is left as it is
_ROUNDS = 20
_ODD = np.deg2rad(0.15)  # a line that far from the others' direction counts half
_UNMOVED = 0.0008  # of the width: where no corner would move farther, nothing is done
_FARTHEST = 0.3  # of the width: where a corner would move farther, the lines deceived
_PRINTED_PART = 0.945  # of a page's width is inside of its outermost lines
_AS_LARGE = 1.1  # a page that fills less of its picture is enlarged
_LARGEST = 1.6


@dataclass(frozen=True, slots=True)
class Squared:
    """A page's picture, squared up.

    Attributes:
        picture: (height, width, 3) RGB.
        to_page: the homography from its pixels to those of the picture that was given.
    """

    picture: Picture
    to_page: Matrix


def square_up(picture: Picture) -> Squared:
    """The page with its level lines level and its upright ones upright; as it is if it was so already."""
    lines = _lines(picture)
    level, upright = _family(lines, 0), _family(lines, 1)
    if min(len(level), len(upright)) < _FEWEST:
        return Squared(picture, np.eye(3))
    upward = _flattening(_meeting_point(level, 0), _meeting_point(upright, 1))
    moved = _corner_shift(upward, picture)
    scale = _scale(_applied(upward, np.concatenate([level, upright]).reshape(-1, 2)))
    if moved > _FARTHEST or (moved < _UNMOVED and scale < _AS_LARGE):
        return Squared(picture, np.eye(3))
    return _warped(picture, upward, scale)


def _lines(picture: Picture) -> Matrix:
    """Straight lines, one a row: x, y of both ends, centred, in units of the picture's width."""
    height, width = picture.shape[:2]
    factor = min(1.0, _SEEN_AT / width)
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector().detect(small)[0]
    if found is None:
        return np.empty((0, 4))
    ends = found.reshape(-1, 4).astype(np.float64) / (factor * width) - [0.5, height / width / 2] * 2
    return np.asarray(ends[_lengths(ends) > _SHORTEST])


def _lengths(lines: Matrix) -> Matrix:
    return np.asarray(np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]))


def _family(lines: Matrix, axis: int) -> Matrix:
    """Lines along x (axis 0) or y (axis 1)."""
    along = np.abs(lines[:, 2 + axis] - lines[:, axis])
    across = np.abs(lines[:, 3 - axis] - lines[:, 1 - axis])
    return np.asarray(lines[np.arctan2(across, along) < _STEEPEST])


def _meeting_point(lines: Matrix, axis: int) -> Matrix:
    """The homogeneous point where the lines of one family meet, by weighted least squares."""
    ones = np.ones((len(lines), 1))
    normals = np.cross(np.hstack([lines[:, :2], ones]), np.hstack([lines[:, 2:], ones]))
    middles = np.hstack([(lines[:, :2] + lines[:, 2:]) / 2, ones])
    lengths = _lengths(lines)
    point = np.eye(3)[axis]
    weights = lengths.copy()
    for _ in range(_ROUNDS):
        scaled = normals * (weights / lengths)[:, None]
        point = np.linalg.svd(scaled)[2][-1]
        weights = lengths / (1 + (_angles_to(point, middles, lines) / _ODD) ** 2)
    return np.asarray(point * np.sign(point[axis]))


def _angles_to(point: Matrix, middles: Matrix, lines: Matrix) -> Matrix:
    """How far each line's direction is from the one that leads to the point."""
    wanted = point[:2] - middles[:, :2] * point[2]
    given = lines[:, 2:] - lines[:, :2]
    cross = wanted[:, 0] * given[:, 1] - wanted[:, 1] * given[:, 0]
    return np.asarray(np.abs(cross) / (np.hypot(*wanted.T) * np.hypot(*given.T)))


def _flattening(level: Matrix, upright: Matrix) -> Matrix:
    """The homography that sends both meeting points to infinity, along x and along y."""
    horizon = np.cross(level, upright)
    projective = np.array([[1, 0, 0], [0, 1, 0], horizon / horizon[2]])
    columns = [(projective @ point)[:2] for point in (level, upright)]
    affine = np.eye(3)
    affine[:2, :2] = np.linalg.inv(np.column_stack([each / np.hypot(*each) for each in columns]))
    return np.asarray(affine @ projective)


def _applied(matrix: Matrix, points: Matrix) -> Matrix:
    moved = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def _corner_shift(upward: Matrix, picture: Picture) -> float:
    half = picture.shape[0] / picture.shape[1] / 2
    corners = np.array([[-0.5, -half], [0.5, -half], [0.5, half], [-0.5, half]])
    return float(np.abs(_applied(upward, corners) - corners).max())


def _scale(ends: Matrix) -> float:
    """What makes the page that the lines stand on as wide as its picture; 1 to ``_LARGEST``."""
    page = (ends[:, 0].max() - ends[:, 0].min()) / _PRINTED_PART
    return float(np.clip(1 / page, 1.0, _LARGEST))


def _warped(picture: Picture, upward: Matrix, scale: float) -> Squared:
    """The whole picture, squared up; white where nothing was."""
    height, width = picture.shape[:2]
    centred = np.array([[1 / width, 0, -0.5], [0, 1 / width, -height / width / 2], [0, 0, 1]])
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    shown = np.diag([scale * width, scale * width, 1.0]) @ upward @ centred
    placed = _applied(shown, corners)
    shown = np.array([[1, 0, -placed[:, 0].min()], [0, 1, -placed[:, 1].min()], [0, 0, 1]]) @ shown
    size = np.ceil(placed.max(axis=0) - placed.min(axis=0)).astype(int)
    flat = cv2.warpPerspective(
        picture, shown, (int(size[0]), int(size[1])), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return Squared(flat.astype(np.uint8, copy=False), np.linalg.inv(shown))

"""Runs of samples, and the pieces a curve is parted into."""

from __future__ import annotations

import numpy as np
import pytest

from figures.runs import lone, pieces, runs


def mask(text: str) -> np.ndarray:
    return np.array([mark == "x" for mark in text], dtype=np.bool_)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", []), ("....", []), ("xxx", [(0, 3)]), ("x..xx.", [(0, 1), (3, 5)]), (".x", [(1, 2)])],
)
def test_runs(text: str, expected: list[tuple[int, int]]) -> None:
    assert runs(mask(text)) == expected


def test_lone_samples_stand_between_gaps() -> None:
    assert lone(mask("x.xx.x.")) == [0, 5]


def test_few_gaps_part_a_curve_at_each() -> None:
    assert pieces(mask("xx.xx..x"), most=3) == [(0, 2), (3, 5), (7, 8)]


def test_many_gaps_part_it_at_the_longest() -> None:
    assert pieces(mask("x.x...x.x..x"), most=3) == [(0, 3), (6, 9), (11, 12)]
    assert pieces(mask("x.x...x.x..x"), most=1) == [(0, 12)]


def test_nothing_has_no_pieces() -> None:
    assert pieces(mask("...."), most=3) == []

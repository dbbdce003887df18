"""Ways in which a PDF is damaged at random: its bytes, its numbers, its streams, and what they hold."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Damage = Callable[[bytes, np.random.Generator, Sequence[bytes]], bytes]

_NUMBER = re.compile(rb"(?<![\w.])-?\d{1,10}(?![\w.])")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_ODD_NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"2",
    b"65535",
    b"30000",
    b"2147483647",
    b"4294967296",
    b"99999999999",
    b"0.5",
)
_MOST_NUMBERS = 4


def mutated(seeds: Sequence[bytes], rng: np.random.Generator) -> bytes:
    """One of the seeds, damaged in one to three ways."""
    data = _one(seeds, rng)
    for _ in range(rng.integers(1, 4)):
        data = _one(_DAMAGES, rng)(data, rng, seeds)
    return data


def _flipped(data: bytes, rng: np.random.Generator, _: Sequence[bytes]) -> bytes:
    """Some bytes are others; half of the time close together."""
    if not data:
        return data
    places = rng.integers(len(data), size=rng.integers(1, 30))
    if rng.random() < 0.5:
        places = (places[0] + rng.integers(200, size=len(places))) % len(data)
    content = np.frombuffer(data, np.uint8).copy()
    content[places] = rng.integers(256, size=len(places))
    return content.tobytes()


def _cut(data: bytes, rng: np.random.Generator, _: Sequence[bytes]) -> bytes:
    """The end is missing, or a piece of the middle."""
    begin, end = _piece(data, rng)
    return data[:begin] if rng.random() < 0.5 else data[:begin] + data[end:]


def _spliced(data: bytes, rng: np.random.Generator, seeds: Sequence[bytes]) -> bytes:
    """A piece of another document within this one."""
    other = _one(seeds, rng)
    begin, end = _piece(other, rng)
    at = int(rng.integers(len(data) + 1))
    return data[:at] + other[begin:end] + data[at:]


def _other_numbers(data: bytes, rng: np.random.Generator, _: Sequence[bytes]) -> bytes:
    """Sizes, counts, offsets and references that are not meant."""
    found = list(_NUMBER.finditer(data))
    for place in sorted(rng.integers(len(found), size=_MOST_NUMBERS), reverse=True) if found else []:
        begin, end = found[place].span()
        data = data[:begin] + _one(_ODD_NUMBERS, rng) + data[end:]
    return data


def _swapped_streams(data: bytes, rng: np.random.Generator, _: Sequence[bytes]) -> bytes:
    """Two streams in each other's place."""
    found = list(_STREAM.finditer(data))
    if len(found) < 2:
        return data
    first, second = (found[place] for place in sorted(rng.choice(len(found), size=2, replace=False)))
    parts = (
        data[: first.start(1)],
        data[slice(*second.span(1))],
        data[first.end(1) : second.start(1)],
        data[slice(*first.span(1))],
        data[second.end(1) :],
    )
    return b"".join(parts)


def _damaged_within(data: bytes, rng: np.random.Generator, seeds: Sequence[bytes]) -> bytes:
    """What is packed in a stream is damaged, and packed again."""
    found = list(_STREAM.finditer(data))
    if not found:
        return data
    stream = _one(found, rng)
    try:
        content = zlib.decompress(stream[1])
    except zlib.error:
        return data
    inner = _one((_flipped, _cut, _other_numbers), rng)(content, rng, seeds)
    return data[: stream.start(1)] + zlib.compress(inner) + data[stream.end(1) :]


def _one(of: Sequence[T], rng: np.random.Generator) -> T:
    return of[int(rng.integers(len(of)))]


def _piece(data: bytes, rng: np.random.Generator) -> tuple[int, int]:
    begin, end = sorted(int(at) for at in rng.integers(len(data) + 1, size=2))
    return begin, end


_DAMAGES: tuple[Damage, ...] = (
    _flipped,
    _cut,
    _spliced,
    _other_numbers,
    _swapped_streams,
    _damaged_within,
)

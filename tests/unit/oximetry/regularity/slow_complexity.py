"""Complexity and periodicity as the textbooks write them down: slow, and easy to check by eye.

A signal is a list of whole percents, None where a sample is missing.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import mean, median

Signal = Sequence[int | None]
Word = tuple[int, ...]


def _words(signal: Signal, length: int) -> list[Word | None]:
    """The word that begins at each place; None where it would hold a missing sample."""
    slices = [tuple(signal[at : at + length]) for at in range(len(signal) - length + 1)]
    return [None if None in each else tuple(value for value in each if value is not None) for each in slices]


def _alike(one: Word, other: Word, r: float) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) <= r


def apen(signal: Signal, m: int = 2, r: float = 0.25) -> float | None:
    """Pincus 1991."""

    def phi(length: int) -> float:
        words = [word for word in _words(signal, length) if word is not None]
        shares = [sum(_alike(one, other, r) for other in words) / len(words) for one in words]
        return mean(math.log(share) for share in shares)

    return phi(m) - phi(m + 1) if any(_words(signal, m + 1)) else None


def sampen(signal: Signal, m: int = 3, r: float = 0.2) -> float | None:
    """Richman & Moorman 2000: the same N - m places for both lengths, no word with itself."""
    words = [word for word in _words(signal, m + 1) if word is not None]
    a = b = 0
    for i, one in enumerate(words):
        for j, other in enumerate(words):
            if i != j:
                a += _alike(one, other, r)
                b += _alike(one[:m], other[:m], r)
    return -math.log(a / b) if a else None


def ctm(signal: Signal, rho: float = 0.25) -> float | None:
    """Cohen 1996."""
    points = [(x[1] - x[0], x[2] - x[1]) for x in _words(signal, 3) if x is not None]
    return mean(math.hypot(*point) < rho for point in points) if points else None


def bits_of(signal: Signal) -> list[int | None]:
    """1 above the median."""
    middle = median(value for value in signal if value is not None)
    return [None if value is None else int(value > middle) for value in signal]


def lz76_phrases(bits: Signal) -> int:
    """Each phrase is grown bit by bit until it is not in what stands before its last bit."""
    text = "".join("-" if bit is None else str(bit) for bit in bits)
    start = count = 0
    while start < len(text):
        if text[start] == "-":
            start += 1
            continue
        end = start + 1
        while end < len(text) and text[end] != "-" and text[start:end] in text[: end - 1]:
            end += 1
        count, start = count + 1, end
    return count


def kaspar_schuster(bits: Sequence[int]) -> int:
    """Kaspar & Schuster 1987, Phys Rev A 36:842, figure 1, for two bits or more."""
    i, k, longest, begin, count = 0, 1, 1, 1, 1
    while True:
        if bits[i + k - 1] == bits[begin + k - 1]:
            k += 1
            if begin + k > len(bits):
                return count + 1
            continue
        longest, i = max(longest, k), i + 1
        if i == begin:
            count, begin = count + 1, begin + longest
            if begin + 1 > len(bits):
                return count
            i = 0
            longest = 1
        k = 1


def lz78_phrases(bits: Sequence[int]) -> int:
    """Different phrases of Ziv & Lempel 1978, an incomplete last one not counted."""
    known: set[tuple[int, ...]] = set()
    phrase: tuple[int, ...] = ()
    for bit in bits:
        phrase = (*phrase, bit)
        if phrase not in known:
            known.add(phrase)
            phrase = ()
    return len(known)


def lz(signal: Signal) -> float | None:
    """Phrases over n / log2(n)."""
    valid = sum(value is not None for value in signal)
    return lz76_phrases(bits_of(signal)) / (valid / math.log2(valid)) if valid > 1 else None


def stretches(signal: Signal) -> list[list[int]]:
    """The runs between the missing samples."""
    found: list[list[int]] = [[]]
    for value in signal:
        if value is None:
            found.append([])
        else:
            found[-1].append(value)
    return [each for each in found if each]


def _residual(box: Sequence[float]) -> float:
    """Sum of squares about the least-square line."""
    times = range(len(box))
    t, y = mean(times), mean(box)
    spread = sum((at - t) ** 2 for at in times)
    slope = (
        sum((at - t) * (value - y) for at, value in zip(times, box, strict=True)) / spread if spread else 0
    )
    return sum((value - y - slope * (at - t)) ** 2 for at, value in zip(times, box, strict=True))


def fluctuation(signal: Signal, size: int) -> float:
    """Peng 1995: F(n) over whole boxes, the running sum beginning anew in each stretch."""
    runs = stretches(signal)
    level = mean(value for run in runs for value in run)
    boxes = []
    for run in runs:
        profile = list(accumulate(value - level for value in run))
        boxes += [profile[at : at + size] for at in range(0, len(run) - size + 1, size)]
    return math.sqrt(sum(map(_residual, boxes)) / (len(boxes) * size))


def f20(signal: Signal) -> float | None:
    """F(20) of the trapezoidal running sum, with shorter last boxes."""
    runs = stretches(signal)
    level = mean(value for run in runs for value in run)
    total, count = 0.0, 0
    for run in runs:
        profile = list(accumulate((one + other) / 2 - level for one, other in pairwise(run)))
        count += len(profile)
        total += sum(_residual(profile[at : at + 20]) for at in range(0, len(profile), 20))
    return math.sqrt(total / count) if count else None


def prsa_course(signal: Signal, d: int = 10) -> list[float]:
    """The mean of the windows around falls, missing ones left out; empty without any."""
    windows = []
    for at in range(d, len(signal) - d + 1):
        window = [value for value in signal[at - d : at + d] if value is not None]
        if len(window) == 2 * d and window[d] < window[d - 1]:
            windows.append(window)
    return [mean(column) for column in zip(*windows, strict=True)]


def welch_density(signal: Signal, size: int = 256) -> list[float]:
    """Welch 1967: Hamming window, half overlapping, one-sided, %²/Hz at 1 Hz, by the Fourier sum itself."""
    window = [0.54 - 0.46 * math.cos(2 * math.pi * at / size) for at in range(size)]
    turns = [cmath.exp(-2j * math.pi * at / size) for at in range(size)]
    segments = [
        run[at : at + size] for run in stretches(signal) for at in range(0, len(run) - size + 1, size // 2)
    ]
    density = []
    for k in range(size // 2 + 1):
        powers = []
        for segment in segments:
            level = mean(segment)
            parts = (
                (x - level) * w * turns[k * at % size]
                for at, (x, w) in enumerate(zip(segment, window, strict=True))
            )
            powers.append(abs(sum(parts)) ** 2)
        sides = 1 if k in (0, size // 2) else 2
        density.append(sides * mean(powers) / sum(w * w for w in window))
    return density

"""Lempel-Ziv complexity of a signal about its median."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oximetry.quality import runs
from oximetry.recording import Samples
from oximetry.signal import MISSING

Bits = NDArray[np.uint8]

NO_BIT = 255  # where a sample is missing
_PACKED = 7  # bits in a packed byte: none of them equals NO_BIT


def lempel_ziv(values: Samples) -> float | None:
    """Phrases of the signal's bits over n / log2(n), n valid samples: 1 for a long random sequence.

    A bit says whether a sample lies above the median of all valid ones. The
    phrases are those of Lempel & Ziv 1976 (IEEE Trans Inf Theory 22:75): each
    is the shortest word that has not occurred before, an occurrence that
    overlaps it counting; the last may be incomplete. A phrase ends where
    samples are missing, and no earlier word is found across a gap.

    The toolbox pobm 1.2.0 takes the same bits (0 where a sample is missing)
    and names the same source, but counts the different phrases of the later
    algorithm of 1978 and does not normalise; its numbers do not compare.

    Args:
        values: SpO2, %, ``MISSING`` or less where there is none; shape ``(n,)``.

    Returns:
        the complexity, or None below two valid samples.
    """
    shown = values > MISSING
    valid = int(shown.sum())
    if valid < 2:
        return None
    bits = np.where(shown, values > np.median(values[shown]), NO_BIT).astype(np.uint8)
    return phrases(bits) * math.log2(valid) / valid


def phrases(bits: Bits) -> int:
    """How many phrases the bits fall into; ``NO_BIT`` ends one.

    Args:
        bits: 0, 1 or ``NO_BIT``; shape ``(n,)``.
    """
    text = _Text(bits.tobytes(), _packed(bits))
    starts, ends = runs(bits != NO_BIT)
    count = 0
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        while start < end:
            count += 1
            start += text.known(start, end) + 1
    return count


@dataclass(frozen=True, slots=True)
class _Text:
    """The bits, one a byte; and seven successive ones a byte, in which long words are found much quicker."""

    bits: bytes
    packed: bytes

    def known(self, start: int, end: int) -> int:
        """Length of the longest word at ``start``, up to ``end``, that occurs from an earlier place on.

        A longer word occurs first where a shorter one does, or later, so the
        search never goes back.
        """
        length, place = 0, 0
        while start + length < end:
            place = self._find(start, length + 1, place)
            if place < 0:
                break
            length += 1
            while start + length < end and self.bits[place + length] == self.bits[start + length]:
                length += 1
        return length

    def _find(self, start: int, length: int, place: int) -> int:
        """Where the word at ``start`` occurs first from ``place`` on and before ``start``; -1 if nowhere."""
        if length < _PACKED:
            return self.bits.find(self.bits[start : start + length], place, start + length - 1)
        size = length - _PACKED + 1
        return self.packed.find(self.packed[start : start + size], place, start + size - 1)


def _packed(bits: Bits) -> bytes:
    """Byte ``i`` holds the bits ``i`` to ``i + 6``; it is ``NO_BIT`` where one of them is missing."""
    places = max(len(bits) - _PACKED + 1, 0)
    packed, whole = np.zeros(places, dtype=np.uint8), np.ones(places, dtype=bool)
    for offset in range(_PACKED):
        bit = bits[offset : offset + places]
        packed = (packed << 1 | bit & 1).astype(np.uint8)
        whole &= bit != NO_BIT
    packed[~whole] = NO_BIT
    return packed.tobytes()

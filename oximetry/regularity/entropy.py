"""Entropies of a signal in whole percents, from its words.

A word is some successive samples, none of them missing: a word that would
hold a missing sample does not exist, so nothing is compared across a gap.
Two words are alike if none of their samples differ by more than r. SpO2 is an
integer and the r of the published definitions is below 1, so alike means
equal, and counting equal words gives exactly what comparing all pairs gives.

All functions take SpO2 in %, shape ``(n,)``, with ``MISSING`` or less where
there is none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oximetry.recording import Samples
from oximetry.signal import MISSING

Words = NDArray[np.int32]
Counts = NDArray[np.int64]

APEN_LENGTH, SAMPEN_LENGTH = 2, 3
BITS = 7  # hold any %, and 32 bits hold four of them


def approximate_entropy(values: Samples) -> float | None:
    """ApEn with m = 2 and r = 0.25 %, nats.

    Definition (Pincus 1991, PNAS 88:2297; parameters of Levy et al. 2021,
    table 3): phi(m) - phi(m + 1), where phi(m) is the mean over the
    N - m + 1 words of m samples of ln(share of these words that are alike),
    the word itself included.

    The toolbox pobm 1.2.0 computes the same where nothing is missing. Where
    something is, it closes the gap and so adds words that were never measured.

    Returns:
        the entropy, or None if there is no word of three samples.
    """
    shorter, longer = words(values, APEN_LENGTH), words(values, APEN_LENGTH + 1)
    return _mean_log_share(shorter) - _mean_log_share(longer) if len(longer) else None


def sample_entropy(values: Samples) -> float | None:
    """SampEn with m = 3 and r = 0.2 %, nats.

    Definition (Richman & Moorman 2000, Am J Physiol 278:H2039; parameters of
    Levy et al. 2021, table 3): ln(B / A), where A is the number of pairs of
    alike words of m + 1 samples and B that of alike words of m samples, no
    word with itself. Both are counted over the same N - m places, those where
    a word of m + 1 samples begins.

    The toolbox pobm 1.2.0 compares these words of m samples with the last one
    of the signal as well: its B is larger by the number of times that the last
    word occurs before. Where samples are missing, it takes one off A and B for
    each word with a gap in it, since that word does not even match itself.

    Returns:
        the entropy, or None if no two words are alike.
    """
    longer = words(values, SAMPEN_LENGTH + 1)
    pairs_longer, pairs_shorter = _pairs(longer), _pairs(longer >> BITS)
    return float(np.log(pairs_shorter / pairs_longer)) if pairs_longer else None


def central_tendency(values: Samples) -> float | None:
    """CTM with rho = 0.25 %: the share of small second-order steps, 0 to 1.

    Definition (Cohen et al. 1996, IEEE Eng Med Biol 15:97; parameter of Levy
    et al. 2021, table 3): of all points (x[i+1] - x[i], x[i+2] - x[i+1]) the
    share within rho of the origin; on integers, three equal samples in a row.
    The toolbox pobm 1.2.0 counts three samples with a gap in them as outside;
    here they are no point.

    Returns:
        the share, or None if there are no three successive samples.
    """
    threes = words(values, 3)
    last = threes & ((1 << BITS) - 1)
    still = threes == last * (1 + (1 << BITS) + (1 << 2 * BITS))
    return float(still.mean()) if len(threes) else None


def words(values: Samples, length: int) -> Words:
    """Every word of ``length`` (at most 4) successive samples as one number, the first sample highest.

    Returns:
        the words without a missing sample, in order, shape ``(words,)``.
    """
    places = max(len(values) - length + 1, 0)
    packed, whole = np.zeros(places, dtype=np.int32), np.ones(places, dtype=bool)
    for offset in range(length):
        sample = values[offset : offset + places]
        packed = (packed << BITS) | sample
        whole &= sample > MISSING
    return packed[whole]


def _counts(found: Words) -> Counts:
    """How often each different word occurs."""
    ordered = np.sort(found)
    begins = np.flatnonzero(np.diff(ordered, prepend=np.int32(-1)))
    return np.diff(begins, append=len(ordered))


def _mean_log_share(found: Words) -> float:
    """Phi: the mean over all words of the natural logarithm of their share."""
    counts = _counts(found)
    return float((counts * np.log(counts / len(found))).sum() / len(found))


def _pairs(found: Words) -> int:
    """Ordered pairs of equal words at different places."""
    counts = _counts(found)
    return int((counts * (counts - 1)).sum())

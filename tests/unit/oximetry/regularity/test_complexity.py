"""Complexity against its slow form, known signals, gaps, and a whole real night."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import read_file
from oximetry.analysis import Complexity
from oximetry.recording import Samples
from oximetry.regularity.complexity import complexity
from oximetry.regularity.entropy import approximate_entropy, central_tendency, sample_entropy
from oximetry.regularity.fluctuation import fluctuation_of_20, scaling_exponent
from oximetry.regularity.lempel_ziv import lempel_ziv, phrases
from tests.recordings import REPORT_NIGHT, real
from tests.unit.oximetry.regularity import slow_complexity as slow
from tests.unit.oximetry.samples import recording

MEASURES = [
    (approximate_entropy, slow.apen),
    (sample_entropy, slow.sampen),
    (central_tendency, slow.ctm),
    (lempel_ziv, slow.lz),
    (fluctuation_of_20, slow.f20),
]
measures = pytest.mark.parametrize(
    ("quick", "plain"), MEASURES, ids=[quick.__name__ for quick, _ in MEASURES]
)
Quick = Callable[[Samples], float | None]
Plain = Callable[[slow.Signal], float | None]

few_levels = st.lists(st.none() | st.integers(92, 94), min_size=1, max_size=60).filter(any)
many_levels = st.lists(st.none() | st.integers(50, 100), min_size=1, max_size=60).filter(any)
held_levels = (
    st.lists(st.tuples(st.none() | st.integers(90, 96), st.integers(1, 30)), min_size=1, max_size=8)
    .map(lambda steps: [level for level, seconds in steps for _ in range(seconds)])
    .filter(any)
)
gapless = st.lists(st.integers(0, 1), min_size=2, max_size=200)


def samples(signal: slow.Signal) -> Samples:
    return np.array([value or 0 for value in signal], dtype=np.int16)


def same(one: float | None, other: float | None) -> bool:
    """Both undefined, or equal but for rounding."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def of(signal: slow.Signal) -> Complexity:
    return complexity(recording(signal))


@measures
@settings(max_examples=60, deadline=None)
@given(signal=few_levels | many_levels | held_levels)
def test_it_is_what_the_textbook_says(quick: Quick, plain: Plain, signal: slow.Signal) -> None:
    assert same(quick(samples(signal)), plain(signal))


@measures
def test_it_is_what_the_textbook_says_on_real_samples(quick: Quick, plain: Plain) -> None:
    # Around 23:17, where six samples are below the device's range.
    night = read_file(real(REPORT_NIGHT))
    part = slice(2300, 2700)
    assert not night.spo2_valid[part].all()
    signal = [int(v) if ok else None for v, ok in zip(night.spo2[part], night.spo2_valid[part], strict=True)]
    assert same(quick(samples(signal)), plain(signal))


@given(gapless)
def test_phrases_are_those_of_kaspar_and_schuster(bits: list[int]) -> None:
    assert phrases(np.array(bits, dtype=np.uint8)) == slow.kaspar_schuster(bits)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 40)), min_size=2, max_size=12))
def test_long_words_are_found_as_short_ones_are(steps: list[tuple[int, int]]) -> None:
    bits = [bit for bit, length in steps for _ in range(length)]
    assert phrases(np.array(bits, dtype=np.uint8)) == slow.kaspar_schuster(bits)


def test_phrases_of_the_paper() -> None:
    # Kaspar & Schuster 1987: 0001101001000101 is 0.001.10.100.1000.101.
    assert phrases(np.array([int(bit) for bit in "0001101001000101"], dtype=np.uint8)) == 6


def test_a_constant_signal() -> None:
    # Its bits are two phrases, 0 and all the rest; no fluctuation has a logarithm.
    flat = of([95] * 1000)
    assert (flat.apen, flat.sampen, flat.ctm, flat.dfa, flat.dfa_f20) == (0, 0, 1, None, 0)
    assert flat.lz == 2 * math.log2(1000) / 1000


def test_an_alternating_signal() -> None:
    # Words 94-95 and 95-94, each of which says how it goes on; the phrases 0, 1 and the rest.
    swing = of([94, 95] * 500)
    assert swing.apen == pytest.approx(0, abs=1e-5)  # 999 and 998 words
    assert swing.sampen == 0
    assert swing.ctm == 0
    assert swing.lz == 3 * math.log2(1000) / 1000


def test_pairs_of_equal_samples() -> None:
    # Four words of three samples, each with one successor.
    pairs = of([94, 94, 95, 95] * 250)
    assert pairs.sampen == 0
    assert pairs.ctm == 0


def test_two_words_by_hand() -> None:
    # Words of four at the places 0 to 5: 9001 0010 0109 1090 0900 9002; of three: 900 twice. B = 2, A = 0.
    zero, one, two, nine = 90, 91, 92, 99
    assert of([nine, zero, zero, one, zero, nine, zero, zero, two]).sampen is None
    # With the last sample as the first time: B = 2, A = 2.
    assert of([nine, zero, zero, one, zero, nine, zero, zero, one]).sampen == 0


@pytest.mark.parametrize(("walk", "alpha"), [(False, 0.5), (True, 1.5)])
def test_exponent_of_noise_and_of_a_random_walk(walk: bool, alpha: float) -> None:
    noise = np.random.default_rng(1).normal(size=20_000)
    signal = np.cumsum(noise) if walk else noise  # finer than whole percents
    values = (signal / np.abs(signal).max() * 10_000 + 20_000).astype(np.int16)
    assert scaling_exponent(values) == pytest.approx(alpha, abs=0.05)


@pytest.mark.parametrize("gaps", [(), (100, 101, 350)])
def test_exponent_is_the_slope_of_the_textbook_fluctuations(gaps: Sequence[int]) -> None:
    rng = np.random.default_rng(2)
    signal: list[int | None] = [int(value) for value in 90 + rng.integers(-2, 3, size=600).cumsum() % 9]
    for gap in gaps:
        signal[gap] = None
    valid = sum(value is not None for value in signal)
    sizes = sorted({round(size) for size in np.geomspace(10, valid // 10, 20)})
    slope = np.polyfit(np.log(sizes), np.log([slow.fluctuation(signal, size) for size in sizes]), 1)[0]
    assert scaling_exponent(samples(signal)) == pytest.approx(slope, rel=1e-9)


def test_exponent_needs_four_hundred_samples_and_some_without_a_gap() -> None:
    noise = [int(value) for value in np.random.default_rng(3).integers(90, 98, size=400)]
    assert of(noise).dfa is not None
    assert of(noise[:399]).dfa is None
    assert of([value if at % 10 else None for at, value in enumerate(noise * 2)]).dfa is None


def test_what_the_arrays_hold_at_a_gap_means_nothing() -> None:
    night = recording([95, 94, 93, 95, None, 94, 93, 94] * 60)
    other = replace(night, spo2=np.where(night.spo2_valid, night.spo2, 77).astype(np.int16))
    assert complexity(other) == complexity(night)
    assert complexity(other, period_s=1) == complexity(night, period_s=1)


@measures
def test_nothing_crosses_a_gap(quick: Quick, plain: Plain) -> None:
    # However long it is.
    drawn = np.random.default_rng(0).integers(92, 96, size=150).tolist()
    before, after = [*drawn, 93, 93], [93, 93, *drawn[::-1]]
    short, long = ([*before, *[None] * gap, *after] for gap in (1, 500))
    assert quick(samples(short)) == quick(samples(long))
    assert same(quick(samples(short)), plain(short))
    assert not same(quick(samples(short)), plain([*before, *after]))


def test_a_night_without_spo2() -> None:
    empty = Complexity(4.0, None, None, None, None, None, None)
    assert of([None] * 500) == empty
    assert of([95]) == empty


def test_words_are_compared_at_the_period_that_is_stated() -> None:
    night = recording([95, 94, 93, 95, 94, 93, 94] * 20, period_s=4)
    own, held = complexity(night), complexity(night, period_s=1)
    assert (own.period_s, held.period_s) == (4, 1)
    signal = [95, 94, 93, 95, 94, 93, 94] * 20
    assert own.sampen == pytest.approx(slow.sampen(signal))
    assert held.sampen == pytest.approx(slow.sampen([value for value in signal for _ in range(4)]))
    assert complexity(night, period_s=4) == own
    with pytest.raises(ValueError, match="must be 1 or the recording's own 4, not 2"):
        complexity(night, period_s=2)


def test_the_report_night() -> None:
    # From slow_complexity, over the whole night: 767,436 pairs of alike words of four samples and 1,445,374
    # of three in SampEn; 186 phrases; F(n) of 20 box sizes from 10 to 893.
    found = complexity(read_file(real(REPORT_NIGHT)))
    assert found.period_s == 4
    assert found.apen == pytest.approx(1.0685723000115814, rel=1e-12)
    assert found.sampen == pytest.approx(-math.log(767_436 / 1_445_374), rel=1e-12)
    assert found.lz == pytest.approx(0.27325574662082, rel=1e-12)
    assert found.ctm == pytest.approx(0.36510428347163043, rel=1e-12)
    assert found.dfa == pytest.approx(0.926149438089742, rel=1e-9)
    assert found.dfa_f20 == pytest.approx(4.899787715738574, rel=1e-9)

"""Complexity and periodicity, computed by us and by the published toolbox, on signals without a gap.

Where samples are missing the two differ by intention; the docstrings of the
measures say how.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from oximetry import read_file
from oximetry.recording import Samples
from oximetry.regularity.entropy import (
    SAMPEN_LENGTH,
    approximate_entropy,
    central_tendency,
    sample_entropy,
    words,
)
from oximetry.regularity.fluctuation import fluctuation_of_20
from oximetry.regularity.periodicity import prsa, spectrum
from oximetry.simulate import night
from tests.recordings import RING_NIGHT, real
from tests.reference.nights import as_signal
from tests.reference.toolbox import Ask
from tests.unit.oximetry.regularity.slow_complexity import bits_of, lz78_phrases

SHORT = 1500  # the toolbox compares all pairs


@pytest.fixture(scope="module")
def whole() -> Samples:
    """A night of eight hours without a gap, at 1 Hz."""
    signal = as_signal(night(hours=8).with_rem_clusters().recording())
    return signal.astype(np.int16)


@pytest.fixture(scope="module")
def of_whole(ask: Ask, whole: Samples) -> dict[str, Any]:
    said = ask({"night": whole.astype(np.float64)}, "lz", "ctm", "dfa", "prsa", "psd")["night"]
    return {name: each["value"] for name, each in said.items()}


def real_part() -> Samples:
    """25 minutes of a real night, at 1 Hz."""
    part = as_signal(read_file(real(RING_NIGHT)))[10_000 : 10_000 + SHORT]
    return part.astype(np.int16)


def made_up_part() -> Samples:
    return as_signal(night(hours=0.5, period_s=1, seed=5).recording())[:SHORT].astype(np.int16)


@pytest.mark.parametrize("make", [real_part, made_up_part])
def test_entropies(ask: Ask, make: Callable[[], Samples]) -> None:
    values = make()
    said = ask({"part": values.astype(np.float64)}, "apen", "sampen")["part"]
    assert approximate_entropy(values) == pytest.approx(said["apen"]["value"], rel=1e-9)
    # The toolbox compares its N - m words of m samples with the last word as well.
    threes = words(values, SAMPEN_LENGTH).tolist()
    fours = Counter(words(values, SAMPEN_LENGTH + 1).tolist())
    alike = sum(count * (count - 1) for count in Counter(threes[:-1]).values())
    with_last = alike + threes[:-1].count(threes[-1])
    longer = sum(count * (count - 1) for count in fours.values())
    assert said["sampen"]["value"] == pytest.approx(-math.log(longer / with_last), rel=1e-9)
    assert sample_entropy(values) == pytest.approx(-math.log(longer / alike), rel=1e-9)
    assert sample_entropy(values) == pytest.approx(said["sampen"]["value"], abs=0.001)


def test_central_tendency(whole: Samples, of_whole: dict[str, Any]) -> None:
    assert central_tendency(whole) == pytest.approx(of_whole["ctm"], rel=1e-12)


def test_fluctuation(whole: Samples, of_whole: dict[str, Any]) -> None:
    assert fluctuation_of_20(whole) == pytest.approx(of_whole["dfa"], rel=1e-9)


def test_the_bits_of_lempel_and_ziv_are_the_same_and_the_toolbox_counts_the_phrases_of_1978(
    whole: Samples, of_whole: dict[str, Any]
) -> None:
    bits = [bit for bit in bits_of(whole.tolist()) if bit is not None]
    assert of_whole["lz"] == lz78_phrases(bits)


def test_course_around_falls(whole: Samples, of_whole: dict[str, Any]) -> None:
    found, theirs = prsa(whole), of_whole["prsa"]
    assert found is not None
    assert found.capacity_pct == pytest.approx(theirs["PRSAc"], rel=1e-9)
    assert found.amplitude_pct == pytest.approx(theirs["PRSAad"], rel=1e-9)
    assert found.slope_pct_per_s == pytest.approx(theirs["PRSAos"], rel=1e-9)
    assert found.slope_before_pct_per_s == pytest.approx(theirs["PRSAsb"], rel=1e-9)
    assert found.slope_after_pct_per_s == pytest.approx(theirs["PRSAsa"], rel=1e-9)


def test_spectrum(whole: Samples, of_whole: dict[str, Any]) -> None:
    found, theirs, n = spectrum(whole), of_whole["psd"], len(whole)
    assert found is not None
    assert found.total_pct2 == pytest.approx(theirs["PSD_total"] * n / 256, rel=1e-9)
    assert found.band_pct2 == pytest.approx(theirs["PSD_band"] * n / 256, rel=1e-9)
    assert found.band_ratio == pytest.approx(theirs["PSD_ratio"], rel=1e-9)
    assert found.peak_pct2_per_hz == pytest.approx(theirs["PSD_peak"] * n, rel=1e-9)

"""Periodicity against its slow form, known signals, gaps, and a whole real night."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oximetry import read_file
from oximetry.analysis import Periodicity, Prsa, Spectrum
from oximetry.regularity.periodicity import periodicity, welch_density
from tests.recordings import REPORT_NIGHT, real
from tests.unit.oximetry.regularity import slow_complexity as slow
from tests.unit.oximetry.samples import recording

levels = st.lists(
    st.tuples(st.none() | st.integers(90, 96), st.integers(1, 30)), min_size=2, max_size=30
).map(lambda steps: [level for level, seconds in steps for _ in range(seconds)])


def of(signal: Sequence[int | None], period_s: float = 1) -> Periodicity:
    return periodicity(recording(signal, period_s=period_s))


def prsa_of(signal: Sequence[int | None]) -> Prsa:
    found = of(signal).prsa
    assert found is not None
    return found


def spectrum_of(signal: Sequence[int | None], period_s: float = 1) -> Spectrum:
    found = of(signal, period_s).spectrum
    assert found is not None
    return found


def swing(seconds: int, cycle_s: float, height: float = 20) -> list[int]:
    return [round(75 + height * math.sin(2 * math.pi * at / cycle_s)) for at in range(seconds)]


def random_levels(seconds: int, seed: int = 1) -> list[int | None]:
    return [int(value) for value in np.random.default_rng(seed).integers(80, 99, size=seconds)]


@settings(max_examples=60, deadline=None)
@given(levels)
def test_the_course_around_falls_is_what_the_textbook_says(signal: list[int | None]) -> None:
    course, found = slow.prsa_course(signal), of(signal).prsa
    if not course:
        assert found is None
        return
    assert found is not None
    slopes = [float(np.polyfit(range(len(x)), x, 1)[0]) for x in (course, course[:10], course[10:])]
    expected = [(course[10] + course[11] - course[9] - course[8]) / 4, max(course) - min(course), *slopes]
    numbers = [
        found.capacity_pct,
        found.amplitude_pct,
        found.slope_pct_per_s,
        found.slope_before_pct_per_s,
        found.slope_after_pct_per_s,
    ]
    assert numbers == pytest.approx(expected, abs=1e-9)


def test_one_fall_by_hand() -> None:
    # 20 s at 95, 20 s at 91: one fall; a line through the middle of it has the slope -4 · 3 · 10 / (20² - 1).
    found = prsa_of([95] * 20 + [91] * 20)
    assert found.anchors == 1
    assert found.capacity_pct == -2
    assert found.amplitude_pct == 4
    assert found.slope_pct_per_s == pytest.approx(-4 * 3 * 10 / 399)
    assert (found.slope_before_pct_per_s, found.slope_after_pct_per_s) == pytest.approx((0, 0))


def test_a_fall_needs_ten_seconds_on_both_sides() -> None:
    assert prsa_of([95] * 10 + [91] * 10).anchors == 1
    assert of([95] * 9 + [91] * 20).prsa is None
    assert of([95] * 20 + [91] * 9).prsa is None
    assert of([95] * 40).prsa is None


def test_a_fall_with_a_missing_sample_near_it_is_left_out() -> None:
    fall = [95] * 20 + [91] * 20
    assert prsa_of([*fall, None, *fall]).anchors == 2
    assert prsa_of([*fall, *[95] * 20, None, 91]).anchors == 1
    assert of([95] * 12 + [None] + [95] * 9 + [91] * 20).prsa is None


def test_density_is_what_the_textbook_says() -> None:
    signal = [*random_levels(700), None, *random_levels(300, 2), None, None, *random_levels(255, 3)]
    found, density = spectrum_of(signal), slow.welch_density(signal)
    assert found.total_pct2 == pytest.approx(sum(density[:64]) / 256, rel=1e-9)
    assert found.band_pct2 == pytest.approx(sum(density[4:9]) / 256, rel=1e-9)  # 4/256 Hz to 8/256 Hz
    assert found.band_ratio == pytest.approx(sum(density[4:9]) / sum(density[:64]), rel=1e-9)
    assert found.peak_pct2_per_hz == pytest.approx(max(density[4:9]), rel=1e-9)
    assert found.peak_hz == density.index(max(density[4:9])) / 256


def test_density_up_to_the_highest_frequency() -> None:
    signal = random_levels(256)
    values = np.array(signal, dtype=np.int16)
    assert welch_density(values, np.array([0])).tolist() == pytest.approx(
        slow.welch_density(signal), rel=1e-9
    )


def test_a_cycle_of_forty_seconds() -> None:
    # 0.025 Hz lies between 6/256 and 7/256 Hz, nearer to 6/256. A sine of height 20 has a power of 200.
    found = spectrum_of(swing(4 * 3600, 40))
    assert found.peak_hz == 6 / 256
    assert abs(found.peak_hz - 1 / 40) < 1 / 512
    assert found.total_pct2 == pytest.approx(200, rel=0.02)
    assert found.band_ratio is not None
    assert found.band_ratio > 0.97


@pytest.mark.parametrize("cycle_s", [15, 200])
def test_a_cycle_outside_the_band(cycle_s: float) -> None:
    ratio = spectrum_of(swing(4 * 3600, cycle_s)).band_ratio
    assert ratio is not None
    assert ratio < 0.02


def test_the_spectrum_of_a_constant_signal() -> None:
    assert spectrum_of([95] * 300) == Spectrum(0.0, 0.0, None, 0.0, None)


def test_a_spectrum_needs_256_seconds_without_a_missing_sample() -> None:
    assert of(random_levels(255)).spectrum is None
    assert of(random_levels(256)).spectrum is not None
    assert of([*random_levels(255), None, *random_levels(255)]).spectrum is None
    # The stretches beside a gap give what each of them gives, weighted by its segments.
    one, other = random_levels(256), random_levels(256, 2)
    both = spectrum_of([*one, None, *other]).total_pct2
    assert both == pytest.approx((spectrum_of(one).total_pct2 + spectrum_of(other).total_pct2) / 2)


def test_it_is_always_looked_at_in_seconds() -> None:
    signal = [95, 93, 91, 92, 94] * 60
    held = [value for value in signal for _ in range(4)]
    assert of(signal, period_s=4) == of(held, period_s=1)
    assert of(signal, period_s=4).period_s == 1


def test_a_night_without_spo2() -> None:
    assert of([None] * 500) == Periodicity(1.0, None, None)


def test_the_report_night() -> None:
    # From slow_complexity, over the whole night held at 1 Hz.
    found = periodicity(read_file(real(REPORT_NIGHT)))
    assert found.prsa is not None
    assert found.spectrum is not None
    assert found.prsa.anchors == 2143
    assert found.prsa.capacity_pct == pytest.approx(-0.6378908072795113, rel=1e-9)
    assert found.prsa.amplitude_pct == pytest.approx(2.0639290713952363, rel=1e-9)
    assert found.prsa.slope_pct_per_s == pytest.approx(-0.144640181882612, rel=1e-9)
    assert found.prsa.slope_before_pct_per_s == pytest.approx(-0.055272274777641975, rel=1e-9)
    assert found.prsa.slope_after_pct_per_s == pytest.approx(-0.05748950069995367, rel=1e-9)
    assert found.spectrum.total_pct2 == pytest.approx(5.410412191880995, rel=1e-9)
    assert found.spectrum.band_pct2 == pytest.approx(1.3695982556613324, rel=1e-9)
    assert found.spectrum.band_ratio == pytest.approx(0.25314120386549976, rel=1e-9)
    assert found.spectrum.peak_pct2_per_hz == pytest.approx(120.49433066901285, rel=1e-9)
    assert found.spectrum.peak_hz == 4 / 256

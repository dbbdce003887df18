"""A stretch of a night, and what was left out by hand."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from oximetry import RecordingError, analyse
from oximetry.simulate import night
from tests.unit.oximetry.samples import START, recording

NIGHT = night(hours=6, seed=4).with_rem_clusters().with_below_range("01:00").with_gap("02:00", 300)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_stretch_is_analysed_as_if_it_were_all_there_is() -> None:
    signal = [90, 91, 92, 93, 94, 95]
    part = analyse(recording(signal), begin=at(4), end=at(16))
    assert (part.start, part.end, part.rows) == (at(4), at(12), 3)
    assert (part.spo2.min, part.spo2.max) == (91, 93)


@pytest.mark.parametrize(
    ("begin", "end", "rows"),
    [(0, 24, 6), (-100, 100, 6), (1, 24, 5), (4, 24, 5), (0, 20, 5), (0, 21, 6), (0, 19, 5)],
)
def test_a_sample_belongs_to_a_stretch_by_its_own_time(begin: int, end: int, rows: int) -> None:
    assert analyse(recording([95] * 6), begin=at(begin), end=at(end)).rows == rows


def test_two_halves_hold_the_whole() -> None:
    whole = NIGHT.recording()
    middle = whole.start + timedelta(hours=3)
    first, second = analyse(whole, end=middle), analyse(whole, begin=middle)
    both = analyse(whole)
    assert first.valid_spo2 + second.valid_spo2 == both.valid_spo2
    assert first.recording_s + second.recording_s == both.recording_s
    assert first.below[90].seconds + second.below[90].seconds == both.below[90].seconds


@pytest.mark.parametrize("span", [(24, 30), (5, 5), (10, 4), (-10, 0)])
def test_a_stretch_without_samples_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(RecordingError) as refused:
        analyse(recording([95] * 6), begin=at(span[0]), end=at(span[1]))
    assert refused.value.key == "nothing_left"


def test_what_is_left_out_counts_nowhere() -> None:
    signal = [95] * 100 + [70] * 10 + [95] * 100
    pulse = [60] * 100 + [180] * 10 + [60] * 100
    analysis = analyse(recording(signal, pulse), excluded=[(at(400), at(440))])
    assert (analysis.spo2.min, analysis.pulse.max) == (95, 60)
    assert (analysis.rows, analysis.recording_s, analysis.valid_spo2) == (200, 800, 200)
    assert analysis.excluded_s == ((400, 440),)
    (_, said) = analysis.warnings
    assert (said.code, said.message) == (
        "excluded",
        "Left out by hand (intervals: 1, together 40 s).",
    )


def test_a_sample_that_an_excluded_interval_touches_is_left_out() -> None:
    assert analyse(recording([95] * 6), excluded=[(at(7), at(9))]).excluded_s == ((4, 12),)


def test_overlapping_intervals_are_counted_once() -> None:
    spans = [(at(0), at(8)), (at(4), at(12)), (at(500), at(600))]
    assert analyse(recording([95] * 6), excluded=spans).excluded_s == ((0, 12),)


def test_excluding_everything_is_refused() -> None:
    with pytest.raises(RecordingError, match="Nothing of the recording is left"):
        analyse(recording([95] * 6), excluded=[(at(-1), at(100))])


def test_an_excluded_desaturation_is_gone_and_the_others_are_as_they_were() -> None:
    whole = NIGHT.recording()
    before = analyse(whole).desaturations
    out = before[3]
    span = (
        whole.start + timedelta(seconds=out.start_s - 20),
        whole.start + timedelta(seconds=out.end_s + 20),
    )
    after = analyse(whole, excluded=[span]).desaturations
    assert out not in after
    kept = [each for each in before if each.end_s < out.start_s - 110 or each.start_s > out.end_s + 110]
    assert set(kept) <= set(after)


def test_excluding_is_as_if_the_rows_were_missing_from_the_file() -> None:
    gappy = night(hours=6, seed=4).with_rem_clusters().with_gap("02:00", 300).recording()
    whole = night(hours=6, seed=4).with_rem_clusters().recording()
    span = (datetime(2025, 10, 16, 2), datetime(2025, 10, 16, 2, 5))
    excluded, missing = analyse(whole, excluded=[span]), analyse(gappy)
    assert (excluded.odi, excluded.spo2, excluded.below) == (missing.odi, missing.spo2, missing.below)


def test_below_range_is_judged_on_the_whole_night() -> None:
    # The stretch begins within the run; the value it was entered from lies outside.
    signal: list[int | None] = [90, 80, 70, 64, *[None] * 10, 64, 90, 90]
    whole = recording(signal)
    part = analyse(whole, begin=at(6 * 4))
    assert (part.spo2.below_range.runs, part.spo2.below_range.seconds) == (1, 32)
    without_entry = analyse(whole, excluded=[(at(12), at(16))])
    assert without_entry.spo2.below_range.seconds == 40


def test_the_whole_night_is_not_copied() -> None:
    whole = NIGHT.recording()
    before = whole.spo2_valid.copy()
    analyse(whole, excluded=[(whole.start, whole.start + timedelta(hours=1))])
    assert np.array_equal(whole.spo2_valid, before)

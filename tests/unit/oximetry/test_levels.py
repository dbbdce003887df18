"""Levels, times and what the missing values mean."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oximetry import analyse
from oximetry.command.table import table
from oximetry.device_rule import baseline, episodes
from oximetry.quality import runs
from tests.unit.oximetry.samples import recording


def test_levels_over_valid_samples_only() -> None:
    spo2 = analyse(recording([90, 92, None, 94, 96])).spo2
    assert (spo2.mean, spo2.median, spo2.min, spo2.max) == (93, 93, 90, 96)
    assert spo2.sd == pytest.approx(5**0.5)  # mean square of -3, -1, 1, 3
    assert (spo2.p1, spo2.p5) == pytest.approx((90.06, 90.3))  # 3 % and 15 % of the way from 90 to 92


def test_thresholds_are_strict_but_for_88() -> None:
    below = analyse(recording([90, 89, 88, 87, 85, 84, 80, 79, 70, 69])).below
    assert {each: (time.rule, time.seconds / 4) for each, time in below.items()} == {
        90: ("< 90", 9),
        88: ("<= 88", 8),
        85: ("< 85", 5),
        80: ("< 80", 3),
        70: ("< 70", 1),
    }
    assert below[90].percent == 90


def test_the_longest_time_below_ends_with_a_reading_above_or_a_missing_one() -> None:
    signal: list[int | None] = [*[88] * 3, 89, *[87] * 5, None, *[80] * 4, 95]
    below = analyse(recording(signal)).below
    assert (below[90].longest_s, below[88].longest_s, below[85].longest_s) == (36, 20, 16)


def test_below_range_does_not_end_the_longest_time_below() -> None:
    below = analyse(recording([95, 80, 64, None, None, 64, 80, 95])).below
    assert (below[85].longest_s, below[70].longest_s) == (24, 16)


def test_the_deficit_below_90_is_over_all_valid_samples() -> None:
    assert analyse(recording([95, 90, 89, 80, None])).spo2.deficit_below_90 == (0 + 0 + 1 + 10) / 4


def test_the_delta_index() -> None:
    # Means over 12 s (3 samples of 4 s): 90, 93 (the one missing counts not), 90.
    spo2 = analyse(recording([90, 90, 90, 92, None, 94, 89, 90, 91])).spo2
    assert spo2.delta_index == 3
    # A window without a reading takes part in no difference.
    assert analyse(recording([90] * 3 + [None] * 3 + [99] * 3)).spo2.delta_index is None
    assert analyse(recording([90] * 5)).spo2.delta_index is None


def test_time_at_each_value_and_at_or_below_it() -> None:
    spo2 = analyse(recording([95, 90, 95, None, 85])).spo2
    assert spo2.histogram_s == {85: 4, 90: 4, 95: 8}
    assert spo2.cumulative_s() == {85: 4, 90: 8, 95: 16}


@given(st.lists(st.integers(50, 100), min_size=1, max_size=60))
def test_levels_are_those_of_numpy(values: list[int]) -> None:
    spo2 = analyse(recording(values)).spo2
    p1, p5, median = np.percentile(values, (1, 5, 50))
    assert (spo2.p1, spo2.p5, spo2.median) == pytest.approx((p1, p5, median))
    assert (spo2.mean, spo2.sd) == pytest.approx((np.mean(values), np.std(values)))


@pytest.mark.parametrize(
    ("spo2", "nadir"),
    [
        ([95, 80, 95, 85, 85, 95], 85),  # 80 for one sample of 4 s is not held for 8 s
        ([95, 80, 82, 95], 82),  # for 8 s it was at 82 or less
        ([95, 80, None, 80, 95, 95], 95),  # nothing is held over a missing sample
        ([95, None, 95], None),
        ([95], None),
    ],
)
def test_sustained_nadir(spo2: list[int | None], nadir: int | None) -> None:
    assert analyse(recording(spo2)).spo2.sustained_nadir == nadir


def test_below_range_runs() -> None:
    spo2 = [90, 66, None, None, 64, None, 70, 67, None, 62, None]
    pulse = [60, 60, 60, 60, 60, 60, 60, 60, 60, 60, None]
    analysis = analyse(recording(spo2, pulse))
    below = analysis.spo2.below_range
    # Entered from 66 for two samples and from 64 for one; not from 67, and not without a pulse.
    # The floor is what the device can show, not what the runs were entered from.
    assert (below.runs, below.seconds, below.floor) == (2, 12, 61)
    assert below.intervals_s == ((8, 16), (20, 24))
    assert analysis.below[70].seconds_with_below_range == analysis.below[70].seconds + 12
    assert "below_range" in [warning.code for warning in analysis.warnings]


FALL = [90, 80, 72, 66, *[None] * 8, 66]


@pytest.mark.parametrize(("later", "lowest", "floor"), [((68, 62, 75), 62, 61), ((68, 58, 75), 58, 58)])
def test_the_floor_is_the_devices_and_never_above_a_value_it_showed(
    later: tuple[int, ...], lowest: int, floor: int
) -> None:
    night = recording([*[94] * 2000, *FALL, *[94] * 20, *later, *[94] * 20])
    analysis = analyse(night)
    assert analysis.spo2.min == lowest
    assert (analysis.spo2.below_range.runs, analysis.spo2.below_range.floor) == (1, floor)
    (warning,) = (each for each in analysis.warnings if each.code == "below_range")
    assert warning.message.endswith(f"probably below {floor} %.")
    assert f"0:00:32, below {floor} %" in table("night", night, analysis)


def test_without_a_run_there_is_no_floor() -> None:
    assert analyse(recording([94, 62, 58, 94])).spo2.below_range.floor is None


def test_a_run_at_the_beginning_is_entered_from_nothing() -> None:
    assert analyse(recording([None, None, 95])).spo2.below_range.runs == 0


def test_a_gap_in_the_file_is_not_below_range() -> None:
    signal = recording([62, None, None, 62], recorded=[True, False, False, True])
    assert analyse(signal).spo2.below_range.runs == 0


def test_a_night_without_a_reading_has_no_levels_and_no_rule() -> None:
    analysis = analyse(recording([None] * 20, [None] * 20))
    assert analysis.spo2.mean is None
    assert analysis.pulse.mean is None
    assert analysis.device_rule is None
    assert analysis.odi["abc"][3].per_valid_hour == 0
    assert [time.percent for time in analysis.below.values()] == [0] * 5


def test_a_short_study_is_said() -> None:
    (warning,) = analyse(recording([95] * 900)).warnings
    assert (warning.code, warning.params) == ("short_study", {"hours": 1.0})


def test_the_baseline_is_the_commonest_value_from_the_rounded_mean_up() -> None:
    # Mean 92.5 rounds up to 93: 91 is commoner, but below it.
    values = np.array([91, 91, 91, 93, 94, 94, 94, 92])
    assert values.mean() == 92.5
    assert baseline(values) == 94


def test_a_drop_begins_below_and_ends_two_points_below_the_baseline() -> None:
    # Baseline 94: 91 is no fall of more than 3; 90 is; 91 does not end it; 92 does.
    values = np.array([94, 91, 90, 91, 90, 92, 90, 94])
    assert episodes(values, below=91, until=92) == 2


def test_runs_of_a_mask() -> None:
    starts, ends = runs(np.array([True, False, True, True]))
    assert (starts.tolist(), ends.tolist()) == ([0, 2], [1, 4])


@pytest.mark.parametrize("name", ["contec-csv", "emay-csv", "edf", "viatom-pod2"])
def test_other_makers_devices_have_other_rules(name: str) -> None:
    signal = [95] * 20 + [64, None, None, 64] + [95] * 20
    viatom = analyse(recording(signal))
    other = analyse(replace(recording(signal), format=name))
    assert viatom.device_rule is not None
    assert (viatom.spo2.below_range.seconds, viatom.spo2.below_range.floor) == (8, 61)
    assert other.device_rule is None
    assert (other.spo2.below_range.runs, other.spo2.below_range.floor) == (0, None)
    assert other.valid_spo2 == viatom.valid_spo2

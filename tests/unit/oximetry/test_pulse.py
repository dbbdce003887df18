"""The pulse of a night."""

from collections.abc import Sequence

import pytest

from oximetry import analyse
from oximetry.pulse import pulse_levels
from tests.unit.oximetry.samples import recording


def rises(pulse: Sequence[int | None], threshold: int = 6, period_s: float = 1.0) -> int:
    return pulse_levels(recording([95] * len(pulse), pulse, period_s=period_s), threshold).rises.events


def test_times_are_strict() -> None:
    pulse = analyse(recording([95] * 5, [49, 50, 120, 121, None])).pulse
    assert (pulse.below_50_s, pulse.above_120_s) == (4, 4)
    assert (pulse.min, pulse.max, pulse.mean) == (49, 121, 85)


@pytest.mark.parametrize(
    ("pulse", "events"),
    [
        ([60] * 20 + [66] * 20 + [60] * 40, 1),
        ([60] * 20 + [65] * 20 + [60] * 40, 0),
        ([60] * 20 + [66, 65, 66, 64, 66] + [60] * 40, 1),  # wavering above half of the rise is one
        ([60] * 20 + [66] * 3 + [62] * 3 + [66] * 3, 2),  # less than half of it arms it again
        (list(range(60, 120)), 1),  # a steady climb of 1 bpm a second is one rise
        ([60 + second // 6 for second in range(200)], 0),  # 5 bpm in 30 s is none
        ([66] * 40 + [60] * 40, 0),
        ([60] * 20 + [None] * 10 + [70] * 20, 1),
        ([60] * 20 + [None] * 11 + [70] * 20, 0),  # nothing crosses more than 10 s without a pulse
        ([None] * 30, 0),
    ],
)
def test_rises(pulse: list[int | None], events: int) -> None:
    assert rises(pulse) == events


def test_the_threshold_can_be_chosen() -> None:
    pulse = [60] * 20 + [66] * 5 + [60] * 40 + [72] * 5 + [60] * 10
    assert [rises(pulse, threshold) for threshold in (6, 10, 13)] == [2, 1, 0]


def test_rises_are_seen_at_any_period() -> None:
    pulse = [*[60] * 10, *[68] * 4, *[60] * 20, *[68] * 4, *[60] * 10]
    assert [rises(pulse, period_s=period_s) for period_s in (1, 2, 4)] == [2, 2, 2]


def test_rises_are_counted_per_recorded_hour() -> None:
    pulse = analyse(recording([95] * 450, [60] * 100 + [70] * 4 + [60] * 346)).pulse
    assert (pulse.rises.threshold_bpm, pulse.rises.events, pulse.rises.per_hour) == (6, 1, 2.0)

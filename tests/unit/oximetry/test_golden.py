"""Numbers that devices and published programs give for real nights (formats.md §4, metrics.md §2 and §3)."""

from dataclasses import asdict

import pytest

from oximetry import Analysis, analyse, read_file
from tests.recordings import NAP, QUIET_NIGHT, REPORT_NIGHT, RING_NIGHT, THIRD_NIGHT, real


@pytest.mark.parametrize(
    ("name", "per_hour", "events"),
    [
        # Reference implementation of the rule (pobm 1.2.0, event index widened) on the held signal.
        (REPORT_NIGHT, (16.50, 11.10), (165, 111)),
        (QUIET_NIGHT, (2.49, 1.04), (24, 10)),
        (THIRD_NIGHT, (6.41, 3.31), (62, 32)),
        # The same program, run on these two for this test.
        (RING_NIGHT, (12.55, 5.07), (109, 44)),
        (NAP, (2.12, 0.71), (3, 1)),
    ],
)
def test_abc_odi_is_that_of_the_reference(
    name: str, per_hour: tuple[float, float], events: tuple[int, int]
) -> None:
    odi = analyse(read_file(real(name))).odi["abc"]
    assert (odi[3].events, odi[4].events) == events
    assert (round(odi[3].per_hour, 2), round(odi[4].per_hour, 2)) == per_hour


@pytest.fixture(scope="module")
def report_night() -> Analysis:
    """The night whose printed report is known."""
    return analyse(read_file(real(REPORT_NIGHT)))


def test_report_night_levels_are_those_printed(report_night: Analysis) -> None:
    spo2, pulse = report_night.spo2, report_night.pulse
    assert spo2.mean is not None
    assert pulse.mean is not None
    assert (spo2.max, round(spo2.mean, 2), spo2.min) == (99, 88.22, 61)
    assert (pulse.max, round(pulse.mean, 2), pulse.min) == (93, 67.08, 49)


def test_report_night_delta_index(report_night: Analysis) -> None:
    assert report_night.spo2.delta_index == pytest.approx(1.243, abs=5e-4)


def test_report_night_device_rule_is_what_is_printed(report_night: Analysis) -> None:
    rule = report_night.device_rule
    assert rule is not None
    assert (rule.baseline, rule.drops_3, rule.drops_4) == (90, 143, 95)
    assert (round(rule.per_hour_3, 2), round(rule.per_hour_4, 2)) == (14.30, 9.50)
    assert rule.duration_s == 36_008  # 10:00:08


@pytest.mark.parametrize(
    ("band", "seconds", "percent"),
    [
        ("95-100", 28 * 60 + 4, 4.68),
        ("90-94", 3 * 3600 + 20 * 60 + 18, 33.38),
        ("<90", 6 * 3600 + 11 * 60 + 44, 61.94),
        ("80-89", 5 * 3600 + 54 * 60 + 40, 59.10),
        ("70-79", 11 * 60 + 37, 1.94),
        ("0-69", 5 * 60 + 26, 0.91),
    ],
)
def test_report_night_bands_are_those_printed(
    report_night: Analysis, band: str, seconds: int, percent: float
) -> None:
    rule = report_night.device_rule
    assert rule is not None
    assert asdict(rule.bands[band]) == {"seconds": seconds, "percent": percent}


@pytest.mark.parametrize(
    ("band", "seconds", "percent"), [(">120", 0, 0.0), ("50-120", 35_991, 99.96), ("<50", 16, 0.04)]
)
def test_report_night_pulse_bands_are_those_printed(
    report_night: Analysis, band: str, seconds: int, percent: float
) -> None:
    rule = report_night.device_rule
    assert rule is not None
    assert asdict(rule.pulse_bands[band]) == {"seconds": seconds, "percent": percent}


def test_report_night_below_range(report_night: Analysis) -> None:
    # 67 rows of 4 s in 7 runs, each entered from 61-64 %.
    below = report_night.spo2.below_range
    assert (below.runs, below.seconds, below.floor) == (7, 268, 61)
    ninety = report_night.below[90]
    assert ninety.seconds == 5534 * 4
    assert ninety.seconds_with_below_range == 5534 * 4 + 268


def test_ring_night_is_that_of_its_binary_header() -> None:
    # Header of the device's own file: drops 53/22, 396 s and 26 episodes below 90, mean 94, minimum 87.
    analysis = analyse(read_file(real(RING_NIGHT)))
    rule = analysis.device_rule
    assert rule is not None
    assert analysis.spo2.mean is not None
    assert (rule.baseline, rule.drops_3, rule.drops_4, rule.episodes_below_90) == (94, 53, 22, 26)
    assert (round(analysis.spo2.mean, 2), analysis.spo2.min) == (94.05, 87)
    assert analysis.below[90].seconds == 396


@pytest.mark.parametrize(
    ("name", "rows", "period_s", "device", "number"),
    [
        (REPORT_NIGHT, 9001, 4, "Checkme O2", "0331"),
        (QUIET_NIGHT, 8668, 4, "Checkme O2", "3539"),
        (RING_NIGHT, 7818, 4, "O2Ring", None),
        (NAP, 2548, 2, None, None),
    ],
)
def test_real_files_are_read_whole_and_without_doubt(
    name: str, rows: int, period_s: float, device: str | None, number: str | None
) -> None:
    recording = read_file(real(name))
    assert (recording.rows, recording.period_s) == (rows, period_s)
    assert (recording.device, recording.device_number) == (device, number)
    assert recording.recorded.all()
    assert recording.warnings == ()
